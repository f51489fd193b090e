import { sql } from 'kysely';
import type { z } from 'zod';
import { packageHash, packageSignedBy } from '#shared/security/handed-in';
import {
  type decideHandedIn,
  DOOR_DAYS,
  type handedInPackage,
  type handedInPackages,
  type handedInReceipt,
  type HandIn,
  MAX_DEVICE_BYTES,
  MAX_DEVICE_PACKAGES,
} from '#shared/sync/handed-in-protocol';
import type { Staff } from '../accounts/principal';
import { readRoster, verifiedRoster } from '../accounts/roster';
import { Problem } from '../problem';
import { type Store, type Tx, withOffice } from '../storage/database';

/** Nothing is said of the office to anybody who is no ended device of it. */
const notEnded = () =>
  new Problem(403, 'not-ended', 'This device was not ended, or did not sign the package.');

/** Whose device it was and when it was ended, once its own key has signed. Throws Problem not-ended, device-stolen. */
async function endOf(tx: Tx, part: HandIn): Promise<{ personId: string; at: Date }> {
  const office = await tx.selectFrom('offices').select('root_fingerprint').executeTakeFirst();
  if (!office) throw notEnded();
  const roster = await verifiedRoster(await readRoster(tx), office.root_fingerprint);
  const out = roster.endedDevices.get(part.deviceId);
  const device = out ?? roster.devices.get(part.deviceId);
  if (!device || !(await packageSignedBy(device.publicKey, part))) throw notEnded();
  const { personId } = device;
  const state = await tx
    .selectFrom('device_states')
    .select(['ended', 'ended_at'])
    .where('device_id', '=', part.deviceId)
    .executeTakeFirst();
  if (state?.ended === 'stolen') throw new Problem(403, 'device-stolen', 'A stolen device hands in nothing.');
  if (!out && state?.ended === 'lost' && state.ended_at) return { personId, at: state.ended_at };
  if (!out || roster.people.get(personId)?.standing !== 'left') throw notEnded();
  const { at } = await tx
    .selectFrom('roster')
    .select('at')
    .where('version', '=', out.until)
    .executeTakeFirstOrThrow();
  return { personId, at };
}

/**
 * Keeps a package of a device that was ended; repeating it gives the same receipt, whatever became of it. Throws
 * Problem not-ended, device-stolen, door-closed, package-differs, door-full.
 */
export function takePackage(store: Store, part: HandIn): Promise<z.infer<typeof handedInReceipt>> {
  return withOffice(store.app, part.officeId, async (tx) => {
    const { id, deviceId, keyId, signature } = part;
    const { personId, at } = await endOf(tx, part);
    // One package of a device at a time, so that many at once do not pass by the limits.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`handed-in ${part.officeId} ${deviceId}`}, 0))`.execute(
      tx,
    );
    const hash = await packageHash(part.sealed);
    const known = await tx
      .selectFrom('handed_in')
      .select(['hash', 'device_id'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (known) {
      if (known.hash === hash && known.device_id === deviceId) return { id, hash };
      throw new Problem(409, 'package-differs', 'Another package has this name.');
    }
    if (Date.now() - at.getTime() > DOOR_DAYS * 86_400_000)
      throw new Problem(410, 'door-closed', 'The device was ended too long ago.');
    const sealed = Buffer.from(part.sealed, 'base64url');
    const { packages, bytes } = await tx
      .selectFrom('handed_in')
      .select((on) => [on.fn.countAll<number>().as('packages'), on.fn.sum<number | null>('size').as('bytes')])
      .where('device_id', '=', deviceId)
      .executeTakeFirstOrThrow();
    if (packages >= MAX_DEVICE_PACKAGES || Number(bytes) + sealed.length > MAX_DEVICE_BYTES)
      throw new Problem(413, 'door-full', 'This device has handed in as much as one may.');
    await tx
      .insertInto('handed_in')
      .values({
        office_id: part.officeId,
        id,
        device_id: deviceId,
        person_id: personId,
        key_id: keyId,
        hash,
        sealed,
        size: sealed.length,
        signature,
      })
      .execute();
    return { id, hash };
  });
}

/** Packages that wait for a decision, or for being taken over to its end; oldest first. */
export function listPackages(store: Store, staff: Staff): Promise<z.infer<typeof handedInPackages>> {
  return withOffice(store.app, staff.officeId, async (tx) => {
    const found = await tx
      .selectFrom('handed_in')
      .leftJoin('device_states', 'device_states.device_id', 'handed_in.device_id')
      .select(['handed_in.id', 'handed_in.device_id', 'handed_in.person_id', 'key_id', 'at', 'decision'])
      .select('device_states.name')
      .where('sealed', 'is not', null)
      .orderBy('at')
      .orderBy('handed_in.id')
      .execute();
    return {
      packages: found.map((row) => ({
        id: row.id,
        deviceId: row.device_id,
        personId: row.person_id,
        deviceName: row.name,
        keyId: row.key_id,
        at: row.at.toISOString(),
        accepted: row.decision === 'accepted',
      })),
    };
  });
}

/** One package as it was handed in. Throws Problem not-found. */
export async function readPackage(
  store: Store,
  staff: Staff,
  id: string,
): Promise<z.infer<typeof handedInPackage>> {
  const found = await withOffice(store.app, staff.officeId, (tx) =>
    tx.selectFrom('handed_in').select(['sealed', 'signature']).where('id', '=', id).executeTakeFirst(),
  );
  if (!found?.sealed) throw new Problem(404, 'not-found', 'There is no such package.');
  return { sealed: found.sealed.toString('base64url'), signature: found.signature };
}

/**
 * Notes what a lead decides about packages: about all of them or none. Of two who decide at once the first counts.
 * Discarded ones go. Throws Problem decided-already.
 */
export function decidePackages(
  store: Store,
  staff: Staff,
  { ids, as }: z.infer<typeof decideHandedIn>,
): Promise<void> {
  return withOffice(store.app, staff.officeId, async (tx) => {
    const found = await tx
      .selectFrom('handed_in')
      .select(['id', 'decision'])
      .where('id', 'in', ids)
      .orderBy('id')
      .forUpdate()
      .execute();
    const isOther = found.some(({ decision }) => decision !== null && decision !== as);
    if (isOther || found.length < new Set(ids).size)
      throw new Problem(409, 'decided-already', 'Somebody else has decided otherwise.');
    await tx
      .updateTable('handed_in')
      .set({ decision: as, decided_by: staff.personId })
      .$if(as === 'discarded', (query) => query.set({ sealed: null }))
      .where('id', 'in', ids)
      .where('decision', 'is', null)
      .execute();
  });
}

/** What packages hold stands among the rows of the office: they go. Those that nobody accepted stay. */
export async function mergePackages(store: Store, staff: Staff, ids: readonly string[]): Promise<void> {
  await withOffice(store.app, staff.officeId, (tx) =>
    tx
      .updateTable('handed_in')
      .set({ sealed: null })
      .where('id', 'in', ids)
      .where('decision', '=', 'accepted')
      .execute(),
  );
}
