import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnnounceBlob } from '#shared/sync/blobs-protocol';
import type { Erasure } from '#shared/sync/erasures-protocol';
import type { StoredRow } from '#shared/sync/protocol';
import type { BlobDatabase, BlobTransaction } from '../../server/blobs/blob-database';
import { postgresBlobs } from '../../server/blobs/postgres-blobs';
import { postgresDatabase } from '../../server/sync/postgres-database';
import type { SyncDatabase } from '../../server/sync/sync-database';
import { ModelDatabase } from '../simulation/model-database';
import type { ModelBugs } from '../simulation/model-transaction';
import { newId, newRow } from './support/office';
import { startTestServer, type TestServer } from './support/server';

/** One database under the contract, with rows and erasures beside the blobs. */
interface Subject {
  blobs: BlobDatabase;
  rows: SyncDatabase;
  office: () => Promise<string>;
  /** Resolves when some transaction waits for a lock of another. */
  blocked: () => Promise<void>;
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.end());

function modelSubject(bugs: ModelBugs = {}): Subject {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const rows = new ModelDatabase({ step: () => Promise.resolve(), hash, ...bugs });
  const blocked = async () => {
    for (let n = 0; n < 20; n++) await Promise.resolve();
  };
  return { rows, blobs: rows.blobs, office: () => Promise.resolve(newId()), blocked };
}

function postgresSubject(): Subject {
  return {
    rows: postgresDatabase(server.store),
    blobs: postgresBlobs(server.store),
    office: async () => {
      const id = newId();
      await server.owner.query(`insert into offices (office_id, root_fingerprint) values ($1, 'x')`, [id]);
      return id;
    },
    blocked: async () => {
      const waiting = async () =>
        (await server.owner.query(`select from pg_stat_activity where wait_event_type = 'Lock'`)).rowCount;
      await expect.poll(waiting, { timeout: 10_000 }).toBeGreaterThan(0);
    },
  };
}

const NOW = Date.UTC(2026, 5, 1);
const newBlob = (change: Partial<AnnounceBlob> = {}): AnnounceBlob => {
  const address = randomBytes(32).toString('base64url');
  return { compartment: 'beratung', address, fileId: newId(), size: 10, ...change };
};
const pathOf = ({ compartment, address }: AnnounceBlob, n: number) => ({ compartment, address, n });
const stub = (kind: 'file' | 'row', id: string, seq: number): Erasure => ({
  kind,
  id,
  seq,
  by: 'p',
  at: NOW,
});

const claim = ({ blobs }: Subject, office: string, blob: AnnounceBlob, now = NOW) =>
  blobs.transaction(office, (tx) => tx.claim(blob, now));
const find = ({ blobs }: Subject, office: string, blob: AnnounceBlob) =>
  blobs.transaction(office, (tx) => tx.find(blob));
const collect = ({ blobs }: Subject, office: string, now: number, before: number) =>
  blobs.transaction(office, (tx) => tx.collect(now, before));

function write({ rows }: Subject, office: string, named: string[], seq: number, id = newId()) {
  const { base: _, ...row } = newRow({ id, blobs: named });
  const versions: StoredRow[] = [{ ...row, seq }];
  return rows.transaction(office, (tx) => tx.write(versions, seq)).then(() => id);
}

const erase = ({ rows }: Subject, office: string, erasure: Erasure) =>
  rows.transaction(office, async (tx) => {
    await tx.lock();
    await tx.erase([erasure], erasure.seq);
  });

/** Whether `second` ends only after the transaction in which `first` was done. */
async function waits(
  subject: Subject,
  office: string,
  first: (tx: BlobTransaction) => Promise<unknown>,
  second: () => Promise<unknown>,
): Promise<boolean> {
  let ended = false;
  let other: Promise<unknown> = Promise.resolve();
  const endedBefore = await subject.blobs.transaction(office, async (tx) => {
    await first(tx);
    other = second().then(() => (ended = true));
    await subject.blocked();
    return ended;
  });
  await other;
  return !endedBefore;
}

describe.each([
  ['PostgreSQL', postgresSubject],
  ['the model', () => modelSubject()],
] as const)('the database of blobs: %s', (_, start) => {
  it('keeps a blob and its chunks as they were first', async () => {
    const subject = start();
    const office = await subject.office();
    const blob = newBlob();
    expect(await find(subject, office, blob)).toBeNull();
    const fresh = { fileId: blob.fileId, size: 10, complete: false };
    expect(await claim(subject, office, blob)).toEqual(fresh);
    expect(await claim(subject, office, { ...blob, fileId: null, size: 11 })).toEqual(fresh);
    await subject.blobs.transaction(office, async (tx) => {
      expect(await tx.hold(blob)).toEqual(fresh);
      await tx.putChunk(pathOf(blob, 1), Buffer.from('second'));
      await tx.putChunk(pathOf(blob, 0), Buffer.from('first'));
      await tx.putChunk(pathOf(blob, 0), Buffer.from('other'));
      expect((await tx.numbers(blob)).sort()).toEqual([0, 1]);
      expect((await tx.chunk(pathOf(blob, 0)))?.toString()).toBe('first');
      expect(await tx.chunk(pathOf(blob, 2))).toBeNull();
    });
    await subject.blobs.transaction(office, (tx) => tx.complete(blob));
    expect(await find(subject, office, blob)).toEqual({ ...fresh, complete: true });
    expect(await find(subject, await subject.office(), blob)).toBeNull();
    await subject.blobs.transaction(office, (tx) => tx.remove(blob));
    expect(await find(subject, office, blob)).toBeNull();
    await claim(subject, office, blob);
    expect(await subject.blobs.transaction(office, (tx) => tx.numbers(blob))).toEqual([]);
  });

  it('takes back what failed', async () => {
    const subject = start();
    const office = await subject.office();
    const blob = newBlob();
    const failed = subject.blobs.transaction(office, async (tx) => {
      await tx.claim(blob, NOW);
      throw new Error('lost');
    });
    await expect(failed).rejects.toThrow('lost');
    expect(await find(subject, office, blob)).toBeNull();
  });

  it('lets an upload and an erasure happen one after the other, whichever comes first', async () => {
    const subject = start();
    const office = await subject.office();
    const blob = newBlob();
    const file = blob.fileId ?? '';
    const upload = async (tx: BlobTransaction) => {
      expect(await tx.isErased(file)).toBe(false);
      await tx.claim(blob, NOW);
    };
    expect(await waits(subject, office, upload, () => erase(subject, office, stub('file', file, 1)))).toBe(
      true,
    );
    expect(await find(subject, office, blob)).toBeNull();
    expect(await subject.blobs.transaction(office, (tx) => tx.isErased(file))).toBe(true);
    expect(await subject.blobs.transaction(office, (tx) => tx.isErased(null))).toBe(false);
    let erased: Promise<boolean> = Promise.resolve(false);
    await subject.rows.transaction(office, async (tx) => {
      await tx.lock();
      erased = subject.blobs.transaction(office, (other) => other.isErased('another'));
      await subject.blocked();
      await tx.erase([stub('file', 'another', 2)], 2);
    });
    expect(await erased).toBe(true);
  });

  it('claims a blob alone: chunks wait, and an erasure waits for a chunk under way', async () => {
    const subject = start();
    const office = await subject.office();
    const blob = newBlob();
    const hold = (tx: BlobTransaction) => tx.hold(blob);
    const held = () => subject.blobs.transaction(office, hold);
    await subject.blobs.transaction(office, async (tx) => {
      await tx.claim(blob, NOW);
      expect(await held()).toBeNull();
    });
    expect(await waits(subject, office, (tx) => tx.claim(blob, NOW), held)).toBe(true);
    expect(await waits(subject, office, hold, () => claim(subject, office, blob))).toBe(true);
    const gone = () => erase(subject, office, stub('file', blob.fileId ?? '', 1));
    expect(await waits(subject, office, hold, gone)).toBe(true);
    expect(await find(subject, office, blob)).toBeNull();
  });

  it('erases a blob with its file, or with the last row that names it', async () => {
    const subject = start();
    const office = await subject.office();
    const [ofFile, shared, other] = [newBlob(), newBlob(), newBlob()];
    for (const blob of [ofFile, shared, other]) await claim(subject, office, blob);
    const first = await write(subject, office, [shared.address], 1);
    const second = await write(subject, office, [shared.address], 2);
    const targets = [stub('file', ofFile.fileId ?? '', 3)];
    const { compartments } = await subject.rows.transaction(office, (tx) => tx.reach(targets));
    expect(compartments).toEqual(['beratung']);
    await erase(subject, office, stub('file', ofFile.fileId ?? '', 3));
    await erase(subject, office, stub('row', first, 4));
    const left = async () =>
      (await Promise.all([ofFile, shared, other].map((blob) => find(subject, office, blob)))).map(Boolean);
    expect(await left()).toEqual([false, true, true]);
    await erase(subject, office, stub('row', second, 5));
    expect(await left()).toEqual([false, false, true]);
  });

  it('collects what no row has named for long enough, and nothing that is named or asked for', async () => {
    const subject = start();
    const office = await subject.office();
    const [named, orphan, asked] = [newBlob(), newBlob(), newBlob()];
    for (const blob of [named, orphan, asked]) await claim(subject, office, blob);
    const row = await write(subject, office, [named.address], 1);
    await collect(subject, office, NOW + 5, NOW);
    await claim(subject, office, asked, NOW + 10);
    await collect(subject, office, NOW + 20, NOW + 10);
    const left = async () =>
      (await Promise.all([named, orphan, asked].map((blob) => find(subject, office, blob)))).map(Boolean);
    expect(await left()).toEqual([true, false, true]);
    // A row that stops naming it: its time begins at the next collection.
    await write(subject, office, [], 2, row);
    await collect(subject, office, NOW + 30, NOW + 30);
    await collect(subject, office, NOW + 40, NOW + 30);
    expect(await left()).toEqual([true, false, false]);
    await collect(subject, office, NOW + 50, NOW + 31);
    expect(await left()).toEqual([false, false, false]);
  });
});

describe('the model alone', () => {
  it('has bugs to seed, each of which the contract catches (control)', async () => {
    const leftAfter = async (bugs: ModelBugs) => {
      const subject = modelSubject(bugs);
      const blob = newBlob();
      await claim(subject, 'office', blob);
      await collect(subject, 'office', NOW, NOW);
      const waiting = await find(subject, 'office', blob);
      await erase(subject, 'office', stub('file', blob.fileId ?? '', 1));
      const erased = await subject.blobs.transaction('office', (tx) => tx.isErased(blob.fileId));
      return { waiting: waiting !== null, left: (await find(subject, 'office', blob)) !== null, erased };
    };
    expect(await leftAfter({})).toEqual({ waiting: true, left: false, erased: true });
    expect(await leftAfter({ collectAtOnce: true })).toMatchObject({ waiting: false });
    expect(await leftAfter({ eraseWithoutBlobs: true })).toMatchObject({ left: true });
    expect(await leftAfter({ blobsOfErased: true })).toMatchObject({ erased: false });
  });
});
