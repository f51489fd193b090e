import { describe, expect, it } from 'vitest';
import { pull, PullCache } from './pull';
import type { SyncDatabase, SyncSnapshot } from './sync-database';
import type { PullQuery, StoredRow } from '#shared/sync/protocol';

const row = (seq: number, body = 'AAAA'): StoredRow => ({
  id: `row-${seq}`, collection: 'partners', compartment: 'stammdaten', fileId: null, keyId: 'k', seq, rev: `rev-${seq}`, maxStamp: '', body,
}); // prettier-ignore

/** A database whose readings are counted. */
function counted(rows: StoredRow[]) {
  const reads = { page: 0, check: 0 };
  let head = rows.length;
  const snapshotAt = (at: number): SyncSnapshot => ({
    counter: () => Promise.resolve({ head: at, lost: [] }),
    page({ from, limit }) {
      reads.page++;
      const found = rows.filter(({ seq }) => seq > from);
      return Promise.resolve({ rows: found.slice(0, limit), left: Math.max(0, found.length - limit) });
    },
    check() {
      reads.check++;
      return Promise.resolve({ count: rows.length, hash: '' });
    },
    erasures: () => Promise.resolve([]),
  });
  const database = { snapshot: (_: string, work) => work(snapshotAt(head)) } as SyncDatabase;
  return { database, reads, snapshotAt, add: (next: StoredRow) => (rows.push(next), (head = next.seq)) };
}

const query = (change: Partial<PullQuery> = {}): PullQuery => ({
  compartment: 'stammdaten',
  from: 0,
  direction: 'forward',
  limit: 2,
  ...change,
});

describe('pages that many devices ask for', () => {
  it('are read once while the office stands still, and anew when it has moved', async () => {
    const { database, reads, add } = counted([row(1), row(2), row(3)]);
    const cache = new PullCache();
    const ask = (change: Partial<PullQuery> = {}) => pull(database, cache, 'office', query(change));
    const all = await Promise.all([ask(), ask(), ask()]);
    expect(all.map(({ rows, left }) => [rows.length, left])).toEqual([[2, 1], [2, 1], [2, 1]]); // prettier-ignore
    expect(reads.page).toBe(1);
    // Another page, another office: nothing of the first is given.
    expect((await ask({ from: 2 })).rows).toHaveLength(1);
    await pull(database, cache, 'another', query());
    expect(reads.page).toBe(3);
    add(row(4));
    expect((await ask({ from: 2 })).rows).toHaveLength(2);
    // Control: what was kept was kept for the head that was.
    expect(reads.page).toBe(4);
    expect(await ask({ from: 4 })).toMatchObject({ rows: [], head: 4, check: { count: 4 } });
    await ask({ from: 4 });
    expect(reads.check).toBe(1);
  });

  it('keeps nothing of a snapshot that others have overtaken, nor of a reading that failed', async () => {
    const { snapshotAt } = counted([row(1)]);
    const cache = new PullCache();
    const at = (head: number): SyncDatabase =>
      ({ snapshot: (_: string, work) => work(snapshotAt(head)) }) as SyncDatabase;
    await pull(at(5), cache, 'office', query());
    expect((await pull(at(4), cache, 'office', query())).head).toBe(4);
    let broken = true;
    const failing: SyncDatabase = {
      ...at(6),
      snapshot: (_, work) =>
        work({ ...snapshotAt(6), page: (asked) => (broken ? Promise.reject(new Error('away')) : snapshotAt(6).page(asked)) }),
    }; // prettier-ignore
    await expect(pull(failing, cache, 'office', query())).rejects.toThrow('away');
    broken = false;
    expect((await pull(failing, cache, 'office', query())).rows).toHaveLength(1);
  });

  it('lets go of the office asked least lately when there is too much', async () => {
    const big = 'A'.repeat(12 * 1024 * 1024);
    const { database, reads } = counted([row(1, big)]);
    const cache = new PullCache();
    for (const office of ['a', 'b', 'c']) await pull(database, cache, office, query());
    expect(reads.page).toBe(3);
    await pull(database, cache, 'c', query());
    expect(reads.page).toBe(3);
    await pull(database, cache, 'a', query());
    expect(reads.page).toBe(4);
  });
});
