import type { Dice } from './dice';
import { ORIGINS, PERMITS, type Name, type Origin } from './origins';
import { CONCERNS, STREETS, TOWNS, TRADES } from './stories';
import type { NewDocument } from '../documents';
import { newFileNumber } from '#shared/domain/file-number';
import type { ClientFile } from '#shared/domain/client-files';

/** What the rest of the office's records refer to. */
export interface DemoClient {
  id: string;
  file: ClientFile;
  documents: NewDocument[];
}

export interface DemoTime {
  today: number;
  /** A day relative to today, "2026-11-21". */
  day(offset: number): string;
  /** A moment on a day relative to today, UTC. */
  at(offset: number, hour: number, minute: number): string;
}

const LEVELS = ['A0', 'A1', 'A1', 'A2', 'A2', 'B1', 'B1', 'B2'] as const;
const RATINGS = ['with-help', 'alone', 'alone', 'can-teach'] as const;

function originOf(dice: Dice): Origin {
  let place = dice.below(ORIGINS.reduce((sum, { weight }) => sum + weight, 0));
  const found = ORIGINS.find(({ weight }) => (place -= weight) < 0);
  return found ?? dice.pick(ORIGINS);
}

function originalName(given: Name, family: Name, language: string): ClientFile['nameOriginal'] {
  return given[1] === '' || family[1] === '' ? null : { text: `${given[1]} ${family[1]}`, language };
}

function fileOf(
  dice: Dice,
  origin: Origin,
  time: DemoTime,
  index: number,
  counsellors: readonly string[],
): ClientFile {
  const woman = dice.chance(0.5);
  const given = dice.pick(woman ? origin.women : origin.men);
  const family = dice.pick(origin.families);
  const [postcode, place] = dice.pick(TOWNS);
  const year = 1963 + dice.below(44);
  const partial = dice.chance(0.08);
  const month = String(1 + dice.below(12)).padStart(2, '0');
  const day = String(1 + dice.below(28)).padStart(2, '0');
  return {
    fileNumber: newFileNumber(dice.random),
    name: { given: given[0], family: family[0], block: false },
    salutation: woman ? 'frau' : 'herr',
    nameOriginal: originalName(given, family, origin.language),
    birthDate: partial ? String(year) : `${year}-${month}-${day}`,
    nationality: origin.country,
    language: origin.language,
    interpreter: dice.pick(['needed', 'needed', 'not-needed', 'open'] as const),
    phone: dice.chance(0.85) ? `0151 5550${String(100 + (index % 900))}` : '',
    contactChannel: dice.pick(['phone', 'message', 'in-person'] as const),
    address: dice.chance(0.9)
      ? {
          careOf: dice.chance(0.12) ? 'Unterkunft Alte Spinnerei, Zimmer 14' : '',
          street: `${dice.pick(STREETS)} ${1 + dice.below(80)}`,
          postcode,
          place,
        }
      : null,
    addressProtected: dice.chance(0.03),
    concern: dice.pick(CONCERNS),
    counsellor: dice.pick(counsellors),
    openedOn: time.day(-dice.below(400)),
    closedOn: null,
  };
}

function languagesOf(dice: Dice, fileId: string, origin: Origin): NewDocument[] {
  const level = dice.pick(LEVELS);
  const source = dice.pick(['certificate', 'placement-test', 'estimate', 'self'] as const);
  const skill = (value: Extract<NewDocument, { collection: 'language-skills' }>['value']): NewDocument => ({
    collection: 'language-skills', id: dice.id(), fileId, value,
  }); // prettier-ignore
  const writing = level === 'A0' ? null : level === 'B2' ? 'B1' : level;
  return [
    skill({ language: origin.language, native: true }),
    skill({ language: 'de', listening: level, reading: level, speaking: level, writing, source }),
    ...(dice.chance(0.3)
      ? [
          skill({
            language: 'en',
            listening: 'B1',
            speaking: 'B1',
            reading: 'B1',
            writing: 'A2',
            source: 'self',
          }),
        ]
      : []),
  ];
}

function residenceOf(
  dice: Dice,
  fileId: string,
  origin: Origin,
  time: DemoTime,
  counsellor: string,
): NewDocument[] {
  const permit = dice.pick(origin.permits);
  if (permit === 'eu' || dice.chance(0.15)) return [];
  const { months, ...facts } = PERMITS[permit];
  const begun = dice.below(months * 30);
  const seen = dice.chance(0.7);
  return [
    {
      collection: 'residence',
      id: dice.id(),
      fileId,
      value: {
        ...facts,
        validFrom: time.day(-begun),
        validUntil: permit === 'settled' ? null : time.day(months * 30 - begun),
        authority: 'Stadt Wupperberg',
        seenOriginal: seen ? { on: time.day(-dice.below(60)), by: counsellor } : null,
      },
    },
  ];
}

function assessmentOf(
  dice: Dice,
  fileId: string,
  origin: Origin,
  time: DemoTime,
  counsellor: string,
): NewDocument[] {
  const trade = dice.pick(TRADES);
  const state = dice.pick(['finished', 'finished', 'paused', 'running'] as const);
  const assessmentId = dice.id();
  const ago = dice.below(120);
  const words = (german: string) => ({ original: '', language: origin.language, german });
  const own = { assessmentId };
  const done = state === 'finished';
  const documents: NewDocument[] = [
    {
      collection: 'assessments', id: assessmentId, fileId,
      value: {
        instrument: 'basic', instrumentVersion: 1, language: origin.language, assessor: counsellor, state,
        position: done ? 'need' : 'skills', startedAt: time.at(-ago, 9, 30), finishedAt: done ? time.at(-ago, 10, 40) : null,
      },
    },
    {
      collection: 'educations', id: dice.id(), fileId,
      value: { ...own, words: words('Schule bis zur zehnten Klasse'), kind: 'school', country: origin.country, years: 10, degree: 'yes', evidence: dice.pick(['here', 'translated', 'lost'] as const) },
    },
    {
      collection: 'work-experiences', id: dice.id(), fileId,
      value: {
        ...own, words: words(trade.german), country: origin.country, years: 1 + dice.below(18),
        setting: dice.pick(['employed', 'family', 'self-employed'] as const),
        occupation: trade.uri === null ? null : { uri: trade.uri, labelDe: trade.label }, evidence: dice.pick(['none', 'here', 'open'] as const),
      },
    },
    ...trade.skills.map((skill): NewDocument => ({
      collection: 'skills', id: dice.id(), fileId,
      value: {
        ...own, words: words(skill), concept: null, selfRating: dice.pick(RATINGS),
        counsellorRating: done ? { rating: dice.pick(RATINGS), on: time.day(-ago), by: counsellor } : null,
      },
    })),
    {
      collection: 'assessment-answers', id: dice.id(), fileId,
      value: { assessmentId, question: 'school', code: '10', words: null },
    },
  ]; // prettier-ignore
  return documents;
}

/** One fictional client with everything in the file. */
export function demoClient(
  dice: Dice,
  time: DemoTime,
  index: number,
  counsellors: readonly string[],
): DemoClient {
  const origin = originOf(dice);
  const id = dice.id();
  const file = fileOf(dice, origin, time, index, counsellors);
  const counsellor = file.counsellor ?? dice.pick(counsellors);
  const documents: NewDocument[] = [
    { collection: 'client-files', id, fileId: id, value: file },
    ...languagesOf(dice, id, origin),
    ...residenceOf(dice, id, origin, time, counsellor),
    ...(dice.chance(0.55) ? assessmentOf(dice, id, origin, time, counsellor) : []),
  ];
  const spelling =
    file.name.given === 'Mohammed' ? 'Muhammad' : file.name.given === 'Yousef' ? 'Youssef' : null;
  if (spelling !== null)
    documents.push({
      collection: 'aliases',
      id: dice.id(),
      fileId: id,
      value: { text: `${spelling} ${file.name.family}`, kind: 'spelling' },
    });
  return { id, file, documents };
}
