import { useParams, useSearch } from '@tanstack/react-router';
import { Suspense } from 'react';
import { paths } from '../lib/paths';
import { Skeleton } from '../ui/skeleton';
import { useDesk } from './desk-context';
import {
  AdminScreen,
  AssessmentScreen,
  AttachmentsSection,
  AuditScreen,
  ClientFileScreen,
  ClientFilesScreen,
  EraseScreen,
  FreeLetterScreen,
  LettersSection,
  ReferralsScreen,
  ReferralsSection,
  ReferScreen,
} from './screens';

/** Parts of the address. `strict: false`: a page is not tied to one route object. */
const useIds = (): { id?: string; assessmentId?: string } => useParams({ strict: false });
const useQuery = (): Partial<Record<string, string>> => useSearch({ strict: false });

/** The list; `?new=1` opens the quick intake at once. */
export function ClientFilesPage() {
  const { new: intake } = useQuery();
  return <ClientFilesScreen key={intake ?? ''} intake={intake !== undefined} />;
}

/** Sections that other features bring into the file. */
const FILE_SLOTS = {
  referrals: (fileId: string) => (
    <Suspense fallback={<Skeleton rows={2} />}>
      <ReferralsSection fileId={fileId} />
    </Suspense>
  ),
  letters: (fileId: string) => (
    <Suspense fallback={<Skeleton rows={2} />}>
      <LettersSection fileId={fileId} newLetter={paths.freeLetterFor(fileId)} />
    </Suspense>
  ),
  attachments: (fileId: string) => (
    <Suspense fallback={<Skeleton rows={2} />}>
      <AttachmentsSection fileId={fileId} />
    </Suspense>
  ),
};

export function ClientFilePage() {
  const { id = '' } = useIds();
  return <ClientFileScreen id={id} slots={FILE_SLOTS} />;
}

export function AssessmentPage() {
  const { id = '', assessmentId = '' } = useIds();
  return <AssessmentScreen key={assessmentId} fileId={id} assessmentId={assessmentId} />;
}

export function ReferPage() {
  const { id = '' } = useIds();
  const { referral } = useQuery();
  return <ReferScreen key={referral ?? id} fileId={id} {...(referral && { referralId: referral })} />;
}

/** All referrals; `?referral=` is the one that somebody asks about. */
export function ReferralsPage() {
  const { referral } = useQuery();
  return <ReferralsScreen key={referral ?? ''} asked={referral} />;
}

export function ErasePage() {
  const { id = '' } = useIds();
  return <EraseScreen key={id} fileId={id} person={useDesk().person} />;
}

export function AuditPage() {
  return <AuditScreen person={useDesk().person} />;
}

export function FreeLetterPage() {
  const { file, draft } = useQuery();
  return (
    <FreeLetterScreen
      key={draft ?? file ?? ''}
      {...(file && { fileId: file })}
      {...(draft && { draftId: draft })}
    />
  );
}

export function AdminPage() {
  return <AdminScreen desk={useDesk()} />;
}
