import type { Partner } from '#shared/domain/partners';
import type { View } from '../../data/api';
import { isFound, searchWords, seedId } from '../../data/packs/partner-search';
import type { PartnerSeed } from '../../data/packs/partner-seeds';

function searchText({ name, department, contactPerson, remit, address }: Partner): string {
  return [name, department, contactPerson, remit, address?.place, address?.postcode].join(' ');
}

/** Own partners that fit what was typed, by name (DIN 5007-2). */
export function findOwn(partners: Array<View<'partners'>>, typed: string): Array<View<'partners'>> {
  const { compare } = new Intl.Collator('de-u-co-phonebk');
  const words = searchWords(typed);
  return partners
    .filter(({ value }) => isFound(searchText(value), words))
    .sort((a, b) => compare(a.value.name, b.value.name));
}

/** Entries of the shipped directory that fit and are not yet own partners. */
export function findSeeds(
  seeds: readonly PartnerSeed[],
  partners: Array<View<'partners'>>,
  typed: string,
): PartnerSeed[] {
  const words = searchWords(typed);
  if (words.length === 0) return [];
  const taken = new Set(partners.map(({ value }) => value.seed));
  return seeds.filter((seed) => !taken.has(seedId(seed)) && isFound(`${seed.name} ${seed.listed}`, words));
}
