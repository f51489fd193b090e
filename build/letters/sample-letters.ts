import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LetterModel, LetterPart } from '#shared/domain/letters';
import { LETTER_SHARES } from '#shared/domain/letters';
import { office as officeSchema } from '#shared/domain/office';
import { partner as partnerSchema } from '#shared/domain/partners';
import { REFERRAL_TOPICS } from '#shared/domain/referrals';
import type { CopyTexts } from '#shared/letters/client-copy';
import { buildFreeLetter } from '#shared/letters/free-letter';
import { buildReferralLetter } from '#shared/letters/referral-letter';

const root = resolve(import.meta.dirname, '../..');

/** What a sample shall look like; the same choice always gives the same letters. */
export interface SampleChoice {
  language: string;
  template: 'referral' | 'free';
  onStationery: boolean;
  /** A name of 90 characters, six address lines, two pages of text, long values. */
  long: boolean;
  parts?: LetterPart[];
}

const OFFICE = officeSchema.parse({
  name: 'Servicestelle Arbeits- und Fachkräfte',
  subline: 'Stadt Musterstadt, Fachbereich Soziales und Integration',
  address: { street: 'Rathausplatz 1', postcode: '12345', place: 'Musterstadt' },
  phone: '0123 456-7812',
  email: 'servicestelle@musterstadt.example',
  footer: [
    ['Servicestelle Arbeits- und Fachkräfte', 'Rathausplatz 1, 12345 Musterstadt'],
    ['Telefon 0123 456-7800', 'servicestelle@musterstadt.example'],
    ['Montag bis Donnerstag', '8:30 bis 15:30 Uhr'],
  ],
});

interface SamplePerson {
  given: string;
  family: string;
  salutation: 'frau' | 'herr' | 'neutral';
  original?: string;
  language: string;
}

const PEOPLE: Readonly<Record<string, SamplePerson>> = {
  ar: {
    given: 'Mohammed',
    family: 'Al-Ahmad',
    salutation: 'herr',
    original: 'محمد الأحمد',
    language: 'Arabisch',
  },
  uk: {
    given: 'Olena',
    family: 'Schewtschenko',
    salutation: 'frau',
    original: 'Олена Шевченко',
    language: 'Ukrainisch',
  },
  ti: { given: 'Selam', family: 'Tesfay', salutation: 'frau', original: 'ሰላም ተስፋይ', language: 'Tigrinya' },
  fa: { given: 'Reza', family: 'Karimi', salutation: 'herr', original: 'رضا کریمی', language: 'Persisch' },
  tr: { given: 'Ayşe', family: 'Yıldız', salutation: 'frau', language: 'Türkisch' },
};
const OTHERS: SamplePerson = { given: 'Amina', family: 'Warsame', salutation: 'frau', language: 'Somali' };
const LONG_PERSON: SamplePerson = {
  given: 'Maximiliane-Alexandra Konstantina Wilhelmine',
  family: 'von der Hohenstein-Wittgensteiner Abdulrahman',
  salutation: 'frau',
  language: 'Zentralatlas-Tamazight und Zentralkurdisch',
};

const PARTNER = partnerSchema.parse({
  name: 'Handwerkskammer Musterstadt',
  department: 'Anerkennungsberatung',
  contactPerson: 'Frau Petra Lindner',
  kind: 'hwk',
  address: { street: 'Handwerkerweg 10', postcode: '12345', place: 'Musterstadt' },
});
const LONG_PARTNER = partnerSchema.parse({
  name: 'Gemeinsames Kommunales Integrations- und Beratungszentrum der Städteregion Oberbergische Höhen',
  department: 'Fachbereich Anerkennung ausländischer Berufsqualifikationen',
  contactPerson: 'Herr Prof. Dr. Maximilian von der Hohenstein-Wittgensteiner',
  kind: 'recognition',
  address: {
    careOf: 'Verwaltungsgemeinschaft Oberbergische Höhen, Haus der Beratung, Aufgang C',
    street: 'Bürgermeister-Friedrich-Wilhelm-Schmidt-Straße 128, Hinterhaus, 3. Obergeschoss',
    postcode: '12345',
    place: 'Musterstadt-Oberbergische Höhen (Rathaus)',
  },
});

const LONG_REASON = Array.from(
  { length: 9 },
  (_, index) =>
    `${String(index + 1)}. Im Gespräch wurde deutlich, dass für die nächsten Schritte mehrere Fragen zugleich zu klären sind: ` +
    'welche Unterlagen noch fehlen, wer sie übersetzt, welche Kosten vorab beantragt werden müssen und ob ' +
    'eine praktische Prüfung der Kenntnisse möglich ist. Wir bitten um eine Einschätzung zu jedem dieser Punkte.',
).join(' ');

function copyTexts(language: string): CopyTexts {
  const path = resolve(root, 'renderer/i18n/client', language, 'letters.json');
  return JSON.parse(readFileSync(path, 'utf8')) as CopyTexts;
}

function referralSample(choice: SampleChoice, index: number): LetterModel {
  const person = choice.long ? LONG_PERSON : (PEOPLE[choice.language] ?? OTHERS);
  const hasCopy = choice.language !== 'de';
  const translated = copyTexts(choice.language);
  return buildReferralLetter({
    office: OFFICE,
    client: {
      name: { given: person.given, family: person.family, block: false },
      salutation: person.salutation,
      nameOriginal: person.original ? { text: person.original, language: choice.language } : null,
      birthDate: '1994-03-14',
      address: { careOf: '', street: 'Lindenstraße 12, Zimmer 204', postcode: '12345', place: 'Musterstadt' },
      phone: '0151 5550123',
      interpreter: 'needed',
    },
    facts: {
      language: person.language,
      germanLevel: 'A2 (Einstufungstest)',
      occupation: 'Bäcker',
      experiences: ['Bäcker, 5 Jahre'],
      educations: choice.long ? [LONG_REASON.slice(0, 400)] : [],
    },
    partner: choice.long ? LONG_PARTNER : PARTNER,
    topic: REFERRAL_TOPICS[index % REFERRAL_TOPICS.length] ?? 'recognition',
    reason: choice.long ? `${LONG_REASON}\n\n${LONG_REASON}` : '',
    basis: { kind: 'consent', on: '2026-11-12', provision: '' },
    shares: new Set(LETTER_SHARES.filter((share) => share !== 'address')),
    number: '7K4M-2QX9',
    date: '2026-11-19',
    answerBy: '2026-12-03',
    writer: choice.long ? 'Miriam Schäfer-Hohensteiner von Wittgenstein' : 'Miriam Schäfer',
    enclosures: ['Arbeitszeugnis mit Übersetzung (2 Seiten)'],
    onStationery: choice.onStationery,
    parts: choice.parts ?? (hasCopy ? ['original', 'client-copy'] : ['original']),
    copy: hasCopy
      ? {
          language: choice.language,
          german: copyTexts('de'),
          translated,
          draft: translated['_status'] === 'draft',
        }
      : null,
  });
}

function freeSample(choice: SampleChoice): LetterModel {
  const person = PEOPLE[choice.language] ?? OTHERS;
  return buildFreeLetter({
    office: OFFICE,
    client: {
      name: { given: person.given, family: person.family, block: false },
      salutation: person.salutation,
    },
    recipient: [PARTNER.name, 'Handwerkerweg 10', '12345 Musterstadt'],
    subject: 'Unser Gespräch am 17.11.2026',
    text: `Sehr geehrte Frau Lindner,\n\nvielen Dank für das Gespräch. ${choice.long ? LONG_REASON : 'Die Unterlagen liegen bei.'}`,
    basis: { kind: 'statutory-task', on: null, provision: '§ 16a SGB II' },
    number: '7K4M-2QX9',
    date: '2026-11-19',
    writer: 'Miriam Schäfer',
    enclosures: [],
    onStationery: choice.onStationery,
    parts: choice.parts ?? ['original'],
  });
}

/** Letter `index` of a sample job, built by the same code as the app's letters. */
export function sampleLetter(choice: SampleChoice, index: number): LetterModel {
  return choice.template === 'free' ? freeSample(choice) : referralSample(choice, index);
}
