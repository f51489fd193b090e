import { useTranslation } from 'react-i18next';
import { BASIC_INSTRUMENT } from '#shared/domain/assessment-instrument';
import { RATINGS } from '#shared/domain/assessments';
import { fieldsOf } from '#shared/domain/registry';
import type { Collection } from '#shared/security/compartments';
import { DELETED_FIELD } from '#shared/sync/document';
import { loadCountries } from '../data/packs/countries';
import { loadLanguages } from '../data/packs/languages';
import { loadResidenceDocuments } from '../data/packs/residence-documents';
import { usePack } from '../data/packs/use-pack';
import { usePeople } from '../data/use-people';
import { formatDate, formatTime } from '../lib/dates';
import { clientTexts, type ClientTexts } from './client-texts';

/** Where the words of a code stand: a prefix of text keys, or the pack or list that has its name. */
const CODES: Readonly<Record<string, string>> = {
  salutation: 'client-files:salutation', interpreter: 'client-files:interpreterShort',
  contactChannel: 'client-files:channel', 'clause-code': 'client-files:clause', source: 'client-files:source',
  listening: 'client-files:level', reading: 'client-files:level', speaking: 'client-files:level', writing: 'client-files:level',
  topic: 'referrals:topic', 'basis-kind': 'letters:free', 'office/type': 'conflicts:officeType', 'aliases/kind': 'conflicts:aliasKind', 'referrals/state-state': 'referrals:state', 'letters/state-state': 'letters:state',
  'partners/kind': 'partners:kind', 'erasures/kind': 'erasure:list', 'audit-requests/reason': 'audit:reason', 'arrivals/kind': 'queue:kind', 'arrivals/reason': 'queue:reason',
  'assessments/state': 'assessments:runState', question: 'assessments:short', 'assessment-answers/code': 'answer',
  'educations/kind': 'assessments:educationKind', degree: 'assessments:degree', evidence: 'assessments:evidence',
  setting: 'assessments:setting', selfRating: 'assessments:rating', 'counsellorRating-rating': 'assessments:rating',
  nationality: 'country', furtherNationality: 'country', country: 'country',
  language: 'language', 'nameOriginal-language': 'language', 'words-language': 'language',
  counsellor: 'person', withPerson: 'person', assessor: 'person', 'state-by': 'person', 'seenOriginal-by': 'person',
  'counsellorRating-by': 'person', createdBy: 'person', documentType: 'document',
}; // prettier-ignore

/** Fields that name other records or programs: nothing to read for people. */
const SILENT: ReadonlySet<string> = new Set([
  'assessmentId', 'partnerId', 'referralId', 'clientFileId', 'instrument', 'instrumentVersion', 'position', 'templateId',
  'templateVersion', 'seed', 'rendering', 'content', 'thumbnail', 'concept-uri', 'occupation-uri', 'fileNumber', 'consent-until', 'consent-shares',
]); // prettier-ignore

const germanAnswers = () => clientTexts('de', 'assessments');
const englishAnswers = () => clientTexts('en', 'assessments');

/** What a choice of the instrument says; a code belongs to one question only. */
function answerWords(texts: ClientTexts | null, code: string): string | undefined {
  const question = BASIC_INSTRUMENT.questions.find(
    (one) => one.kind === 'choice' && one.choices.includes(code),
  );
  return question && texts?.[`a.${question.id}.${code}`];
}

/** One line of a value: a part of it, its label and its text. */
export interface Line {
  /** The field itself, or field and part ("address-street"). */
  key: string;
  label: string;
  text: string;
}

const isDay = (text: string) => /^\d{4}-\d{2}(-\d{2})?$/.test(text);
const isMoment = (text: string) => /^\d{4}-\d{2}-\d{2}T/.test(text);

/** Where the words of a code stand; undefined for what is no code. */
export function placeOf(collection: string, key: string): string | undefined {
  return CODES[`${collection}/${key}`] ?? CODES[key];
}

/** Whether people read anything in a field. */
export function isReadable(field: string): boolean {
  return !SILENT.has(field) && (!field.startsWith('_') || field === DELETED_FIELD);
}

/** Names of records for their heading: what tells one of a collection from another. */
function nameIn(values: Record<string, unknown>, line: (field: string) => string): string {
  if ('language' in values && !('name' in values)) return line('language');
  for (const field of ['text', 'partnerName', 'documentType', 'kind', 'number', 'name', 'question']) {
    if (typeof values[field] === 'string') return line(field);
  }
  const german = (values.words as { german?: unknown } | undefined)?.german;
  return typeof german === 'string' ? german : '';
}

/** The parts of a value in the order of its schema; parts that no schema knows come last. */
function partsOf(collection: string, field: string, value: object): [string, unknown][] {
  const order = [...fieldsOf(collection as Collection, field).keys()];
  const rank = (part: string) => (order.includes(part) ? order.indexOf(part) : order.length);
  return Object.entries(value)
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([part, content]) => [`${field}-${part}`, content]);
}

export interface FieldWords {
  label(collection: string, field: string): string;
  /** A value as lines that people can read: an address gives one line per part; empty parts give none. */
  lines(collection: string, field: string, value: unknown): Line[];
  /** What a record is, and which: "Sprache: Tigrinya". */
  record(collection: string, values: Record<string, unknown>): string;
}

/** The words of the interface for fields and their values. */
export function useFieldWords(): FieldWords {
  const { t, i18n } = useTranslation([
    'conflicts', 'client-files', 'referrals', 'partners', 'queue', 'assessments', 'letters', 'erasure', 'audit', 'common',
  ]); // prettier-ignore
  const people = usePeople();
  const [languages, countries] = [usePack(loadLanguages), usePack(loadCountries)];
  const documents = usePack(loadResidenceDocuments)?.documents;
  const answers = usePack(i18n.language === 'en' ? englishAnswers : germanAnswers);
  const text = t as unknown as (
    key: string | string[],
    options?: { defaultValue?: string; [name: string]: unknown },
  ) => string;
  const label = (collection: string, key: string) =>
    text([`conflicts:field.${collection}.${key}`, `conflicts:field.${key}`], { defaultValue: key });

  const codeWords = (place: string, code: string): string => {
    if (place === 'country') return countries?.name(code, i18n.language) ?? code;
    if (place === 'language') return languages?.name(code, i18n.language) ?? code;
    if (place === 'person') return people.nameOf(code) || text('conflicts:someone');
    if (place === 'answer')
      return RATINGS.some((rating) => rating === code)
        ? text(`assessments:rating.${code}`)
        : (answerWords(answers, code) ?? code);
    if (place === 'document') {
      const found = documents?.find((one) => one.code === code);
      return (i18n.language === 'en' && found?.en ? found.en : found?.de) ?? code;
    }
    return text(`${place}.${code}`, { defaultValue: code });
  };

  const words = (collection: string, key: string, value: unknown): string => {
    if (key === DELETED_FIELD) return text(value === true ? 'conflicts:deleted' : 'conflicts:restored');
    if (typeof value === 'boolean') return text(value ? 'common:yes' : 'common:no');
    if (typeof value === 'number') return String(value);
    if (Array.isArray(value))
      return value
        .flat()
        .map((item) => words(collection, key, item))
        .join(', ');
    if (typeof value !== 'string') return '';
    const place = placeOf(collection, key);
    if (place && value !== '') return codeWords(place, value);
    if (isDay(value)) return formatDate(value);
    return isMoment(value) ? `${formatDate(value)}, ${formatTime(value)}` : value;
  };

  const lines: FieldWords['lines'] = (collection, field, value) => {
    const parts: [string, unknown][] =
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? partsOf(collection, field, value)
        : [[field, value]];
    return parts
      .filter(([key]) => isReadable(key))
      .map(([key, content]) => ({
        key,
        label: label(collection, key),
        text: words(collection, key, content),
      }))
      .filter(
        ({ text: shown, key }) => shown !== '' && !(key.endsWith('-block') && shown === text('common:no')),
      );
  };

  const record: FieldWords['record'] = (collection, values) => {
    const kind = text(`conflicts:record.${collection}`, { defaultValue: collection });
    if (collection === 'client-files' || collection === 'office') return kind;
    const name = nameIn(values, (field) => words(collection, field, values[field]));
    return name && name !== kind ? text('conflicts:recordNamed', { kind, name }) : kind;
  };
  return { label, lines, record };
}
