import { sql } from 'kysely';
import type { z } from 'zod';
import type { inboxResponse, postInbox } from '#shared/sync/accounts-protocol';
import { Problem } from '../problem';
import type { Kiosk, Staff } from '../accounts/principal';
import { type Store, withOffice } from '../storage/database';

const PAGE = 200;

/**
 * Keeps a sealed envelope until staff file it; its id makes resending harmless. Written through the role that
 * may insert envelopes and nothing else. Throws Problem inbox-full.
 */
export async function post(
  store: Store,
  kiosk: Kiosk,
  item: z.infer<typeof postInbox>,
  mostItems: number,
): Promise<void> {
  const waiting = await withOffice(store.app, kiosk.officeId, (tx) =>
    tx
      .selectFrom('inbox')
      .select((on) => on.fn.countAll<number>().as('items'))
      .executeTakeFirstOrThrow(),
  );
  if (waiting.items >= mostItems) {
    throw new Problem(429, 'inbox-full', 'The inbox is full; staff must file first.', {
      retryAfterSeconds: 60,
    });
  }
  await withOffice(store.inbox, kiosk.officeId, async (tx) => {
    // One insert of an office at a time: numbers become visible in their order, so no cursor skips one.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`inbox ${kiosk.officeId}`}, 0))`.execute(tx);
    await tx
      .insertInto('inbox')
      .values({
        office_id: kiosk.officeId,
        id: item.id,
        key_id: item.keyId,
        sealed: Buffer.from(item.sealed, 'base64url'),
        sender: kiosk.kioskId,
      })
      .onConflict((on) => on.doNothing())
      .execute();
  });
}

function requireInbox(staff: Staff): void {
  if (!staff.compartments.includes('eingang')) throw new Problem(403, 'no-right', 'No right to the inbox.');
}

/** Unfiled envelopes after a position, oldest first. Throws Problem no-right. */
export async function read(
  store: Store,
  staff: Staff,
  after: number,
): Promise<z.infer<typeof inboxResponse>> {
  requireInbox(staff);
  const found = await withOffice(store.app, staff.officeId, (tx) =>
    tx
      .selectFrom('inbox')
      .selectAll()
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(PAGE + 1)
      .execute(),
  );
  const items = found.slice(0, PAGE).map((row) => ({
    seq: row.seq,
    id: row.id,
    keyId: row.key_id,
    sealed: row.sealed.toString('base64url'),
    from: row.sender,
  }));
  return { items, more: found.length > PAGE };
}

/** Removes an envelope after filing; one that is gone already is no error. Throws Problem no-right. */
export async function remove(store: Store, staff: Staff, id: string): Promise<void> {
  requireInbox(staff);
  await withOffice(store.app, staff.officeId, (tx) => tx.deleteFrom('inbox').where('id', '=', id).execute());
}
