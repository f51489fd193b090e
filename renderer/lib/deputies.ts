import { officeDay } from '#shared/domain/days';
import { type Deputy, isStandingIn } from '#shared/security/deputies';
import type { Person } from '../data/api';

/** Who stands in for a person on a day (ISO; today in Berlin unless another is given). */
export function deputiesOn({ deputies }: Person, day = officeDay(Date.now())): Deputy[] {
  return deputies.filter((deputy) => isStandingIn(deputy, day));
}

/** For whom somebody stands in on a day, and until when. Deputies of deputies are none. */
export function representedBy(
  people: readonly Person[],
  deputyId: string | undefined,
  day = officeDay(Date.now()),
): Array<{ person: Person; until: string }> {
  return people.flatMap((person) => {
    const found = deputiesOn(person, day).find((deputy) => deputy.deputyId === deputyId);
    return found ? [{ person, until: found.until }] : [];
  });
}
