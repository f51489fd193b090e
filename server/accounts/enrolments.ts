import type { z } from 'zod';
import type { Role } from '#shared/security/compartments';
import { INVITES } from '#shared/security/rights';
import { readPayload } from '#shared/security/roster-entries';
import type {
  appendRoster,
  claimEnrolment,
  createEnrolment,
  enrolmentBox,
  enrolmentState,
  RosterEntry,
} from '#shared/sync/accounts-protocol';
import { Problem } from '../problem';
import { enterOffice, type Store, type Tx, withCapability, withOffice } from '../storage/database';
import type { Database, PendingAccount } from '../storage/tables';
import type { Selectable } from 'kysely';
import type { Staff } from './principal';
import { extendRoster, readRoster, storeGrants } from './roster';
import { hashSecret } from './secrets';

type Enrolment = Selectable<Database['enrolments']>;
type Claim = z.infer<typeof claimEnrolment>;

/** Most enrolments that wait at once in an office. */
const MAX_OPEN = 200;
const MAX_LIFE_MS = 7 * 24 * 3600_000;

const unknownCode = () => new Problem(404, 'code-unknown', 'There is no enrolment under this look-up id.');
const expiredCode = () => new Problem(410, 'code-expired', 'The enrolment was used already or has run out.');
const expired = (enrolment: Enrolment) => enrolment.state === 'open' && enrolment.expires_at < new Date();

/**
 * Stores an invitation; who may invite whom stands in shared/security/rights.ts. Throws Problem no-right,
 * enrolment-exists, too-many.
 */
export async function invite(
  store: Store,
  staff: Staff,
  input: z.infer<typeof createEnrolment>,
): Promise<void> {
  const own = input.purpose === 'device' && input.personId === staff.personId;
  const mayInvite: readonly Role[] = INVITES[own ? 'own-device' : input.purpose];
  if (!mayInvite.includes(staff.role)) throw new Problem(403, 'no-right', 'The caller may not invite this.');
  const now = Date.now();
  const expiresAt = new Date(Math.min(Date.parse(input.expiresAt), now + MAX_LIFE_MS));
  await withOffice(store.app, staff.officeId, async (tx) => {
    const { waiting } = await tx
      .selectFrom('enrolments')
      .select((on) => on.fn.countAll<number>().as('waiting'))
      .where('state', '=', 'open')
      .where('expires_at', '>', new Date(now))
      .executeTakeFirstOrThrow();
    if (waiting >= MAX_OPEN) throw new Problem(429, 'too-many', 'Too many open invitations.');
    const { box, purpose, lookup, personId } = input;
    const made = await tx
      .insertInto('enrolments')
      .values({
        office_id: staff.officeId,
        lookup,
        purpose,
        person_id: personId,
        box,
        state: 'open',
        expires_at: expiresAt,
      })
      .onConflict((on) => on.doNothing())
      .executeTakeFirst();
    if (made.numInsertedOrUpdatedRows === 1n) return;
    const there = await tx
      .selectFrom('enrolments')
      .select('box')
      .where('lookup', '=', lookup)
      .executeTakeFirst();
    if (there?.box !== box) throw new Problem(409, 'enrolment-exists', 'This look-up id is in use.');
  });
}

/** Works on the one enrolment of a look-up id, in its office. Throws Problem code-unknown. */
function withEnrolment<T>(
  store: Store,
  lookup: string,
  work: (tx: Tx, enrolment: Enrolment) => Promise<T>,
): Promise<T> {
  return withCapability(store.app, lookup, async (tx) => {
    const found = await tx
      .selectFrom('enrolments')
      .selectAll()
      .where('lookup', '=', lookup)
      .forUpdate()
      .execute();
    const [enrolment] = found;
    // Two offices cannot have drawn the same 128 bits; if they say so, neither is believed.
    if (!enrolment || found.length > 1) throw unknownCode();
    await enterOffice(tx, enrolment.office_id);
    return work(tx, enrolment);
  });
}

/** The sealed box for the holder of the code, while the enrolment is open. */
export function readBox(store: Store, lookup: string): Promise<z.infer<typeof enrolmentBox>> {
  return withEnrolment(store, lookup, (_tx, enrolment) => {
    if (enrolment.state !== 'open' || enrolment.box === null || expired(enrolment)) throw expiredCode();
    return Promise.resolve({ officeId: enrolment.office_id, box: enrolment.box });
  });
}

/** How an enrolment stands; a further device also gets what it needs to unwrap its person's keys. */
export function readState(store: Store, lookup: string): Promise<z.infer<typeof enrolmentState>> {
  return withEnrolment(store, lookup, async (tx, enrolment) => {
    const state = expired(enrolment) ? ('expired' as const) : enrolment.state;
    const answer = { lookup, state, claim: enrolment.claim, account: null, roster: null };
    if (enrolment.purpose !== 'device' || state !== 'open') return answer;
    const account = await tx
      .selectFrom('accounts')
      .selectAll()
      .where('person_id', '=', enrolment.person_id)
      .executeTakeFirst();
    if (!account) return answer;
    const kdf = { id: account.kdf_id, salt: account.kdf_salt };
    return {
      ...answer,
      account: { personId: account.person_id, kdf, wrappedKeys: account.wrapped_keys },
      roster: await readRoster(tx),
    };
  });
}

/**
 * The joining side's answer, once; the same answer again is no error. Returns the office and whether the roster
 * grew. Throws Problem code-expired, claim-mismatch, roster-stale, roster-invalid.
 */
export function claim(
  store: Store,
  lookup: string,
  input: Claim,
): Promise<{ officeId: string; rosterGrew: boolean }> {
  return withEnrolment(store, lookup, async (tx, enrolment) => {
    const officeId = enrolment.office_id;
    if (enrolment.state !== 'open') {
      if (enrolment.device_id !== input.device.deviceId || enrolment.device_key !== input.device.publicKey) {
        throw expiredCode();
      }
      return { officeId, rosterGrew: false };
    }
    if (expired(enrolment)) throw expiredCode();
    checkPurpose(enrolment, input);
    const rosterGrew = input.entry !== null && (await extendRoster(tx, officeId, [input.entry])).appended;
    const waits = enrolment.purpose === 'person';
    await tx
      .updateTable('enrolments')
      .set({
        state: waits ? 'claimed' : 'confirmed',
        box: null,
        claim: waits ? input.claim : null,
        pending_account: input.account === null ? null : JSON.stringify(await pending(input.account)),
        device_id: input.device.deviceId,
        device_key: input.device.publicKey,
      })
      .where('lookup', '=', lookup)
      .execute();
    return { officeId, rosterGrew };
  });
}

async function pending(account: NonNullable<Claim['account']>) {
  const { authSecret, ...rest } = account;
  return { ...rest, authHash: await hashSecret(authSecret) };
}

/** Each purpose brings its own parts, and only about the person and device it is for. */
function checkPurpose(enrolment: Enrolment, { account, device, entry }: Claim): void {
  const personId = enrolment.person_id;
  const payload = entry === null ? null : readPayload(entry);
  const fits = {
    person: account?.personId === personId && entry === null,
    device:
      account === null &&
      payload?.kind === 'device' &&
      entry?.signer === personId &&
      payload.personId === personId &&
      payload.deviceId === device.deviceId &&
      payload.publicKey === device.publicKey,
    kiosk: account === null && entry === null && device.deviceId === personId,
  };
  if (!fits[enrolment.purpose]) {
    throw new Problem(400, 'claim-mismatch', 'The claim does not fit the purpose of the enrolment.');
  }
}

/** Whether the entries give new keys to a person of the office. */
function isReadmission(entries: RosterEntry[], personId: string): boolean {
  return entries.some((entry) => {
    const payload = readPayload(entry);
    return (payload?.kind === 'keys' || payload?.kind === 'lead') && payload.personId === personId;
  });
}

/** The account of an admitted person; one who is readmitted gets another in place of the old. */
async function openAccount(tx: Tx, officeId: string, account: PendingAccount, again: boolean): Promise<void> {
  const content = {
    auth_hash: account.authHash,
    kdf_id: account.kdf.id,
    kdf_salt: account.kdf.salt,
    wrapped_keys: account.wrappedKeys,
  };
  const made = await tx
    .insertInto('accounts')
    .values({ office_id: officeId, person_id: account.personId, ...content })
    .onConflict((on) =>
      again ? on.columns(['office_id', 'person_id']).doUpdateSet(content) : on.doNothing(),
    )
    .executeTakeFirst();
  if (made.numInsertedOrUpdatedRows === 0n) {
    throw new Problem(409, 'account-exists', 'This person has an account already.');
  }
}

/**
 * A lead admits a claimed person: entries and grants are stored, account and device become active. Repeated
 * after a lost reply it is no error. Throws Problem code-unknown, not-claimed, roster-stale, roster-invalid,
 * roster-mismatch, grant-invalid, account-exists.
 */
export function confirm(
  store: Store,
  staff: Staff,
  lookup: string,
  input: z.infer<typeof appendRoster>,
): Promise<void> {
  return withOffice(store.app, staff.officeId, async (tx) => {
    const enrolment = await tx
      .selectFrom('enrolments')
      .selectAll()
      .where('lookup', '=', lookup)
      .forUpdate()
      .executeTakeFirst();
    if (!enrolment) throw unknownCode();
    if (enrolment.state === 'confirmed') return;
    const account = enrolment.pending_account;
    if (enrolment.state !== 'claimed' || !account)
      throw new Problem(409, 'not-claimed', 'Nobody has joined yet.');
    const { state } = await extendRoster(tx, staff.officeId, input.entries);
    const device = state.devices.get(enrolment.device_id ?? '');
    if (device?.personId !== account.personId || device.publicKey !== enrolment.device_key) {
      throw new Problem(
        400,
        'roster-mismatch',
        'The entries do not admit the person and device of the claim.',
      );
    }
    await storeGrants(tx, staff.officeId, state, input.grants);
    await openAccount(tx, staff.officeId, account, isReadmission(input.entries, account.personId));
    await tx
      .updateTable('enrolments')
      .set({ state: 'confirmed', claim: null, pending_account: null })
      .where('lookup', '=', lookup)
      .execute();
  });
}
