import { toBase64url } from '#shared/crypto/bytes';
import { localDay } from '#shared/domain/days';
import type { Role } from '#shared/security/compartments';
import { changePerson, type PersonChange } from '#shared/security/office-log';
import { readRecovery, recoveryKeys } from '#shared/security/recovery';
import { RosterError } from '#shared/security/roster';
import { fingerprint, type Standing } from '#shared/security/roster-entries';
import { dataError } from '../data/errors';
import { append } from './appending';
import { type Context, needUnlocked } from './context';
import { rootKey } from './inviting';
import { fromServerFailure } from './server-session';
import type { Unlocked } from './unlocked';

/**
 * Suspends somebody, takes them up again or ends their membership: signed, and from then on the server refuses them.
 * Throws `no-right`, `last-lead`, `not-found`, `server-unreachable`.
 */
export function setStanding(
  context: Context,
  { personId, standing }: { personId: string; standing: Standing },
): Promise<void> {
  return change(context, personId, () => Promise.resolve({ kind: 'standing', standing }));
}

/**
 * Gives somebody another role. Who becomes a lead is certified by the office root: from this device while the
 * Notfallblatt is not stored yet, else from its `groups`. Throws `recovery-wrong` too.
 */
export function setRole(
  context: Context,
  { personId, role, groups }: { personId: string; role: Role; groups?: string | undefined },
): Promise<void> {
  return change(context, personId, async (unlocked) => {
    const root = role === 'lead' ? await rootOf(context, unlocked, groups) : null;
    return { kind: 'role', role, root };
  });
}

async function change(
  context: Context,
  personId: string,
  what: (unlocked: Unlocked) => Promise<PersonChange>,
): Promise<void> {
  const unlocked = needUnlocked(context);
  const known = unlocked.roster?.people.get(personId);
  if (!known || known.standing === 'left') throw dataError('not-found');
  // The new keys are sealed by who made the change: nobody can who has just left or lost the right.
  if (personId === unlocked.personId) throw dataError('no-right');
  await signChange(context, { id: personId, change: await what(unlocked), on: localDay(context.now()) });
}

/** Signs a change about somebody with the keys of who is unlocked. Throws `no-right`, `last-lead` … */
export async function signChange(
  context: Context,
  person: { id: string; change: PersonChange; on: string },
): Promise<void> {
  const unlocked = needUnlocked(context);
  const by = { id: unlocked.personId, key: unlocked.keys.signing };
  try {
    await append(context, '/roster', ({ roster: entries, rootFingerprint }) =>
      changePerson({ entries, rootFingerprint }, person, unlocked.secrets, by, context.random),
    );
  } catch (error) {
    if (error instanceof RosterError && error.code === 'last-lead') throw dataError('last-lead');
    if (error instanceof RosterError && error.code === 'no-right') throw dataError('no-right');
    throw fromServerFailure(error);
  }
}

async function rootOf(context: Context, unlocked: Unlocked, groups: string | undefined) {
  if (groups === undefined) {
    const kept = await rootKey(context, unlocked);
    if (!kept) throw dataError('no-right');
    return kept;
  }
  const reading = readRecovery(groups);
  if (!reading.ok) {
    const fields = reading.wrongGroups.map((group) => ({ path: `groups.${group}`, problem: 'wrong' }));
    throw dataError('recovery-wrong', { fields });
  }
  const { root } = await recoveryKeys(reading.secret);
  const { rootFingerprint } = await context.need();
  if ((await fingerprint(toBase64url(root.publicKey))) !== rootFingerprint) throw dataError('recovery-wrong');
  return root;
}
