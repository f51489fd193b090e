import { type SqlBool, sql } from 'kysely';
import type { z } from 'zod';
import type { Compartment } from '#shared/security/compartments';
import { MAX_PAGE_BYTES, type PullResponse, type pullQuery } from '#shared/sync/protocol';
import { type Store, type Tx, withSnapshot } from '../storage/database';
import type { RowsTable } from '../storage/tables';
import { toStoredRow } from './rows';

type PullQuery = z.infer<typeof pullQuery>;
type Check = NonNullable<PullResponse['check']>;

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
  store: Store,
  checks: CheckCache,
  officeId: string,
  query: PullQuery,
): Promise<PullResponse> {
  return withSnapshot(store.app, officeId, async (tx) => {
    const { seq: head } = await tx.selectFrom('offices').select('seq').executeTakeFirstOrThrow();
    const { rows, more } = await page(tx, query);
    if (rows.length > 0 || query.direction === 'backward') return { rows: rows.map(toStoredRow), head, more };
    const key = `${officeId} ${query.compartment}`;
    const check = await checks.get(key, head, () => computeCheck(tx, query.compartment));
    return { rows: [], head, more: false, check };
  });
}

async function page(tx: Tx, query: PullQuery): Promise<{ rows: RowsTable[]; more: boolean }> {
  const order = query.direction === 'forward' ? 'asc' : 'desc';
  const beyond = query.direction === 'forward' ? '>' : '<';
  const found = await tx
    .with('page', (db) =>
      db
        .selectFrom('rows')
        .selectAll()
        .where('compartment', '=', query.compartment)
        .where('seq', beyond, query.from)
        .orderBy('seq', order)
        .limit(query.limit + 1),
    )
    .selectFrom((db) =>
      db
        .selectFrom('page')
        .selectAll()
        .select([
          sql<number>`(sum(octet_length(body)) over (order by seq ${sql.raw(order)}))`.as('upTo'),
          sql<number>`count(*) over ()`.as('found'),
          sql<number>`row_number() over (order by seq ${sql.raw(order)})`.as('nth'),
        ])
        .as('measured'),
    )
    .selectAll()
    .where(sql<SqlBool>`("upTo" <= ${MAX_PAGE_BYTES} or nth = 1)`)
    .where('nth', '<=', query.limit)
    .orderBy('seq', order)
    .execute();
  return { rows: found, more: found.length < (found[0]?.found ?? 0) };
}

async function computeCheck(tx: Tx, compartment: Compartment): Promise<Check> {
  const { rows } = await sql<Check>`
    select count(*) as count, encode(sha256(convert_to(
      coalesce(string_agg(id || ':' || seq, ${'\n'} order by seq), ''), 'UTF8')), 'hex') as hash
    from rows where compartment = ${compartment}`.execute(tx);
  return rows[0] ?? { count: 0, hash: '' };
}
