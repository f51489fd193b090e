import type { ClientFile } from '#shared/domain/client-files';
import { dayAfter } from '#shared/domain/days';
import type { LetterModel, LetterPart, LetterShare } from '#shared/domain/letters';
import { LETTER_SHARES } from '#shared/domain/letters';
import { ANSWER_DAYS } from '#shared/domain/referral-life';
import type { LegalBasis, Referral } from '#shared/domain/referrals';
import { namesProtectedAddress } from '#shared/letters/address';
import { todayIso } from '../../lib/dates';

/** To whom: an entry of the office's own directory, or nobody by post ("Zur Aushändigung an Klient:in"). */
export type Recipient = { kind: 'partner'; id: string; name: string } | { kind: 'hand-over' };

/** What a person has chosen on the page "Weitervermitteln"; saved as referral and letter draft. */
export interface ReferChoice {
  topic: Referral['topic'] | null;
  recipient: Recipient | null;
  reason: string;
  basis: LegalBasis | null;
  shares: LetterShare[];
  answerBy: string | null;
  copyLanguage: string | null;
  parts: LetterPart[];
  onStationery: boolean;
  enclosures: string;
  /** Subject and text once a person has changed them; the template no longer speaks then. */
  edited: Pick<LetterModel, 'subject' | 'body'> | null;
}

/** Which kinds of data a topic needs as a rule; a person may change it. */
const NEEDED: Readonly<Record<Referral['topic'], readonly LetterShare[]>> = {
  recognition: ['birth-date', 'languages', 'experience'],
  work: ['birth-date', 'phone', 'languages', 'experience'],
  language: ['birth-date', 'phone', 'languages'],
  residence: ['birth-date', 'languages'],
  housing: ['birth-date', 'address', 'phone', 'languages'],
  counselling: ['languages', 'phone'],
  training: ['birth-date', 'languages', 'experience'],
  other: ['birth-date', 'languages'],
};

export function sharesFor(topic: Referral['topic']): LetterShare[] {
  return LETTER_SHARES.filter((share) => NEEDED[topic].includes(share));
}

/** The page as it opens; `language` is the client's, if their copy can be made in it. */
export function firstChoice(language: string | null): ReferChoice {
  return {
    topic: null,
    recipient: null,
    reason: '',
    basis: null,
    shares: [],
    answerBy: dayAfter(todayIso(), ANSWER_DAYS),
    copyLanguage: language,
    parts: language === null ? ['original', 'file-copy'] : ['original', 'client-copy', 'file-copy'],
    onStationery: false,
    enclosures: '',
    edited: null,
  };
}

export type Missing =
  'topic' | 'recipient' | 'basis' | 'basisDay' | 'provision' | 'protectedAddress' | 'parts';

/** What must still be answered before the letter can be printed, in the order of the page. */
export function missingIn(choice: ReferChoice, client: ClientFile, model: LetterModel | null): Missing[] {
  const { basis } = choice;
  const dated = basis?.kind === 'consent' || basis?.kind === 'release-from-secrecy';
  const checks: Array<[Missing, boolean]> = [
    ['topic', choice.topic === null],
    ['recipient', choice.recipient === null],
    ['basis', basis === null],
    ['basisDay', dated && basis.on === null],
    ['provision', basis?.kind === 'statutory-task' && basis.provision.trim() === ''],
    ['protectedAddress', model !== null && namesProtectedAddress(JSON.stringify(model), client)],
    ['parts', choice.parts.length === 0],
  ];
  return checks.filter(([, open]) => open).map(([name]) => name);
}
