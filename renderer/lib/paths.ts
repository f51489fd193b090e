/** Addresses of the staff app: ids only, never a name. Hash routes work under app:// and any base. */
export const paths = {
  today: '#/',
  clientFiles: '#/client-files',
  newClientFile: '#/client-files?new=1',
  clientFile: (id: string) => `#/client-files/${id}`,
  refer: (fileId: string, referralId?: string) =>
    `#/client-files/${fileId}/refer${referralId ? `?referral=${referralId}` : ''}`,
  assessment: (fileId: string, assessmentId: string) => `#/client-files/${fileId}/assessment/${assessmentId}`,
  queue: '#/queue',
  referrals: '#/referrals',
  askAbout: (referralId: string) => `#/referrals?referral=${referralId}`,
  letters: '#/letters',
  freeLetter: '#/letters/new',
  freeLetterFor: (fileId: string) => `#/letters/new?file=${fileId}`,
  letterDraft: (draftId: string) => `#/letters/new?draft=${draftId}`,
  partners: '#/partners',
  conflicts: '#/conflicts',
  quarantine: '#/quarantine',
  admin: '#/admin',
  ownPin: '#/admin?part=device',
  backup: '#/backup',
  erasures: '#/erasures',
  audit: '#/audit',
  eraseFrom: (fileId: string) => `#/client-files/${fileId}/erase`,
  recoverySheet: '#/recovery-sheet',
} as const;

/** Goes to an address of `paths`. */
export function go(path: string): void {
  window.location.hash = path.slice(1);
}
