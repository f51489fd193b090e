import { sql } from 'kysely';
import type { z } from 'zod';
import type { receiptsResponse } from '#shared/sync/erasures-protocol';
import type { Staff } from '../accounts/principal';
import { Problem } from '../problem';
import { type Store, withOffice } from '../storage/database';

/**
 * Keeps that the calling device has deleted what the stubs up to a seq name; an older receipt changes nothing.
 * Throws Problem invalid for a seq that the office has not reached.
 */
export async function confirm(store: Store, staff: Staff, upTo: number): Promise<void> {
  await withOffice(store.app, staff.officeId, async (tx) => {
    const { seq } = await tx.selectFrom('offices').select('seq').executeTakeFirstOrThrow();
    if (upTo > seq) throw new Problem(400, 'invalid', 'The office has not come so far.', { field: 'upTo' });
    await tx
      .insertInto('receipts')
      .values({ office_id: staff.officeId, device_id: staff.deviceId, seq: upTo })
      .onConflict((on) =>
        on
          .columns(['office_id', 'device_id'])
          .doUpdateSet({ seq: sql<number>`excluded.seq`, at: sql<Date>`now()` })
          .whereRef('excluded.seq', '>', 'receipts.seq'),
      )
      .execute();
  });
}

/** Every device of the office with what it has confirmed. */
export function receipts(store: Store, staff: Staff): Promise<z.infer<typeof receiptsResponse>> {
  return withOffice(store.app, staff.officeId, async (tx) => {
    const devices = await tx
      .selectFrom('devices')
      .leftJoin('receipts', 'receipts.device_id', 'devices.device_id')
      .select(['devices.device_id', 'devices.person_id', 'receipts.seq', 'receipts.at'])
      .orderBy('devices.device_id')
      .execute();
    return {
      devices: devices.map((device) => ({
        deviceId: device.device_id,
        personId: device.person_id,
        upTo: device.seq ?? 0,
        at: device.at?.getTime() ?? null,
      })),
    };
  });
}
