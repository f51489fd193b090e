import type { ErasuresResponse } from '#shared/sync/erasures-protocol';
import type { PullQuery, PullResponse } from '#shared/sync/protocol';
import type { Check, SyncDatabase } from './sync-database';

/**
 * The self-checks of compartments, each valid as long as the office's counter stands where it stood. A cache
 * only: every process computes the same.
 */
export class CheckCache {
  readonly #checks = new Map<string, { head: number; check: Check }>();
  readonly #limit = 1000;

  async get(key: string, head: number, compute: () => Promise<Check>): Promise<Check> {
    const kept = this.#checks.get(key);
    if (kept?.head === head) return kept.check;
    const check = await compute();
    this.#checks.delete(key);
    this.#checks.set(key, { head, check });
    const oldest = this.#checks.keys().next();
    if (this.#checks.size > this.#limit && !oldest.done) this.#checks.delete(oldest.value);
    return check;
  }
}

/** One page of a compartment in seq order, bounded in rows and bytes, in one snapshot with the head. */
export function pull(
  database: SyncDatabase,
  checks: CheckCache,
  officeId: string,
  query: PullQuery,
): Promise<PullResponse> {
  return database.snapshot(officeId, async (snapshot) => {
    const head = await snapshot.head();
    const { rows, left } = await snapshot.page(query);
    if (rows.length > 0 || query.direction === 'backward') return { rows, head, left, more: left > 0 };
    const key = `${officeId} ${query.compartment}`;
    const check = await checks.get(key, head, () => snapshot.check(query.compartment));
    return { rows: [], head, more: false, check };
  });
}

/** Stubs after a position, oldest first. */
export function pullErasures(
  database: SyncDatabase,
  officeId: string,
  { after, limit }: { after: number; limit: number },
): Promise<ErasuresResponse> {
  return database.snapshot(officeId, async (snapshot) => {
    const found = await snapshot.erasures(after, limit + 1);
    return { erasures: found.slice(0, limit), more: found.length > limit };
  });
}
