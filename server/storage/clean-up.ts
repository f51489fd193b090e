import { sql } from 'kysely';
import { collectBlobs } from '../blobs/blobs';
import { PostgresBlobs } from '../blobs/postgres-blobs';
import { type Store, withOffice } from './database';

/** Accepted versions are kept this long. */
const KEPT = '90 days';

const ago = (time: string) => sql<Date>`now() - ${time}::interval`;

/**
 * Removes what has run out in an office, at most once a day over all server processes. Done after a sign-in:
 * who never signs in needs no cleaning, and no process needs to know all offices.
 */
export async function cleanUp(store: Store, officeId: string): Promise<void> {
  await withOffice(store.app, officeId, async (tx) => {
    const due = await tx
      .updateTable('offices')
      .set({ cleaned_at: sql<Date>`now()` })
      .where('cleaned_at', '<', ago('1 day'))
      .executeTakeFirst();
    if (due.numUpdatedRows === 0n) return;
    await tx
      .deleteFrom('sessions')
      .where('expires_at', '<', sql<Date>`now()`)
      .execute();
    await tx.deleteFrom('sign_in_failures').where('retry_at', '<', ago('1 day')).execute();
    await tx.deleteFrom('enrolments').where('expires_at', '<', ago('30 days')).execute();
    await tx.deleteFrom('revs').where('at', '<', ago(KEPT)).execute();
    await sql`select audit_retention()`.execute(tx);
    await collectBlobs(new PostgresBlobs(tx, officeId), Date.now());
  });
}
