import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Erasure } from '#shared/sync/erasures-protocol';
import type { PullQuery, PushRow, StoredRow } from '#shared/sync/protocol';
import { postgresDatabase } from '../../server/sync/postgres-database';
import { REFUSED, revKey, type SyncDatabase, type SyncSnapshot } from '../../server/sync/sync-database';
import { ModelDatabase } from '../simulation/model-database';
import { CrashedError, type ModelBugs } from '../simulation/model-transaction';
import { newId, newRow } from './support/office';
import { startTestServer, type TestServer } from './support/server';

/** One database under the contract. */
interface Subject {
  database: SyncDatabase;
  office: () => Promise<string>;
  /** Resolves when some transaction waits for a lock of another. */
  blocked: () => Promise<void>;
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.end());

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function modelSubject(bugs: ModelBugs = {}): Subject & { database: ModelDatabase } {
  const database = new ModelDatabase({ step: () => Promise.resolve(), hash: sha256, ...bugs });
  const blocked = async () => {
    for (let n = 0; n < 20; n++) await Promise.resolve();
  };
  return { database, office: () => Promise.resolve(newId()), blocked };
}

function postgresSubject(): Subject {
  return {
    database: postgresDatabase(server.store),
    office: async () => {
      const id = newId();
      await server.owner.query(`insert into offices (office_id, root_fingerprint) values ($1, 'x')`, [id]);
      return id;
    },
    blocked: async () => {
      const waiting = async () =>
        (
          await server.owner.query(
            `select from pg_stat_activity where wait_event_type = 'Lock' and query like '%for no key update%'`,
          )
        ).rowCount;
      await expect.poll(waiting, { timeout: 10_000 }).toBeGreaterThan(0);
    },
  };
}

const pushed = (change: Partial<PushRow> = {}) => newRow(change);
const version = ({ base: _, ...row }: PushRow, seq: number): StoredRow => ({ ...row, seq });
const page = (change: Partial<PullQuery> = {}): PullQuery => ({
  compartment: 'stammdaten',
  from: 0,
  direction: 'forward',
  limit: 500,
  ...change,
});
const stub = (kind: 'file' | 'row', id: string, seq: number): Erasure => ({
  kind,
  id,
  seq,
  by: 'person-1',
  at: 1_700_000_000_000,
});

const write = (database: SyncDatabase, office: string, rows: StoredRow[]) =>
  database.transaction(office, async (tx) => {
    await tx.lock();
    await tx.write(rows, Math.max(...rows.map(({ seq }) => seq)));
  });
const read = <T>(database: SyncDatabase, office: string, work: (snapshot: SyncSnapshot) => Promise<T>) =>
  database.snapshot(office, work);
const idsIn = async (database: SyncDatabase, office: string) =>
  (await read(database, office, (snapshot) => snapshot.page(page()))).rows.map(({ id }) => id);

/** Two transactions want the counter: which head the second one is given, after the first one wrote seq 1. */
async function headAfterWaiting({ database, office, blocked }: Subject): Promise<number> {
  const id = await office();
  let second: Promise<number> = Promise.resolve(-1);
  await database.transaction(id, async (tx) => {
    await tx.lock();
    second = database.transaction(id, (other) => other.lock()).then(({ head }) => head);
    await blocked();
    await tx.write([version(pushed(), 1)], 1);
  });
  return second;
}

async function knownAfter({ database, office }: Subject, rows: PushRow[], stubs: Erasure[]) {
  const id = await office();
  await write(
    database,
    id,
    rows.map((row, n) => version(row, n + 1)),
  );
  const head = rows.length;
  if (stubs.length > 0) await database.transaction(id, (tx) => tx.erase(stubs, head + stubs.length));
  const known = await database.transaction(id, (tx) => tx.known(rows));
  return { id, known };
}

describe.each([
  ['PostgreSQL', postgresSubject],
  ['the model', () => modelSubject()],
] as const)('the database of push and pull: %s', (_, subject) => {
  it('makes a second transaction wait for the counter and shows it what the first one committed', async () => {
    expect(await headAfterWaiting(subject())).toBe(1);
  });

  it('shows nobody what is not committed, and takes back what failed', async () => {
    const { database, office } = subject();
    const id = await office();
    const row = pushed();
    const failed = database.transaction(id, async (tx) => {
      await tx.lock();
      await tx.write([version(row, 1)], 1);
      expect(await idsIn(database, id)).toEqual([]);
      expect((await tx.known([row])).stored.get(row.id)).toEqual(version(row, 1));
      throw new Error('lost');
    });
    await expect(failed).rejects.toThrow('lost');
    expect(await idsIn(database, id)).toEqual([]);
    expect(await read(database, id, (snapshot) => snapshot.counter())).toMatchObject({ head: 0 });
    await write(database, id, [version(row, 1)]);
    expect(await idsIn(database, id)).toEqual([row.id]);
  });

  it('reads one moment in a snapshot, and the latest commit in a transaction', async () => {
    const { database, office } = subject();
    const id = await office();
    const [first, second] = [pushed(), pushed()];
    await write(database, id, [version(first, 1)]);
    await read(database, id, async (snapshot) => {
      expect(await snapshot.counter()).toMatchObject({ head: 1 });
      await write(database, id, [version(second, 2)]);
      expect((await snapshot.page(page())).rows.map((row) => row.id)).toEqual([first.id]);
      expect(await snapshot.counter()).toMatchObject({ head: 1 });
    });
    await database.transaction(id, async (tx) => {
      expect((await tx.known([first, second])).stored.size).toBe(2);
      await write(database, id, [version({ ...first, rev: newId() }, 3)]);
      expect((await tx.known([first])).stored.get(first.id)?.seq).toBe(3);
    });
  });

  it('keeps the last version of a row, every rev and the named blobs', async () => {
    const row = pushed({ fileId: newId() });
    const next = { ...row, rev: newId(), blobs: [randomBytes(32).toString('base64url')] };
    const { known } = await knownAfter(subject(), [row, next], []);
    expect(known.stored.get(row.id)).toEqual(version(next, 2));
    expect([...known.revs]).toEqual(
      expect.arrayContaining([
        [`${row.id} ${row.rev}`, 1],
        [`${row.id} ${next.rev}`, 2],
      ]),
    );
  });

  it('remembers what was not taken, and never over what was accepted', async () => {
    const { database, office } = subject();
    const id = await office();
    const [taken, early] = [pushed(), pushed()];
    await write(database, id, [version(taken, 1)]);
    await database.transaction(id, (tx) => tx.refuse([taken, early, early]));
    const { revs } = await database.transaction(id, (tx) => tx.known([taken, early]));
    expect(revs.get(revKey(taken))).toBe(1);
    expect(revs.get(revKey(early))).toBe(REFUSED);
  });

  it('erases by file and by row, with revs, and keeps the stubs in order', async () => {
    const { database, office } = subject();
    const id = await office();
    const file = newId();
    const rows = [
      pushed({ id: file }),
      pushed({ fileId: file, collection: 'skills', compartment: 'beratung' }),
      pushed(),
      pushed(),
    ] as const;
    await write(
      database,
      id,
      rows.map((row, n) => version(row, n + 1)),
    );
    const stubs = [stub('file', file, 5), stub('row', rows[2].id, 6)];
    await database.transaction(id, async (tx) => {
      const reach = await tx.reach(stubs);
      expect(reach.compartments.sort()).toEqual(['beratung', 'stammdaten']);
      expect(reach.stubs).toEqual([]);
      await tx.erase(stubs, 6);
    });
    expect(await idsIn(database, id)).toEqual([rows[3].id]);
    const known = await database.transaction(id, (tx) => tx.known(rows));
    expect([...known.stored.keys()]).toEqual([rows[3].id]);
    expect(known.revs.size).toBe(1);
    expect([...known.stubs].sort()).toEqual([`file ${file}`, `row ${rows[2].id}`].sort());
    const unseen = pushed({ fileId: file });
    expect((await database.transaction(id, (tx) => tx.known([unseen]))).stubs).toContain(`file ${file}`);
    expect((await database.transaction(id, (tx) => tx.reach(stubs))).stubs).toEqual(stubs);
    await read(database, id, async (snapshot) => {
      expect(await snapshot.erasures(0, 10)).toEqual(stubs);
      expect(await snapshot.erasures(5, 10)).toEqual([stubs[1]]);
      expect(await snapshot.erasures(0, 1)).toEqual([stubs[0]]);
      expect(await snapshot.counter()).toMatchObject({ head: 6 });
    });
  });

  it('gives pages both ways, bounded in rows and bytes, and the same check', async () => {
    const { database, office } = subject();
    const id = await office();
    const body = 'B'.repeat(4 * 64 * 1024);
    const rows = Array.from({ length: 25 }, (_, n) => version(pushed({ body }), n + 1));
    await write(database, id, rows);
    await read(database, id, async (snapshot) => {
      const some = await snapshot.page(page({ from: 2, limit: 3 }));
      expect(some.rows.map(({ seq }) => seq)).toEqual([3, 4, 5]);
      expect(some.left).toBe(20);
      const bytes = await snapshot.page(page());
      expect(bytes.rows).toHaveLength(21);
      expect(bytes.left).toBe(4);
      const back = await snapshot.page(page({ direction: 'backward', from: 4 }));
      expect(back.rows.map(({ seq }) => seq)).toEqual([3, 2, 1]);
      expect(back.left).toBe(0);
      const check = await snapshot.check('stammdaten');
      expect(check).toEqual({
        count: 25,
        hash: sha256(rows.map((row) => `${row.id}:${row.seq}`).join('\n')),
      });
      expect(await snapshot.check('beratung')).toEqual({ count: 0, hash: sha256('') });
    });
  });

  it('says whether an error is about a value, and keeps offices apart', async () => {
    const { database, office } = subject();
    const [id, other] = [await office(), await office()];
    const bad = await write(database, id, [version(pushed({ keyId: 'nul\u0000byte' }), 1)]).catch(
      (error: unknown) => error,
    );
    expect(database.isDataError(bad)).toBe(true);
    expect(database.isDataError(new Error('elsewhere'))).toBe(false);
    const row = pushed();
    await write(database, id, [version(row, 1)]);
    expect(await idsIn(database, other)).toEqual([]);
    expect((await database.transaction(other, (tx) => tx.known([row]))).stored.size).toBe(0);
  });
});

describe('the model alone', () => {
  it('has bugs to seed, each of which the contract catches (control)', async () => {
    expect(await headAfterWaiting(modelSubject({ noCounterLock: true }))).toBe(0);
    const row = pushed();
    const forgetful = await knownAfter(modelSubject({ forgetRevs: true }), [row], []);
    expect(forgetful.known.revs.size).toBe(0);
    const stubs = [stub('row', row.id, 2)];
    const stubless = await knownAfter(modelSubject({ eraseWithoutStub: true }), [row], stubs);
    expect(stubless.known.stubs.size).toBe(0);
    expect((await knownAfter(modelSubject(), [row], stubs)).known.stubs.size).toBe(1);
  });

  it('rolls back what a crash interrupts and wakes whoever waited', async () => {
    const { database, blocked } = modelSubject();
    let wait: () => void = () => undefined;
    const hung = new Promise<void>((resolve) => (wait = resolve));
    const dying = database.transaction('office-1', async (tx) => {
      await tx.lock();
      await tx.write([version(pushed(), 1)], 1);
      await hung;
    });
    await blocked();
    const waiting = database.transaction('office-1', (tx) => tx.lock());
    await blocked();
    database.crash();
    await expect(waiting).rejects.toBeInstanceOf(CrashedError);
    expect(await database.transaction('office-1', (tx) => tx.lock())).toMatchObject({ head: 0 });
    wait();
    await expect(dying).rejects.toBeInstanceOf(CrashedError);
    expect(await idsIn(database, 'office-1')).toEqual([]);
  });
});
