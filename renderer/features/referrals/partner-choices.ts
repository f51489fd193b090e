import type { Partner } from '#shared/domain/partners';
import type { Referral } from '#shared/domain/referrals';
import type { View } from '../../data/api';
import { isFound, searchWords, seedId } from '../../data/packs/partner-search';
import { loadPartnerSeeds, type PartnerSeed } from '../../data/packs/partner-seeds';

/** Kinds of partners that a topic is usually taken to; they stand first. */
const SUITABLE: Readonly<Record<Referral['topic'], ReadonlyArray<Partner['kind']>>> = {
  recognition: ['recognition', 'hwk', 'ihk'],
  work: ['jobcenter', 'employment-agency', 'employer'],
  language: ['language-course', 'jobcenter'],
  residence: ['foreigners-authority', 'counselling'],
  housing: ['housing', 'counselling', 'jobcenter'],
  counselling: ['counselling', 'health'],
  training: ['training-provider', 'school', 'ihk', 'hwk', 'employment-agency'],
  other: [],
};

/** Own partners, those that suit the topic first, then by name. */
export function inOrder(
  partners: Array<View<'partners'>>,
  topic: Referral['topic'] | null,
): Array<View<'partners'>> {
  const suits = (kind: Partner['kind']) => topic !== null && SUITABLE[topic].includes(kind);
  const { compare } = new Intl.Collator('de-u-co-phonebk');
  return [...partners].sort(
    (a, b) =>
      Number(suits(b.value.kind)) - Number(suits(a.value.kind)) || compare(a.value.name, b.value.name),
  );
}

/** One line of the search: an own partner or an entry of the shipped directory. */
export type Found = { id: string; label: string; hint: string | undefined } & (
  { partner: View<'partners'> } | { seed: PartnerSeed }
);

const LIMIT = 12;

/** Own partners first, then the shipped directory (Jobcenter and chambers, without addresses). */
export async function findPartners(
  text: string,
  partners: Array<View<'partners'>>,
  words: { own: string; seed: string },
): Promise<Found[]> {
  const typed = searchWords(text);
  const own = partners
    .filter(({ value }) => isFound([value.name, value.department, value.contactPerson].join(' '), typed))
    .map((partner): Found => ({ id: partner.id, label: partner.value.name, hint: words.own, partner }));
  if (typed.length === 0) return own.slice(0, LIMIT);
  const taken = new Set(partners.map(({ value }) => value.seed));
  const { seeds } = await loadPartnerSeeds();
  const rest = seeds
    .filter((seed) => !taken.has(seedId(seed)) && isFound(`${seed.name} ${seed.listed}`, typed))
    .map((seed): Found => ({ id: seedId(seed), label: seed.name, hint: words.seed, seed }));
  return [...own, ...rest].slice(0, LIMIT);
}
