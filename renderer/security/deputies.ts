import { dayAfter, yearAfter } from '#shared/domain/days';
import { type Deputy, knownDeputy, lackedBy, overdueLent } from '#shared/security/deputies';
import { changePerson } from '#shared/security/office-log';
import type { RosterPerson, RosterState } from '#shared/security/roster';
import { dataError } from '../data/errors';
import { isServerFailure } from '../sync/http';
import { append } from './appending';
import { type Context, needUnlocked } from './context';
import { signChange } from './membership';

/** Who stands in for whom, and when: ISO days, both included. */
export type DeputyInput = Pick<Deputy, 'personId' | 'deputyId' | 'from' | 'until'>;

/**
 * Names who stands in for somebody. People for themselves, leads for everybody; circles that the deputy lacks are lent
 * for these days, by leads alone. Throws `no-right`, `not-found`, `invalid` with the fields, `server-unreachable`.
 */
export async function setDeputy(context: Context, input: DeputyInput): Promise<void> {
  const { roster, personId: me, today } = needUnlocked(context);
  if (!roster) throw dataError('locked');
  const { personId, deputyId, from, until } = input;
  const [person, deputy] = [colleague(roster, personId), colleague(roster, deputyId)];
  if (deputy.standing !== 'active' || deputyId === personId) throw dataError('not-found');
  checkDays(input, today());
  const lends = lackedBy(deputy.role, person.role, roster.circles);
  const isLead = roster.people.get(me)?.role === 'lead';
  if (!isLead && (me !== personId || lends.length > 0)) throw dataError('no-right');
  await sign(context, { personId, deputyId, from, until, lends });
}

/**
 * Ends it before its day: who is away, who stands in, or a lead. A circle that was lent is closed to the deputy from
 * then on; its new keys come from a lead's device. Throws `no-right`, `not-found`, `server-unreachable`.
 */
export async function endDeputy(
  context: Context,
  about: Pick<DeputyInput, 'personId' | 'deputyId'>,
): Promise<void> {
  const { roster, personId: me, today } = needUnlocked(context);
  const known = roster && knownDeputy(roster.deputies, about);
  if (!known || known.until < today()) throw dataError('not-found');
  const isLead = roster.people.get(me)?.role === 'lead';
  if (!isLead && me !== known.personId && me !== known.deputyId) throw dataError('no-right');
  const until = dayAfter(today(), -1);
  await sign(context, { ...known, until, ...(isLead && { lends: [] }) });
}

/**
 * Takes circles back whose days are over: what is saved from now on has new keys. Done by any lead's device, by the
 * first that notices. Throws ServerFailure when the server cannot be reached.
 */
export async function takeBackLent(context: Context): Promise<void> {
  const { roster, today, personId, keys, secrets } = needUnlocked(context);
  const by = { id: personId, key: keys.signing };
  for (const lent of roster ? overdueLent(roster.deputies, today()) : []) {
    const change = { kind: 'deputy' as const, deputy: { ...lent, lends: [] } };
    const person = { id: lent.deputyId, change, on: today() };
    try {
      await append(context, '/roster', ({ roster: entries, rootFingerprint }) =>
        changePerson({ entries, rootFingerprint }, person, secrets, by, context.random),
      );
    } catch (error) {
      if (isServerFailure(error) && error.kind === 'refused') return;
      throw error;
    }
  }
}

function sign(context: Context, deputy: Deputy): Promise<void> {
  const on = needUnlocked(context).today();
  return signChange(context, { id: deputy.deputyId, change: { kind: 'deputy', deputy }, on });
}

/** Somebody of the office who works with clients. Throws `not-found`. */
function colleague(roster: RosterState, personId: string): RosterPerson {
  const known = roster.people.get(personId);
  if (!known || known.standing === 'left' || known.role === 'administration') throw dataError('not-found');
  return known;
}

/** Throws `invalid` with the fields unless the days lie ahead, in order, within a year. */
function checkDays({ from, until }: DeputyInput, today: string): void {
  const problem =
    until < from ? 'before-from' : until < today ? 'over' : until > yearAfter(from) ? 'too-long' : null;
  if (problem) throw dataError('invalid', { fields: [{ path: 'until', problem }] });
}
