import { OFFICE_DOCUMENT } from '#shared/domain/office';
import { demoClient, type DemoClient, type DemoTime } from './client';
import { createDice, type Dice } from './dice';
import { PARTNERS, STREETS, TOWNS } from './stories';
import type { NewDocument } from '../documents';
import { localDay } from '#shared/domain/days';
import { newFileNumber } from '#shared/domain/file-number';
import type { Arrival } from '#shared/domain/queue';
import type { Office } from '#shared/domain/office';
import { groupOf } from '#shared/domain/referral-life';
import type { LegalBasis, Referral } from '#shared/domain/referrals';
import type { Role } from '#shared/security/compartments';
import { buildReferralLetter } from '#shared/letters/referral-letter';
import { REFERRAL_TEMPLATE } from '#shared/letters/templates/referral';

export interface DemoSize {
  clients: number;
  seed: number;
  people: readonly { id: string; name: string; role: Role }[];
  /** Unix milliseconds; appointments and arrivals lie around this day. */
  today: number;
}

interface Circumstances {
  dice: Dice;
  time: DemoTime;
  clients: readonly DemoClient[];
  counsellors: readonly { id: string; name: string }[];
}

type PartnerDocument = Extract<NewDocument, { collection: 'partners' }>;
type ReferralDocument = Extract<NewDocument, { collection: 'referrals' }>;

const DAY_MS = 86_400_000;

const OFFICE: Office = {
  name: 'Servicestelle Bergisches Tal',
  subline: 'Arbeit und Fachkräfte',
  type: 'public-body',
  address: { careOf: '', street: 'Bandwirkerplatz 3', postcode: '42998', place: 'Wupperberg' },
  phone: '0202 5550100',
  email: 'servicestelle@wupperberg.example',
};

function timeOf(today: number): DemoTime {
  return {
    today,
    day: (offset) => localDay(today + offset * DAY_MS),
    at(offset, hour, minute) {
      const date = new Date(today + offset * DAY_MS);
      date.setHours(hour, minute, 0, 0);
      return date.toISOString();
    },
  };
}

function partnersOf(dice: Dice, time: DemoTime): PartnerDocument[] {
  return PARTNERS.map(({ topic: _, ...partner }, index) => {
    const [postcode, place] = dice.pick(TOWNS);
    return {
      collection: 'partners',
      id: dice.id(),
      fileId: null,
      value: {
        ...partner,
        address: { careOf: '', street: `${dice.pick(STREETS)} ${1 + dice.below(60)}`, postcode, place },
        phone: `0202 5550${200 + index}`,
        verifiedOn: time.day(-dice.below(200)),
        seed: null,
      },
    };
  });
}

const STATES = ['draft', 'draft', 'sent', 'sent', 'sent', 'received', 'accepted', 'waiting-list', 'appointment', 'completed', 'declined'] as const; // prettier-ignore

function referralsOf(
  { dice, time, clients }: Circumstances,
  partners: readonly PartnerDocument[],
): ReferralDocument[] {
  return clients
    .filter(() => dice.chance(0.5))
    .map(({ id, file }) => {
      const index = dice.below(partners.length);
      const partner = partners[index];
      const state = dice.pick(STATES);
      const ago = dice.below(40);
      const by = file.counsellor ?? '';
      const basis: LegalBasis = { kind: 'consent', on: time.day(-ago), provision: '' };
      const value: Referral = {
        topic: PARTNERS[index]?.topic ?? 'other',
        reason: file.concern ?? '',
        partnerId: partner?.id ?? null,
        partnerName: partner?.value.name ?? '',
        basis,
        state: { state, at: time.at(-ago, 8 + dice.below(8), 15 * dice.below(4)), by, note: '' },
        remindOn: state === 'draft' || groupOf(state) === 'ended' ? null : time.day(14 - ago),
        counsellor: file.counsellor ?? null,
      };
      return { collection: 'referrals', id: dice.id(), fileId: id, value };
    });
}

function draftsOf(
  circumstances: Circumstances,
  referrals: ReferralDocument[],
  partners: PartnerDocument[],
): NewDocument[] {
  const { dice, time, clients, counsellors } = circumstances;
  const clientOf = new Map(clients.map((client) => [client.id, client]));
  return referrals.flatMap(({ id, fileId, value }): NewDocument[] => {
    const client = clientOf.get(fileId ?? '');
    if (value.state.state !== 'draft' || !client || !value.basis) return [];
    const number = newFileNumber(dice.random);
    const shares = ['birth-date', 'languages'] as const;
    const model = buildReferralLetter({
      office: OFFICE,
      client: client.file,
      facts: { language: null, germanLevel: null, occupation: null, experiences: [], educations: [] },
      partner: partners.find((partner) => partner.id === value.partnerId)?.value ?? null,
      topic: value.topic,
      reason: value.reason ?? '',
      basis: value.basis,
      shares: new Set(shares),
      number,
      date: time.day(0),
      answerBy: time.day(14),
      writer: counsellors.find((one) => one.id === value.counsellor)?.name ?? '',
      enclosures: [],
      onStationery: false,
      parts: ['original', 'file-copy'],
      copy: null,
    });
    const draft = {
      referralId: id, templateId: REFERRAL_TEMPLATE.id, templateVersion: REFERRAL_TEMPLATE.version, model,
      basis: value.basis, number, shares: [...shares], edited: false,
    }; // prettier-ignore
    return [{ collection: 'letter-drafts', id: dice.id(), fileId, value: draft }];
  });
}

function appointmentsOf({ dice, time, clients }: Circumstances): NewDocument[] {
  const slots = [[8, 30], [9, 15], [10, 0], [11, 0], [13, 30], [14, 15], [15, 0]] as const; // prettier-ignore
  return [-1, 0, 1, 2].flatMap((offset) =>
    slots.slice(0, offset === 0 ? slots.length : 4).map(([hour, minute]): NewDocument => {
      const { id, file } = dice.pick(clients);
      const value = {
        at: time.at(offset, hour, minute), minutes: 45, kind: dice.pick(['Erstgespräch', 'Kompetenzgespräch', 'Beratung', 'Anerkennung']),
        room: `Raum ${1 + dice.below(4)}`, withPerson: file.counsellor ?? '', code: String(1000 + dice.below(9000)), day: time.day(offset),
      }; // prettier-ignore
      return { collection: 'appointments', id: dice.id(), fileId: id, value };
    }),
  );
}

function arrivalsOf({ dice, time, clients }: Circumstances): NewDocument[] {
  const reasons = ['work', 'recognition', 'letter', 'language-course', null, 'training'] as const;
  return reasons.map((reason, index): NewDocument => {
    const { id, file } = dice.pick(clients);
    const at = new Date(time.today - (reasons.length - index) * 7 * 60_000).toISOString();
    const waiting = index >= 2;
    const value: Arrival = {
      number: `A-${String(index + 1).padStart(2, '0')}`,
      at,
      language: file.language ?? 'de',
      kind: index % 3 === 0 ? 'appointment' : 'walk-in',
      reason,
      code: null,
      name: `${file.name.given} ${file.name.family}`,
      birthYear: file.birthDate ? Number(file.birthDate.slice(0, 4)) : null,
      source: 'kiosk',
      clientFileId: waiting ? null : id,
      state: {
        state: waiting ? 'waiting' : 'in-consultation',
        at,
        by: waiting ? null : (file.counsellor ?? null),
      },
    };
    return { collection: 'arrivals', id: dice.id(), fileId: null, value };
  });
}

/** The records of a fictional office: the same for the same seed, day and people. Throws RangeError for 0 clients. */
export function demoOffice({ clients: count, seed, people, today }: DemoSize): NewDocument[] {
  const dice = createDice(seed);
  const time = timeOf(today);
  const advising = people.filter(({ role }) => role !== 'office-staff');
  const counsellors = advising.length > 0 ? advising : people;
  const ids = counsellors.map(({ id }) => id);
  const clients = Array.from({ length: count }, (_, index) => demoClient(dice, time, index, ids));
  const circumstances = { dice, time, clients, counsellors };
  const partners = partnersOf(dice, time);
  const referrals = referralsOf(circumstances, partners);
  return [
    { collection: 'office', id: OFFICE_DOCUMENT, fileId: null, value: OFFICE },
    ...partners,
    ...clients.flatMap(({ documents }) => documents),
    ...referrals,
    ...draftsOf(circumstances, referrals, partners),
    ...appointmentsOf(circumstances),
    ...arrivalsOf(circumstances),
  ];
}
