import { sql } from 'kysely';
import type { z } from 'zod';
import type { Role } from '#shared/security/compartments';
import { DEVICES } from '#shared/security/rights';
import type { devicesResponse, endDevice } from '#shared/sync/accounts-protocol';
import { Problem } from '../problem';
import { type Store, type Tx, withOffice } from '../storage/database';
import type { Staff } from './principal';

const mayAll = (staff: Staff) => (DEVICES.all as readonly Role[]).includes(staff.role);

/** Devices that a person may see: their own, or all of the office. */
export function listDevices(store: Store, staff: Staff): Promise<z.infer<typeof devicesResponse>> {
  return withOffice(store.app, staff.officeId, async (tx) => {
    const found = await tx
      .selectFrom('devices')
      .leftJoin('device_states', 'device_states.device_id', 'devices.device_id')
      .select(['devices.device_id', 'devices.person_id', 'name', 'edition', 'system', 'version', 'seen_at'])
      .select(['ended', 'ended_at'])
      .$if(!mayAll(staff), (query) => query.where('devices.person_id', '=', staff.personId))
      .orderBy('seen_at', (order) => order.desc().nullsLast())
      .execute();
    return {
      devices: found.map((device) => ({
        deviceId: device.device_id,
        personId: device.person_id,
        name: device.name,
        edition: device.edition,
        system: device.system,
        version: device.version,
        seenAt: device.seen_at?.toISOString() ?? null,
        ended: device.ended,
        endedAt: device.ended_at?.toISOString() ?? null,
      })),
    };
  });
}

/** Writes about a device that the caller may manage. Throws Problem not-found, also for those they may not. */
async function change(
  store: Store,
  staff: Staff,
  deviceId: string,
  work: (tx: Tx) => Promise<unknown>,
): Promise<void> {
  await withOffice(store.app, staff.officeId, async (tx) => {
    const device = await tx
      .selectFrom('devices')
      .select('person_id')
      .where('device_id', '=', deviceId)
      .executeTakeFirst();
    if (!device || (device.person_id !== staff.personId && !mayAll(staff)))
      throw new Problem(404, 'not-found', 'There is no such device among those of the caller.');
    await tx
      .insertInto('device_states')
      .values({ office_id: staff.officeId, device_id: deviceId })
      .onConflict((on) => on.doNothing())
      .execute();
    await work(tx);
  });
}

/** Gives a device a name. Throws Problem not-found. */
export function nameDevice(store: Store, staff: Staff, deviceId: string, name: string): Promise<void> {
  return change(store, staff, deviceId, (tx) =>
    tx.updateTable('device_states').set({ name }).where('device_id', '=', deviceId).execute(),
  );
}

/** Ends a device and its sessions at once. What was stolen stays so. Throws Problem not-found. */
export function endOne(
  store: Store,
  staff: Staff,
  deviceId: string,
  { as }: z.infer<typeof endDevice>,
): Promise<void> {
  return change(store, staff, deviceId, async (tx) => {
    await tx
      .updateTable('device_states')
      .set({ ended: as, ended_at: sql<Date>`now()`, ended_by: staff.personId, factor_at: null })
      .where('device_id', '=', deviceId)
      .where((on) => on.or([on('ended', 'is', null), on('ended', '!=', 'stolen')]))
      .execute();
    await tx.deleteFrom('sessions').where('device_id', '=', deviceId).execute();
  });
}

/** A lost device was found: it may sign in again. Throws Problem not-found, device-stolen. */
export function admitAgain(store: Store, staff: Staff, deviceId: string): Promise<void> {
  return change(store, staff, deviceId, async (tx) => {
    const { ended } = await tx
      .selectFrom('device_states')
      .select('ended')
      .where('device_id', '=', deviceId)
      .executeTakeFirstOrThrow();
    if (ended === 'stolen') throw new Problem(409, 'device-stolen', 'What was stolen is not admitted again.');
    await tx
      .updateTable('device_states')
      .set({ ended: null, ended_at: null, ended_by: null })
      .where('device_id', '=', deviceId)
      .execute();
  });
}
