import { sql } from 'kysely';
import type { Tx } from '../storage/database';

/** Longest wait after wrong attempts, in seconds. */
const MAX_WAIT_SECONDS = 300;

/** Whose attempts are counted: a person on one device; all devices that the office does not know share one (''). */
export interface Attempts {
  office_id: string;
  person_id: string;
  device_id: string;
}

/** How often in a row an attempt failed, or how long to wait before the next (seconds). */
export async function failuresOf(tx: Tx, who: Attempts): Promise<{ failures: number } | { wait: number }> {
  // Attempts of one follow one another, so that many at once do not escape the wait.
  const name = [who.office_id, who.person_id, who.device_id].join(' ');
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
  const failed = await tx
    .selectFrom('sign_in_failures')
    .select(['failures', 'retry_at'])
    .where('person_id', '=', who.person_id)
    .where('device_id', '=', who.device_id)
    .executeTakeFirst();
  const wait = failed ? Math.ceil((failed.retry_at.getTime() - Date.now()) / 1000) : 0;
  return wait > 0 ? { wait } : { failures: failed?.failures ?? 0 };
}

/** One more after `failures`: each waits twice as long. The transaction must commit, or it does not count. */
export async function countFailure(tx: Tx, who: Attempts, failures: number): Promise<void> {
  const seconds = Math.min(2 ** failures, MAX_WAIT_SECONDS);
  const content = { failures: failures + 1, retry_at: new Date(Date.now() + seconds * 1000) };
  await tx
    .insertInto('sign_in_failures')
    .values({ ...who, ...content })
    .onConflict((on) => on.columns(['office_id', 'person_id', 'device_id']).doUpdateSet(content))
    .execute();
}

/** The attempt succeeded. */
export async function forgetFailures(tx: Tx, who: Attempts): Promise<void> {
  await tx
    .deleteFrom('sign_in_failures')
    .where('person_id', '=', who.person_id)
    .where('device_id', '=', who.device_id)
    .execute();
}
