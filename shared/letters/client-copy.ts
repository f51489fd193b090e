import type { LetterModel, LetterShare } from '#shared/domain/letters';
import type { LegalBasis, Referral } from '#shared/domain/referrals';
import { germanDate } from './german';
import { mergeText, type MergeFields } from './merge';

/** The sentences of the client's copy in one language (namespace `letters` of the client texts). */
export type CopyTexts = Readonly<Record<string, string>>;

/** What the client's copy tells; `name` and `partnerName` as they stand in German. */
export interface ClientCopyInput {
  language: string;
  german: CopyTexts;
  translated: CopyTexts;
  draft: boolean;
  recipient: string[];
  name: string;
  /** How the German greeting names the person: "Herr Al-Ahmad". */
  greetedAs: string;
  /** The name in the script of the copy's language, where it is known. */
  nameOriginal: string | null;
  partnerName: string | null;
  topic: Referral['topic'];
  basis: LegalBasis;
  shares: ReadonlySet<LetterShare>;
  birthDate: string | null;
  interpreter: boolean;
  answerBy: string | null;
  phone: string | null;
  signatory: string;
}

/** A row of the copy: sentences by key; one whose merge field is unknown drops out in both languages. */
interface RowPlan {
  heading: boolean;
  keys: string[];
}

function basisKeys(basis: LegalBasis): string[] {
  switch (basis.kind) {
    case 'consent':
      return ['basisConsent', 'basisDate', 'basisWithdraw'];
    case 'release-from-secrecy':
      return ['basisRelease', 'basisDate', 'basisWithdraw'];
    case 'statutory-task':
      return ['basisStatutory'];
    case 'client-carries':
      return ['basisCarries'];
  }
}

function contentKeys(input: ClientCopyInput): string[] {
  const { shares } = input;
  return [
    'contentName',
    ...(shares.has('birth-date') ? ['contentBirth'] : []),
    ...(shares.has('address') ? ['contentAddress'] : []),
    ...(shares.has('phone') ? ['contentPhone'] : []),
    ...(shares.has('experience') ? ['contentExperience'] : []),
    ...(shares.has('languages') ? ['contentLanguages'] : []),
    ...(shares.has('languages') && input.interpreter ? ['contentInterpreter'] : []),
  ];
}

function plan(input: ClientCopyInput): RowPlan[] {
  const carried = input.basis.kind === 'client-carries' || input.partnerName === null;
  const heading = (key: string): RowPlan => ({ heading: true, keys: [key] });
  const text = (keys: string[]): RowPlan => ({ heading: false, keys });
  return [
    heading(input.partnerName === null ? 'subjectOpen' : 'subject'),
    text(['greeting']),
    heading('doneHeading'),
    text([input.partnerName === null ? 'doneOpen' : 'doneSent', `topic_${input.topic}`]),
    heading('contentHeading'),
    text(contentKeys(input)),
    heading('basisHeading'),
    text(basisKeys(input.basis)),
    heading('nextHeading'),
    text([carried ? 'nextCarried' : 'nextSent', 'nextCall']),
    heading('bringHeading'),
    text(['bring']),
    text(['closing']),
  ];
}

function row(texts: CopyTexts, keys: string[], fields: MergeFields, isolate: boolean): string {
  return keys
    .map((key) => {
      const text = texts[key];
      if (text === undefined) throw new Error(`The texts of the client's copy lack "${key}".`);
      return mergeText(text, fields, isolate);
    })
    .filter((sentence) => sentence !== null)
    .join(' ');
}

/**
 * The client's copy: the same sentences in German and in the client's language, row by row. German names,
 * numbers and dates are isolated in the translation so that they keep their direction and their size.
 * Throws when a sentence is missing in one of the languages (the texts are checked for completeness).
 */
export function buildClientCopy(input: ClientCopyInput): NonNullable<LetterModel['clientCopy']> {
  const german: MergeFields = {
    name: input.name,
    partner: input.partnerName,
    birthDate: input.birthDate === null ? null : germanDate(input.birthDate),
    date: input.basis.on === null ? null : germanDate(input.basis.on),
    answerBy: input.answerBy === null ? null : germanDate(input.answerBy),
    phone: input.phone,
  };
  const rows = plan(input).map(({ heading, keys }) => {
    const greeting = keys.includes('greeting');
    const germanFields = greeting ? { ...german, name: input.greetedAs } : german;
    const translatedFields = greeting ? { ...german, name: input.nameOriginal ?? input.name } : german;
    return {
      german: row(input.german, keys, germanFields, false),
      translated: row(input.translated, keys, translatedFields, true),
      heading,
    };
  });
  const last = rows.at(-1);
  if (last) {
    last.german += `\n${input.signatory}`;
    last.translated += `\n\u2068${input.signatory}\u2069`;
  }
  return {
    language: input.language,
    draft: input.draft,
    recipient: input.recipient,
    rows,
    draftNotice: {
      german: row(input.german, ['draftNotice'], {}, false),
      translated: row(input.translated, ['draftNotice'], {}, true),
    },
  };
}
