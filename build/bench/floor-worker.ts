import { expose } from 'comlink';
import { fromBase64url } from '#shared/crypto/bytes';
import { API_PREFIX, type PullResponse, type StoredRow } from '#shared/sync/protocol';
import { LocalDatabase, type LocalRow } from '../../renderer/data/schema';
import type { Collection } from '#shared/security/compartments';

/** A session with the server, and what it may pull. */
export interface Access {
  base: string;
  token: string;
  compartments: string[];
}

function localRowOf(row: StoredRow): LocalRow {
  const { id, compartment, keyId, seq, rev, maxStamp } = row;
  const body = fromBase64url(row.body);
  const plain: LocalRow = { id, compartment, keyId, seq, rev, dirty: 0, maxStamp, body };
  return row.fileId === null ? plain : { ...plain, fileId: row.fileId };
}

async function putPage(db: LocalDatabase, rows: readonly StoredRow[], cursor: object): Promise<void> {
  const groups = new Map<string, LocalRow[]>();
  for (const row of rows) {
    const group = groups.get(row.collection);
    if (group) group.push(localRowOf(row));
    else groups.set(row.collection, [localRowOf(row)]);
  }
  const tables = [...groups.keys()].map((collection) => db.rows(collection as Collection));
  await db.transaction('rw', [...tables, db.local], async () => {
    for (const [collection, group] of groups) await db.rows(collection as Collection).bulkPut(group);
    await db.local.put({ name: 'cursor', value: cursor });
  });
}

const floor = {
  /** The same pages with the same session into equal tables: no keys, no checks, no merge. */
  async firstSync(
    name: string,
    { base, token, compartments }: Access,
  ): Promise<{ ms: number; rows: number }> {
    const db = new LocalDatabase(name, { chromeTransactionDurability: 'relaxed' }, false);
    await db.delete();
    await db.open();
    const begun = performance.now();
    let rows = 0;
    for (const compartment of compartments) {
      for (let from = Number.MAX_SAFE_INTEGER; from > 0;) {
        const query = `compartment=${compartment}&from=${from}&direction=backward&limit=1000`;
        const answer = await fetch(`${base}${API_PREFIX}/sync/pull?${query}`, {
          headers: { authorization: `Bearer ${token}` },
          cache: 'no-store',
        });
        if (!answer.ok) throw new Error(`pull: ${answer.status}`);
        const page = (await answer.json()) as PullResponse;
        rows += page.rows.length;
        from = page.more ? Math.min(...page.rows.map(({ seq }) => seq)) : 0;
        await putPage(db, page.rows, { compartment, from });
      }
    }
    const ms = performance.now() - begun;
    await db.delete();
    return { ms, rows };
  },
};

export type FloorWorker = typeof floor;

expose(floor);
