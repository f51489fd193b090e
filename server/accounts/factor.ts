import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Role } from '#shared/security/compartments';
import { newRecoveryCode, readFactorCode, toBase32 } from '#shared/security/factor';
import { FACTORS } from '#shared/security/rights';
import type { SignIn } from '#shared/sync/accounts-protocol';
import type { factorState } from '#shared/sync/factor-protocol';
import { Problem } from '../problem';
import { type Store, type Tx, withOffice } from '../storage/database';
import { countFailure, failuresOf, forgetFailures } from './attempts';
import type { FactorKey, FactorPlace } from './factor-key';
import type { Staff } from './principal';
import { tokenHash } from './secrets';
import { SECRET_BYTES, stepOf } from './totp';

/** A device gives a code again after this long. */
const KEPT = '30 days';
const RECOVERY_CODES = 10;

/** Why a code does not hold. */
type Fault = 'wrong' | 'expired' | 'used' | 'key-missing';
export type FactorRefusal = Fault | 'needed';

/** The answer to a device that proved itself and has no code that holds. */
export function factorProblem(refusal: FactorRefusal): Problem {
  const status = refusal === 'key-missing' ? 409 : 403;
  return new Problem(status, `factor-${refusal}`, 'The second factor is missing or does not hold.');
}

const hashOf = ({ officeId, personId }: FactorPlace, code: string) =>
  tokenHash(`${officeId} ${personId} ${code}`);

/** Takes a code of a person, each once: whoever is second, on whichever server, finds it taken. Null: it holds. */
async function takeCode(tx: Tx, key: FactorKey, who: FactorPlace, sealed: Buffer, code: string) {
  const own = tx.updateTable('factors').where('person_id', '=', who.personId);
  if (!/^\d{6}$/.test(code)) {
    const hash = hashOf(who, code);
    const taken = await own
      .set({ codes: sql`array_remove(codes, ${hash})` })
      .where(sql<boolean>`${hash} = any(codes)`)
      .executeTakeFirst();
    return taken.numUpdatedRows === 1n ? null : 'wrong';
  }
  const secret = key.open(who, sealed);
  if (secret === null) return 'key-missing';
  const step = stepOf(secret, code, Date.now());
  if (typeof step !== 'number') return step ?? 'wrong';
  const taken = await own.set({ last_step: step }).where('last_step', '<', step).executeTakeFirst();
  return taken.numUpdatedRows === 1n ? null : 'used';
}

const factorOf = (tx: Tx, personId: string) =>
  tx.selectFrom('factors').selectAll().where('person_id', '=', personId).executeTakeFirst();

/** Notes that a code was given on a device (`now`), or that one has to be (null). */
const givenOn = (tx: Tx, deviceId: string) =>
  tx
    .updateTable('device_states')
    .set({ factor_at: sql<Date>`now()` })
    .where('device_id', '=', deviceId)
    .execute();

/** What a device that proved secret and key still lacks; null: nothing. A code that is not due is passed over. */
export async function passFactor(tx: Tx, key: FactorKey, input: SignIn): Promise<FactorRefusal | null> {
  const factor = await factorOf(tx, input.personId);
  if (!factor?.sealed || factor.on_since === null) return null;
  const kept = await tx
    .selectFrom('device_states')
    .select('device_id')
    .where('device_id', '=', input.deviceId)
    .where('factor_at', '>', sql<Date>`now() - ${KEPT}::interval`)
    .executeTakeFirst();
  if (kept) return null;
  if (input.factor === undefined) return 'needed';
  const fault = await takeCode(tx, key, input, factor.sealed, input.factor);
  if (fault === null) await givenOn(tx, input.deviceId);
  return fault;
}

/** Who switched a person's factor off, if the person has not seen it yet. */
export async function endedFactor(
  tx: Tx,
  personId: string,
): Promise<{ by: string | null; at: string } | null> {
  const factor = await factorOf(tx, personId);
  return factor?.ended_at ? { by: factor.ended_by, at: factor.ended_at.toISOString() } : null;
}

/** The caller's factor, and who else has one, for those who may switch it off. */
export function readFactor(
  store: Store,
  { officeId, personId, role }: Staff,
): Promise<z.infer<typeof factorState>> {
  const mayAll = (FACTORS.all as readonly Role[]).includes(role);
  return withOffice(store.app, officeId, async (tx) => {
    const own = await factorOf(tx, personId);
    const on = Boolean(own?.sealed && own.on_since);
    const others = mayAll
      ? await tx.selectFrom('factors').select('person_id').where('on_since', 'is not', null).execute()
      : [];
    return { on, codesLeft: (on && own?.codes.length) || 0, others: others.map((other) => other.person_id) };
  });
}

/** A new secret for the caller, in force once a code of it was given. Throws Problem factor-on. */
export async function beginFactor(store: Store, key: FactorKey, staff: Staff): Promise<{ secret: string }> {
  const secret = randomBytes(SECRET_BYTES);
  const content = { sealed: key.seal(staff, secret), last_step: 0 };
  const begun = await withOffice(store.app, staff.officeId, (tx) =>
    tx
      .insertInto('factors')
      .values({ office_id: staff.officeId, person_id: staff.personId, ...content })
      .onConflict((on) =>
        on.columns(['office_id', 'person_id']).doUpdateSet(content).where('factors.on_since', 'is', null),
      )
      .executeTakeFirst(),
  );
  if (begun.numInsertedOrUpdatedRows === 0n) throw new Problem(409, 'factor-on', 'The caller has a factor.');
  return { secret: toBase32(secret) };
}

/**
 * Puts the caller's new secret in force by a code of it; their other devices give one at their next sign-in. Throws
 * Problem factor-unset, factor-wrong, factor-expired, factor-used.
 */
export async function confirmFactor(
  store: Store,
  key: FactorKey,
  staff: Staff,
  code: string,
): Promise<string[]> {
  return withOffice(store.app, staff.officeId, async (tx) => {
    const factor = await factorOf(tx, staff.personId);
    if (!factor?.sealed || factor.on_since !== null)
      throw new Problem(409, 'factor-unset', 'There is no new secret.');
    const fault = await takeCode(tx, key, staff, factor.sealed, code);
    if (fault !== null) throw factorProblem(fault);
    const codes = Array.from({ length: RECOVERY_CODES }, () =>
      newRecoveryCode((length) => new Uint8Array(randomBytes(length))),
    );
    const hashes = codes.map((one) => {
      const reading = readFactorCode(one);
      return reading.ok ? hashOf(staff, reading.characters) : '';
    });
    await tx
      .updateTable('factors')
      .set({ on_since: sql<Date>`now()`, codes: hashes, ended_by: null, ended_at: null })
      .where('person_id', '=', staff.personId)
      .execute();
    const theirs = tx.selectFrom('devices').select('device_id').where('person_id', '=', staff.personId);
    await tx.updateTable('device_states').set({ factor_at: null }).where('device_id', 'in', theirs).execute();
    await givenOn(tx, staff.deviceId);
    return codes;
  });
}

/** Switches the caller's factor off by a code; wrong ones wait like wrong secrets. Throws Problem factor-…, wait. */
export async function endOwnFactor(store: Store, key: FactorKey, staff: Staff, code: string): Promise<void> {
  const { officeId, personId, deviceId } = staff;
  const who = { office_id: officeId, person_id: personId, device_id: deviceId };
  const refusal = await withOffice(store.app, officeId, async (tx) => {
    const found = await failuresOf(tx, who);
    const factor = await factorOf(tx, personId);
    if (!factor?.sealed || factor.on_since === null) return 'unset';
    if ('wait' in found) return found;
    const fault = await takeCode(tx, key, staff, factor.sealed, code);
    if (fault !== null) {
      await countFailure(tx, who, found.failures);
      return fault;
    }
    await forgetFailures(tx, who);
    await tx.deleteFrom('factors').where('person_id', '=', personId).execute();
    return null;
  });
  if (refusal === null) return;
  if (refusal === 'unset') throw new Problem(409, 'factor-unset', 'The caller has no factor.');
  if (typeof refusal === 'string') throw factorProblem(refusal);
  const retryAfterSeconds = refusal.wait;
  throw new Problem(429, 'wait', 'Too many wrong attempts; wait.', { retryAfterSeconds });
}

/** Switches a person's factor off for them, who are told at their next sign-in; `by` null: the Notfallblatt. */
export async function endFactor(tx: Tx, personId: string, by: string | null): Promise<boolean> {
  const ended = await tx
    .updateTable('factors')
    .set({ sealed: null, on_since: null, last_step: 0, codes: [], ended_by: by, ended_at: sql<Date>`now()` })
    .where('person_id', '=', personId)
    .where('on_since', 'is not', null)
    .executeTakeFirst();
  return ended.numUpdatedRows === 1n;
}

/** Switches the factor of a colleague off who lost phone and codes. Throws Problem no-right (one's own), not-found. */
export async function endFactorOf(store: Store, staff: Staff, personId: string): Promise<void> {
  if (personId === staff.personId) throw new Problem(403, 'no-right', 'One ends the own factor with a code.');
  const ended = await withOffice(store.app, staff.officeId, (tx) => endFactor(tx, personId, staff.personId));
  if (!ended) throw new Problem(404, 'not-found', 'This person has no second factor.');
}

/** The caller knows that their factor was switched off. */
export async function seenFactor(store: Store, { officeId, personId }: Staff): Promise<void> {
  await withOffice(store.app, officeId, (tx) =>
    tx
      .updateTable('factors')
      .set({ ended_by: null, ended_at: null })
      .where('person_id', '=', personId)
      .execute(),
  );
}
