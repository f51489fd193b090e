import type { z } from 'zod';
import { verifyDeviceProof } from '#shared/security/device-proof';
import { fingerprint, readPayload, ROOT } from '#shared/security/roster-entries';
import type { RosterState } from '#shared/security/roster';
import { RECOVERY } from '#shared/security/grants';
import { verifyRecoveryRequest } from '#shared/security/recovery';
import type {
  Account,
  createOffice,
  recoverAccount,
  recoveryRoster,
  rosterResponse,
  session,
  SignIn,
} from '#shared/sync/accounts-protocol';
import { Problem } from '../problem';
import { type Store, type Tx, withOffice } from '../storage/database';
import { endFactor } from './factor';
import { type Doors, openSession, prove, refusalOf, takeProof } from './sessions';
import {
  applyState,
  extendRoster,
  insertEntries,
  readGrants,
  readRoster,
  storeGrants,
  verifiedRoster,
} from './roster';
import { hashSecret } from './secrets';

type CreateOffice = z.infer<typeof createOffice>;
type Recover = z.infer<typeof recoverAccount>;
type Session = z.infer<typeof session>;

/** Stores a person's account; the secret is hashed again first. */
async function putAccount(tx: Tx, officeId: string, account: Account): Promise<void> {
  const content = {
    auth_hash: await hashSecret(account.authSecret),
    kdf_id: account.kdf.id,
    kdf_salt: account.kdf.salt,
    wrapped_keys: account.wrappedKeys,
  };
  await tx
    .insertInto('accounts')
    .values({ office_id: officeId, person_id: account.personId, ...content })
    .onConflict((on) => on.columns(['office_id', 'person_id']).doUpdateSet(content))
    .execute();
}

/** A device that is new to the office signs for itself. Throws Problem proof-invalid. */
async function requireSigned(who: SignIn, publicKey: string): Promise<void> {
  if (await verifyDeviceProof(publicKey, who, who.proof)) return;
  throw new Problem(400, 'proof-invalid', 'The device did not sign this request.');
}

/** Account and device of a request must be the roster's. */
function requireLeadOnDevice(state: RosterState, account: Account, device: CreateOffice['device']): void {
  const known = state.devices.get(device.deviceId);
  const sameDevice = known?.personId === account.personId && known.publicKey === device.publicKey;
  if (state.people.get(account.personId)?.role !== 'lead' || !sameDevice) {
    throw new Problem(
      400,
      'roster-mismatch',
      'Account and device are not a lead and their device in the roster.',
    );
  }
}

/** Who opens a session with a request that brings a whole account. */
const signInOf = ({
  officeId,
  account,
  device,
  proof,
}: Pick<Recover, 'officeId' | 'account' | 'device' | 'proof'>): SignIn => {
  const { personId, authSecret } = account;
  return { officeId, personId, deviceId: device.deviceId, authSecret, proof };
};

/**
 * A new office with its whole roster and the founder's account; signs the founder in. Repeated after a lost
 * reply it signs in again. Throws Problem office-exists, wait, roster-invalid, roster-mismatch, grant-invalid.
 */
export async function makeOffice(store: Store, input: CreateOffice, doors: Doors): Promise<Session> {
  const founding = input.roster[0] ? readPayload(input.roster[0]) : null;
  if (founding?.kind !== 'founding' || founding.officeId !== input.officeId) {
    throw new Problem(400, 'roster-mismatch', 'The roster does not found this office.');
  }
  const rootFingerprint = await fingerprint(founding.rootKey);
  const state = await verifiedRoster(input.roster, rootFingerprint);
  requireLeadOnDevice(state, input.account, input.device);
  const { officeId, account } = input;
  const who = signInOf(input);
  await requireSigned(who, input.device.publicKey);
  const outcome = await withOffice(store.app, officeId, async (tx) => {
    const made = await tx
      .insertInto('offices')
      .values({ office_id: officeId, root_fingerprint: rootFingerprint })
      .onConflict((on) => on.doNothing())
      .executeTakeFirst();
    if (made.numInsertedOrUpdatedRows === 0n) {
      const [first] = await readRoster(tx);
      if (first?.payload !== input.roster[0]?.payload) return 'refused';
      return (await prove(tx, who, doors)) ?? openSession(tx, who, doors);
    }
    await insertEntries(tx, officeId, input.roster);
    await applyState(tx, officeId, state);
    await storeGrants(tx, officeId, state, input.grants);
    await putAccount(tx, officeId, account);
    return (await takeProof(tx, who)) ?? openSession(tx, who, doors);
  });
  if (outcome === 'refused') throw new Problem(409, 'office-exists', 'There is an office with this id.');
  if (!('token' in outcome)) throw refusalOf(outcome);
  return outcome;
}

/**
 * The roster for somebody who holds the Notfallblatt and cannot sign in: proved by a signature of the office
 * root. Throws Problem no-right, also for unknown offices.
 */
export async function readForRecovery(
  store: Store,
  { officeId, from, signature }: z.infer<typeof recoveryRoster>,
): Promise<z.infer<typeof rosterResponse>> {
  return withOffice(store.app, officeId, async (tx) => {
    const entries = await readRoster(tx);
    const founding = entries[0] ? readPayload(entries[0]) : null;
    const rootKey = founding?.kind === 'founding' ? founding.rootKey : null;
    if (rootKey === null || !(await verifyRecoveryRequest(rootKey, officeId, signature))) {
      throw new Problem(403, 'no-right', 'The office root did not sign this request.');
    }
    return { entries: entries.slice(from), grants: await readGrants(tx, RECOVERY) };
  });
}

/**
 * New secret and keys for a lead whose new keys the office root certified (the Notfallblatt). Whoever holds that holds
 * the office: a second factor would keep out nobody but a lead who lost phone and codes, so it ends. Throws Problem
 * recovery-refused, wait, roster-stale, roster-invalid, roster-mismatch, grant-invalid.
 */
export async function recoverLead(store: Store, input: Recover, doors: Doors): Promise<Session> {
  const { officeId, account, device } = input;
  const certified = input.entries.some((entry) => {
    const payload = readPayload(entry);
    return entry.signer === ROOT && payload?.kind === 'lead' && payload.personId === account.personId;
  });
  const refused = new Problem(403, 'recovery-refused', 'The office root did not certify this person.');
  if (!certified) throw refused;
  const who = signInOf(input);
  await requireSigned(who, device.publicKey);
  const outcome = await withOffice(store.app, officeId, async (tx) => {
    const office = await tx.selectFrom('offices').select('office_id').executeTakeFirst();
    if (!office) return 'refused';
    const { state, appended } = await extendRoster(tx, officeId, input.entries);
    requireLeadOnDevice(state, account, device);
    if (appended) {
      await storeGrants(tx, officeId, state, input.grants);
      await putAccount(tx, officeId, account);
      await endFactor(tx, account.personId, null);
    } else {
      // Everybody in the office can read the entries: repeating them must not set another secret.
      const refusal = await prove(tx, who, doors);
      if (refusal !== null) return refusal;
    }
    await tx.deleteFrom('sessions').where('person_id', '=', account.personId).execute();
    await tx.deleteFrom('sign_in_failures').where('person_id', '=', account.personId).execute();
    const used = appended ? await takeProof(tx, who) : null;
    return used ?? openSession(tx, who, doors);
  });
  if (outcome === 'refused') throw refused;
  if (!('token' in outcome)) throw refusalOf(outcome);
  return outcome;
}
