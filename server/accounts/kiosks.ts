import type { z } from 'zod';
import type { createKiosk, kioskConfig } from '#shared/sync/accounts-protocol';
import { Problem } from '../problem';
import { type Store, withOffice } from '../storage/database';
import type { Kiosk, Staff } from './principal';
import { readRoster } from './roster';

/** Registers a kiosk; an older one with the same letter loses its token. Throws Problem kiosk-exists. */
export async function addKiosk(
  store: Store,
  staff: Staff,
  input: z.infer<typeof createKiosk>,
): Promise<void> {
  const { kioskId, letter, tokenHash } = input;
  await withOffice(store.app, staff.officeId, async (tx) => {
    await tx.deleteFrom('kiosks').where('letter', '=', letter).where('kiosk_id', '!=', kioskId).execute();
    const there = await tx
      .selectFrom('kiosks')
      .selectAll()
      .where('kiosk_id', '=', kioskId)
      .executeTakeFirst();
    if (!there) {
      const row = {
        office_id: staff.officeId,
        kiosk_id: kioskId,
        token_hash: tokenHash,
        letter,
        seen_at: null,
      };
      await tx.insertInto('kiosks').values(row).execute();
    } else if (there.letter !== letter || there.token_hash !== tokenHash) {
      throw new Problem(409, 'kiosk-exists', 'There is a kiosk with this id.');
    }
  });
}

/** All that a kiosk may read. */
export async function readConfig(store: Store, kiosk: Kiosk): Promise<z.infer<typeof kioskConfig>> {
  const roster = await withOffice(store.app, kiosk.officeId, (tx) => readRoster(tx));
  return { letter: kiosk.letter, roster };
}

/** Notes that the kiosk is alive. */
export async function heartbeat(store: Store, kiosk: Kiosk): Promise<void> {
  await withOffice(store.app, kiosk.officeId, (tx) =>
    tx.updateTable('kiosks').set({ seen_at: new Date() }).where('kiosk_id', '=', kiosk.kioskId).execute(),
  );
}
