import type { z } from 'zod';
import { verifyDeviceProof } from '#shared/security/device-proof';
import type { session, SignIn } from '#shared/sync/accounts-protocol';
import { Problem } from '../problem';
import { type Store, type Tx, withOffice } from '../storage/database';
import { countFailure, failuresOf, forgetFailures } from './attempts';
import { endedFactor, factorProblem, type FactorRefusal, passFactor } from './factor';
import type { FactorKey } from './factor-key';
import type { Staff } from './principal';
import { newToken, nobodysKey, secretMatches, tokenHash } from './secrets';

type Session = z.infer<typeof session>;

/** What the doors that open a session share. */
export interface Doors {
  /** Life of a session, in milliseconds. */
  lifeMs: number;
  factorKey: FactorKey;
}

/** Makes a session for a person who has proved themself. */
export async function openSession(
  tx: Tx,
  who: { officeId: string; personId: string; deviceId: string },
  { lifeMs }: Doors,
): Promise<Session> {
  const token = newToken();
  const now = Date.now();
  const expiresAt = new Date(now + lifeMs);
  await tx
    .insertInto('sessions')
    .values({
      office_id: who.officeId,
      token_hash: tokenHash(token),
      person_id: who.personId,
      device_id: who.deviceId,
      expires_at: expiresAt,
    })
    .execute();
  const factorEnded = await endedFactor(tx, who.personId);
  return { token, expiresAt: expiresAt.toISOString(), serverTime: now, factorEnded };
}

/** Ends the session itself. */
export async function closeSession(store: Store, staff: Staff): Promise<void> {
  await withOffice(store.app, staff.officeId, (tx) =>
    tx.deleteFrom('sessions').where('token_hash', '=', staff.tokenHash).execute(),
  );
}

/** Why no session is opened: the answer to it, once the transaction has committed. */
export type Refusal =
  'refused' | { wait: number } | { after: number } | { ended: 'lost' | 'stolen' } | { factor: FactorRefusal };

/** The answer to somebody who is not let in for another reason than a wrong secret. */
export function refusalOf(refusal: Exclude<Refusal, 'refused'>): Problem {
  if ('wait' in refusal) {
    const retryAfterSeconds = refusal.wait;
    return new Problem(429, 'wait', 'Too many wrong attempts; wait.', { retryAfterSeconds });
  }
  if ('factor' in refusal) return factorProblem(refusal.factor);
  if ('after' in refusal)
    return new Problem(409, 'proof-used', 'A proof is taken once; count on.', { after: refusal.after });
  return new Problem(403, `device-${refusal.ended}`, 'This device was ended.');
}

/**
 * Signs a person in on a device of the roster. Unknown offices and people take the same work and give the same
 * answers. Throws Problem sign-in-refused (401), wait (429), proof-used (409), device-lost, device-stolen and
 * factor-… (403).
 */
export async function signIn(store: Store, input: SignIn, doors: Doors): Promise<Session> {
  const outcome = await withOffice(store.app, input.officeId, async (tx) => {
    const refusal = await prove(tx, input, doors);
    return refusal ?? { session: await openSession(tx, input, doors) };
  });
  if (outcome === 'refused')
    throw new Problem(401, 'sign-in-refused', 'Office, person, device or secret is wrong.');
  if (!('session' in outcome)) throw refusalOf(outcome);
  return outcome.session;
}

/**
 * Looks at the secret of a person and the signature of their device, and then at their second factor; null: all
 * hold. Wrong attempts wait longer each time, per account and device, whichever was wrong; all devices that the
 * office does not know share one wait, and never succeed. The transaction must commit, or the failure does not count.
 */
export async function prove(tx: Tx, input: SignIn, { factorKey }: Doors): Promise<Refusal | null> {
  const { officeId, personId, deviceId } = input;
  const device = await tx
    .selectFrom('devices')
    .innerJoin('members', 'members.person_id', 'devices.person_id')
    .select(['devices.device_id', 'devices.public_key'])
    .where('devices.device_id', '=', deviceId)
    .where('devices.person_id', '=', personId)
    .executeTakeFirst();
  const who = { office_id: officeId, person_id: personId, device_id: device?.device_id ?? '' };
  const found = await failuresOf(tx, who);
  if ('wait' in found) return found;
  const account = await tx
    .selectFrom('accounts')
    .select('auth_hash')
    .where('person_id', '=', personId)
    .executeTakeFirst();
  // The same work for whom the office does not know.
  const signed = await verifyDeviceProof(device?.public_key ?? (await nobodysKey()), input, input.proof);
  const matches = await secretMatches(account?.auth_hash ?? null, input.authSecret);
  if (!matches || !signed || !device) {
    await countFailure(tx, who, found.failures);
    return 'refused';
  }
  const unwelcome = await takeProof(tx, input);
  if (unwelcome !== null) return unwelcome;
  const factor = await passFactor(tx, factorKey, input);
  // Who only asks whether a code is needed neither fails nor starts the wait anew.
  if (factor === 'needed') return { factor };
  if (factor === null) await forgetFailures(tx, who);
  else await countFailure(tx, who, found.failures);
  return factor === null ? null : { factor };
}

/** Takes what a device that proved itself says; refuses ended ones and what was taken already. */
export async function takeProof(
  tx: Tx,
  { officeId, deviceId, proof }: Pick<SignIn, 'officeId' | 'deviceId' | 'proof'>,
): Promise<Refusal | null> {
  const { count, edition, system, version } = proof;
  const said = { edition, system, version, last_count: count, seen_at: new Date() };
  const taken = await tx
    .insertInto('device_states')
    .values({ office_id: officeId, device_id: deviceId, ...said })
    .onConflict((on) =>
      on
        .columns(['office_id', 'device_id'])
        .doUpdateSet(said)
        .where('device_states.last_count', '<', count)
        .where('device_states.ended', 'is', null),
    )
    .executeTakeFirst();
  if (taken.numInsertedOrUpdatedRows === 1n) return null;
  const { ended, last_count: after } = await tx
    .selectFrom('device_states')
    .select(['ended', 'last_count'])
    .where('device_id', '=', deviceId)
    .executeTakeFirstOrThrow();
  return ended === null ? { after } : { ended };
}
