import { yearAfter } from '#shared/domain/days';
import {
  type Circles,
  type Compartment,
  COMPARTMENTS,
  compartmentsOf,
  type Role,
} from '#shared/security/compartments';
import type { RosterPayload, Standing } from '#shared/security/roster-entries';

/** Somebody stands in for a colleague from one day to another (ISO days in Berlin), both included. */
export type Deputy = Omit<Extract<RosterPayload, { kind: 'deputy' }>, 'kind'>;

/** What a roster says that circles follow from. */
interface Office {
  circles: Circles;
  people: ReadonlyMap<string, { role: Role; standing: Standing }>;
  deputies: readonly Deputy[];
}

const isAbout =
  (one: Pick<Deputy, 'personId' | 'deputyId'>) =>
  ({ personId, deputyId }: Deputy) =>
    personId === one.personId && deputyId === one.deputyId;

/** What stands in the roster about the two people of an entry. */
export function knownDeputy(
  deputies: readonly Deputy[],
  about: Pick<Deputy, 'personId' | 'deputyId'>,
): Deputy | undefined {
  return deputies.find(isAbout(about));
}

/** Whether somebody stands in for their colleague on a day. */
export function isStandingIn({ from, until }: Pick<Deputy, 'from' | 'until'>, day: string): boolean {
  return from <= day && day <= until;
}

/**
 * Who stands in for whom once an entry is in place of what stood there about the same two people. Null if it makes no
 * sense: both must work with clients, for a year at most, and nobody lends a circle that they do not hold. What stands
 * can always be ended, also once who was away has left.
 */
export function withDeputy(office: Office, entry: Deputy): Deputy[] | null {
  const { personId, deputyId, from, until, lends } = entry;
  const known = knownDeputy(office.deputies, entry);
  const ends = known !== undefined && until <= known.until && lends.every((one) => known.lends.includes(one));
  if (!ends && !isSound(office, entry)) return null;
  const others = office.deputies.filter((one) => !isAbout(entry)(one));
  return [...others, { personId, deputyId, from, until, lends }];
}

function isSound({ circles, people }: Office, { personId, deputyId, from, until, lends }: Deputy): boolean {
  const [person, deputy] = [people.get(personId), people.get(deputyId)];
  if (!person || !deputy || person === deputy || until > yearAfter(from)) return false;
  const work = [person, deputy].every(
    ({ role, standing }) => role !== 'administration' && standing !== 'left',
  );
  const held = compartmentsOf(person.role, circles);
  return work && lends.every((circle) => held.includes(circle));
}

/**
 * Whether somebody who is no lead may sign an entry: who is away names somebody without lending a circle, and both of
 * the two may end earlier what stands. Circles that are lent stay in the entry until a lead takes them back.
 */
export function maySignDeputy(signer: string, entry: Deputy, deputies: readonly Deputy[]): boolean {
  const { personId, deputyId, from, until, lends } = entry;
  const known = knownDeputy(deputies, entry);
  if (signer !== personId && signer !== deputyId) return false;
  const endsEarlier = known?.from === from && until <= known.until && String(lends) === String(known.lends);
  const lendsNothing = lends.length === 0 && (known?.lends.length ?? 0) === 0;
  return endsEarlier || (signer === personId && lendsNothing);
}

/** Circles that somebody lacks who shall stand in for a colleague. */
export function lackedBy(deputy: Role, person: Role, circles: Circles): Compartment[] {
  const held = compartmentsOf(deputy, circles);
  return compartmentsOf(person, circles).filter((circle) => !held.includes(circle));
}

/** Those whose circles were lent until a day that is over and were not taken back yet. */
export function overdueLent(deputies: readonly Deputy[], today: string): Deputy[] {
  return deputies.filter(({ lends, until }) => lends.length > 0 && until < today);
}

/** Circles whose keys somebody has or had a right to and that were not taken back: of their role, and lent. */
export function keysOf(
  { circles, people, deputies }: Office,
  personId: string,
  counts: (deputy: Deputy) => boolean = () => true,
): Compartment[] {
  const person = people.get(personId);
  if (!person || person.standing === 'left') return [];
  const own = compartmentsOf(person.role, circles);
  const lent = deputies
    .filter((one) => one.deputyId === personId && counts(one))
    .flatMap(({ lends }) => lends);
  return COMPARTMENTS.filter((circle) => own.includes(circle) || lent.includes(circle));
}

/**
 * Circles whose keys are given to somebody; none to who is suspended. `on`: without those that were lent until an
 * earlier day.
 */
export function circlesOf(office: Office, personId: string, on = ''): Compartment[] {
  if (office.people.get(personId)?.standing !== 'active') return [];
  return keysOf(office, personId, ({ until }) => until >= on);
}
