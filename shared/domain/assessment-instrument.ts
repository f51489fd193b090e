import { RATINGS } from './assessments';

/** Collections that a question fills with entries in the person's own words. */
export type EntryCollection = 'educations' | 'work-experiences' | 'skills';

/**
 * One question: codes only, its words stand in `renderer/i18n/client/<language>/assessments.json` under
 * `q.<id>`, those of its choices under `a.<id>.<choice>`, the ability a rating is about under `can.<id>`.
 */
export type Question =
  | { id: string; kind: 'entries'; entries: EntryCollection }
  | { id: string; kind: 'choice'; choices: readonly string[] }
  | { id: string; kind: 'rating' }
  | { id: string; kind: 'words' };

export interface Instrument {
  id: string;
  version: number;
  validFrom: string;
  validTo: string | null;
  source: string;
  questions: readonly Question[];
}

/** Everyday work that many have done without a certificate; rated in pictures. */
const EVERYDAY = [
  'cook',
  'sew',
  'repair',
  'build',
  'drive',
  'computer',
  'sell',
  'care',
  'garden',
  'organise',
];

/** The first instrument: a conversation of about twenty minutes. Every question can be skipped. */
export const BASIC_INSTRUMENT: Instrument = {
  id: 'basic',
  version: 1,
  validFrom: '2026-11-21',
  validTo: null,
  source: 'Wegbuch',
  questions: [
    { id: 'school', kind: 'choice', choices: ['none', '1-4', '5-9', '10'] },
    { id: 'education', kind: 'entries', entries: 'educations' },
    { id: 'work', kind: 'entries', entries: 'work-experiences' },
    { id: 'skills', kind: 'entries', entries: 'skills' },
    ...EVERYDAY.map((id): Question => ({ id, kind: 'rating' })),
    { id: 'enjoy', kind: 'words' },
    { id: 'wish', kind: 'words' },
    { id: 'hours', kind: 'choice', choices: ['full', 'part', 'later'] },
    { id: 'need', kind: 'words' },
  ],
};

/** Codes that may answer a question; empty where it is answered in words or by entries. */
export function answerCodes(question: Question): readonly string[] {
  if (question.kind === 'rating') return RATINGS;
  return question.kind === 'choice' ? question.choices : [];
}

/** Keys of the client texts that a question needs, so that a missing translation can be found. */
export function textKeys(question: Question): string[] {
  const choices = question.kind === 'choice' ? question.choices : [];
  const statement = question.kind === 'rating' ? [`can.${question.id}`] : [];
  return [`q.${question.id}`, ...statement, ...choices.map((choice) => `a.${question.id}.${choice}`)];
}

/** Index of the question to go on with; 0 when `position` is unknown (another version of the instrument). */
export function positionIndex(instrument: Instrument, position: string | undefined): number {
  return Math.max(
    0,
    instrument.questions.findIndex(({ id }) => id === position),
  );
}
