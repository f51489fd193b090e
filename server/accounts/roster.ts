import { endedAt } from '#shared/security/ended';
import { type Compartment, compartmentsOf } from '#shared/security/compartments';
import { circlesOf } from '#shared/security/deputies';
import { RosterError, type RosterState, verifyRoster } from '#shared/security/roster';
import { GrantError, RECOVERY, verifyGrant } from '#shared/security/grants';
import type { z } from 'zod';
import type { endedRoster, Grant, RosterEntry, rosterResponse } from '#shared/sync/accounts-protocol';
import { Problem } from '../problem';
import { type Store, type Tx, withOffice } from '../storage/database';
import type { LentCircle } from '../storage/tables';

/** The whole signed log of the office, oldest entry first. */
export async function readRoster(tx: Tx, after = 0): Promise<RosterEntry[]> {
  const entries = await tx
    .selectFrom('roster')
    .selectAll()
    .where('version', '>', after)
    .orderBy('version')
    .execute();
  return entries.map(({ version, previous_hash: previousHash, payload, signer, signature }) => {
    return { version, previousHash, payload, signer, signature };
  });
}

/** How many entries the log has. */
export async function rosterLength(tx: Tx): Promise<number> {
  const { length } = await tx
    .selectFrom('roster')
    .select((on) => on.fn.max('version').as('length'))
    .executeTakeFirstOrThrow();
  return length;
}

/** Grants sealed to a person, of circles that they may read now, and those that only the Notfallblatt opens. */
export async function readGrants(
  tx: Tx,
  personId: string,
  held: readonly Compartment[] = [],
): Promise<Grant[]> {
  const all = await tx
    .selectFrom('grants')
    .selectAll()
    .where('recipient', 'in', [personId, RECOVERY])
    .orderBy('compartment')
    .orderBy('epoch')
    .execute();
  const grants = all.filter(
    ({ recipient, compartment }) => recipient === RECOVERY || held.includes(compartment),
  );
  return grants.map((row) => ({
    compartment: row.compartment,
    epoch: row.epoch,
    keyId: row.key_id,
    recipient: row.recipient,
    rosterVersion: row.roster_version,
    sealed: row.sealed,
    signer: row.signer,
    signature: row.signature,
  }));
}

/** Verifies a log as every client does; a fault is the caller's. Throws Problem roster-invalid. */
export async function verifiedRoster(entries: RosterEntry[], rootFingerprint: string): Promise<RosterState> {
  try {
    return await verifyRoster(entries, rootFingerprint);
  } catch (error) {
    if (!(error instanceof RosterError)) throw error;
    throw new Problem(
      400,
      'roster-invalid',
      `The roster does not hold: ${error.code} at ${String(error.version)}.`,
    );
  }
}

const same = (a: RosterEntry, b: RosterEntry) =>
  a.version === b.version &&
  a.previousHash === b.previousHash &&
  a.payload === b.payload &&
  a.signer === b.signer &&
  a.signature === b.signature;

/**
 * Appends entries under the office's lock and brings people and devices in line with the log. Entries that are
 * already there (a lost reply) are no error. Throws Problem roster-stale when they do not extend the head,
 * roster-invalid when the log would not hold.
 */
export async function extendRoster(
  tx: Tx,
  officeId: string,
  entries: RosterEntry[],
): Promise<{ state: RosterState; appended: boolean }> {
  const office = await tx
    .selectFrom('offices')
    .select('root_fingerprint')
    .forUpdate()
    .executeTakeFirstOrThrow();
  const log = await readRoster(tx);
  const first = (entries[0]?.version ?? 0) - 1;
  const known = log.slice(first, first + entries.length);
  if (known.length === entries.length && entries.every((entry, at) => known[at] && same(entry, known[at]))) {
    return { state: await verifiedRoster(log, office.root_fingerprint), appended: false };
  }
  if (first !== log.length)
    throw new Problem(409, 'roster-stale', 'The entries do not extend the head of the roster.');
  const state = await verifiedRoster([...log, ...entries], office.root_fingerprint);
  await insertEntries(tx, officeId, entries);
  await applyState(tx, officeId, state);
  return { state, appended: true };
}

/** Circles that a person reads in the place of colleagues, each with its days. */
function lentTo(state: RosterState, personId: string): LentCircle[] {
  const mine = state.deputies.filter(({ deputyId }) => deputyId === personId);
  return mine.flatMap(({ from, until, lends }) => lends.map((compartment) => ({ compartment, from, until })));
}

/** Stores log entries as they are; the caller has verified them. */
export async function insertEntries(tx: Tx, officeId: string, entries: RosterEntry[]): Promise<void> {
  await tx
    .insertInto('roster')
    .values(
      entries.map(({ version, previousHash, payload, signer, signature }) => {
        return { office_id: officeId, version, previous_hash: previousHash, payload, signer, signature };
      }),
    )
    .execute();
}

/**
 * People, devices, sessions and grants as the verified log has them: who is suspended or left has no session from
 * now on and cannot open one, and grants of circles that somebody lost are given to nobody any more.
 */
export async function applyState(tx: Tx, officeId: string, state: RosterState): Promise<void> {
  const members = [...state.people.values()]
    .filter(({ standing }) => standing === 'active')
    .map((person) => ({
      office_id: officeId,
      person_id: person.id,
      role: person.role,
      compartments: compartmentsOf(person.role, state.circles),
      lent: JSON.stringify(lentTo(state, person.id)),
    }));
  const devices = [...state.devices.values()].map((device) => ({
    office_id: officeId,
    device_id: device.id,
    person_id: device.personId,
    public_key: device.publicKey,
  }));
  await tx.deleteFrom('members').execute();
  if (members.length > 0) await tx.insertInto('members').values(members).execute();
  // Devices that stay keep what hangs on them (receipts).
  const stay = devices.map(({ device_id: id }) => id);
  await tx
    .deleteFrom('devices')
    .$if(stay.length > 0, (on) => on.where('device_id', 'not in', stay))
    .execute();
  if (devices.length > 0) {
    await tx
      .insertInto('devices')
      .values(devices)
      .onConflict((on) => on.doNothing())
      .execute();
  }
  const welcome = [...state.devices.values()].filter(({ personId }) =>
    members.some(({ person_id: id }) => id === personId),
  );
  await tx
    .deleteFrom('sessions')
    .$if(welcome.length > 0, (on) =>
      on.where(
        'device_id',
        'not in',
        welcome.map(({ id }) => id),
      ),
    )
    .execute();
  for (const person of state.people.values()) {
    const held = circlesOf(state, person.id);
    await tx
      .deleteFrom('grants')
      .where('recipient', '=', person.id)
      .$if(held.length > 0, (on) => on.where('compartment', 'not in', held))
      .execute();
  }
}

/**
 * The entries that ended a device, for the device itself: it can no longer sign in and shall learn from signed
 * entries, not from the server's word, that it is out. Throws Problem not-ended, also for unknown offices.
 */
export function readForEnded(
  store: Store,
  { officeId, deviceId, from, signature }: z.infer<typeof endedRoster>,
): Promise<z.infer<typeof rosterResponse>> {
  return withOffice(store.app, officeId, async (tx) => {
    const office = await tx.selectFrom('offices').select('root_fingerprint').executeTakeFirst();
    const entries = office ? await readRoster(tx) : [];
    const until =
      office && (await endedAt(await verifiedRoster(entries, office.root_fingerprint), deviceId, signature));
    if (!until)
      throw new Problem(403, 'not-ended', 'This device was not ended, or did not sign the request.');
    return { entries: entries.slice(from, until), grants: [] };
  });
}

/** Stores grants that hold against the roster; a newer one replaces that of the same key and recipient. */
export async function storeGrants(
  tx: Tx,
  officeId: string,
  state: RosterState,
  grants: Grant[],
): Promise<void> {
  for (const grant of grants) {
    await verifyGrant(state, grant).catch((error: unknown) => {
      if (!(error instanceof GrantError)) throw error;
      throw new Problem(400, 'grant-invalid', `A grant does not hold: ${error.code}.`);
    });
    const content = {
      roster_version: grant.rosterVersion,
      sealed: grant.sealed,
      signer: grant.signer,
      signature: grant.signature,
    };
    await tx
      .insertInto('grants')
      .values({
        office_id: officeId,
        compartment: grant.compartment,
        epoch: grant.epoch,
        key_id: grant.keyId,
        recipient: grant.recipient,
        ...content,
      })
      .onConflict((on) =>
        on.columns(['office_id', 'compartment', 'epoch', 'key_id', 'recipient']).doUpdateSet(content),
      )
      .execute();
  }
}
