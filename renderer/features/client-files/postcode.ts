import type { Address } from '#shared/domain/common';

/** Names of the places under one postcode, each once. */
export function placesOf(places: ReadonlyArray<{ place: string }>): string[] {
  return [...new Set(places.map(({ place }) => place))];
}

/**
 * The place after the postcode changed: the only place of the new one is filled in, but what a person typed is
 * never replaced; a place that was filled in for the old postcode goes when it no longer fits.
 */
export function fillPlace(
  address: Pick<Address, 'place'>,
  before: ReadonlyArray<{ place: string }>,
  now: ReadonlyArray<{ place: string }>,
): string {
  const typedByHand = address.place !== '' && !placesOf(before).includes(address.place);
  if (typedByHand) return address.place;
  const places = placesOf(now);
  if (places.includes(address.place)) return address.place;
  return places.length === 1 ? (places[0] ?? '') : '';
}
