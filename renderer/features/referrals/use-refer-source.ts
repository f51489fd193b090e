import { OFFICE_DOCUMENT } from '#shared/domain/office';
import { CLIENT_LANGUAGES } from '#shared/domain/common';
import type { Office } from '#shared/domain/office';
import { occupationFor } from '#shared/letters/german';
import type { Person, View } from '../../data/api';
import { data } from '../../data/client';
import { loadLanguages } from '../../data/packs/languages';
import { useLive, type Live } from '../../data/use-live';

/** Facts of the file that a letter may say, in German words. */
export interface ClientFacts {
  language: string | null;
  germanLevel: string | null;
  occupation: string | null;
  experiences: string[];
  educations: string[];
}

/** All that the page "Weitervermitteln" reads once: it then lives from what is typed. */
export interface ReferSource {
  office: Office;
  me: Person;
  file: View<'client-files'>;
  facts: ClientFacts;
  /** The client's language if their copy can be made in it. */
  copyLanguage: string | null;
  referral: View<'referrals'> | null;
  draft: View<'letter-drafts'> | null;
  newNumber: string;
}

const LEVELS = ['alpha', 'A0', 'A1', 'A2', 'B1', 'B2', 'C1', 'C2'] as const;

/** One level in words: the same in all skills, else skill by skill from the lowest on. */
function germanLevel(skills: Array<View<'language-skills'>>): string | null {
  const german = skills.find((skill) => skill.value.language === 'de')?.value;
  if (!german) return null;
  const said = [
    ['Hören', german.listening],
    ['Lesen', german.reading],
    ['Sprechen', german.speaking],
    ['Schreiben', german.writing],
  ] as const;
  const known = said.filter(([, level]) => level !== null && level !== undefined);
  const levels = new Set(known.map(([, level]) => level));
  if (known.length === 0) return null;
  if (levels.size === 1) return known[0]?.[1] ?? null;
  return [...known]
    .sort((a, b) => LEVELS.indexOf(a[1] ?? 'alpha') - LEVELS.indexOf(b[1] ?? 'alpha'))
    .map(([skill, level]) => `${skill} ${level ?? ''}`)
    .join(', ');
}

const germanOrOwn = (words: { german: string; original: string }) => words.german || words.original;

async function clientFacts(file: View<'client-files'>): Promise<ClientFacts> {
  const filter = { fileId: file.id };
  const [languages, skills, work, schooling] = await Promise.all([
    loadLanguages(),
    data.documents.list('language-skills', filter),
    data.documents.list('work-experiences', filter),
    data.documents.list('educations', filter),
  ]);
  const own = file.value.language ?? null;
  const occupation = work.map(({ value }) => value.occupation?.labelDe ?? '').find((label) => label !== '');
  return {
    language: own === null || own === 'de' ? null : languages.name(own, 'de'),
    germanLevel: germanLevel(skills),
    occupation: occupation === undefined ? null : occupationFor(occupation, file.value.salutation),
    experiences: work.map(({ value }) => germanOrOwn(value.words)).filter((words) => words !== ''),
    educations: schooling.map(({ value }) => germanOrOwn(value.words)).filter((words) => words !== ''),
  };
}

async function readSource(fileId: string, referralId: string | undefined): Promise<ReferSource | null> {
  const [state, file, office, newNumber] = await Promise.all([
    data.security.state(),
    data.documents.get('client-files', fileId),
    data.documents.get('office', OFFICE_DOCUMENT),
    data.letters.newNumber(),
  ]);
  if (!file || state.state !== 'unlocked') return null;
  const [facts, referral, drafts] = await Promise.all([
    clientFacts(file),
    referralId === undefined ? null : data.documents.get('referrals', referralId),
    referralId === undefined ? [] : data.documents.list('letter-drafts', { fileId }),
  ]);
  const language = file.value.language ?? 'de';
  return {
    office: office?.value ?? { name: state.officeName },
    me: state.person,
    file,
    facts,
    copyLanguage:
      language !== 'de' && (CLIENT_LANGUAGES as readonly string[]).includes(language) ? language : null,
    referral,
    draft: drafts.find((draft) => draft.value.referralId === referralId) ?? null,
    newNumber,
  };
}

/** Reads client, office, person and, for a referral begun before, its draft. */
export function useReferSource(fileId: string, referralId: string | undefined): Live<ReferSource | null> {
  return useLive(['office', 'client-files'], () => readSource(fileId, referralId), [fileId, referralId]);
}
