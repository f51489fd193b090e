import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { BlobStore, type BlobStorage } from '../../renderer/data/blob-store';
import { IndexedBlobs } from '../../renderer/data/indexed-blobs';
import { LocalDatabase, type LocalRow } from '../../renderer/data/schema';
import { quarantined } from '../../renderer/data/sealing';
import { ModelBlobStorage } from '../simulation/model-blob-storage';
import { ModelDisk } from '../simulation/model-disk';
import { BLOB_CHUNK_BYTES } from '#shared/sync/blobs-protocol';

const DAY = 86_400_000;

/** One storage under the contract, with the documents beside it. */
interface Subject {
  storage: BlobStorage;
  putDocument: (row: LocalRow) => Promise<unknown>;
  setAside: (row: LocalRow) => Promise<unknown>;
}

async function indexedSubject(): Promise<Subject> {
  const db = new LocalDatabase('wegbuch', { indexedDB: new IDBFactory(), IDBKeyRange });
  await db.open();
  return {
    storage: new IndexedBlobs(db),
    putDocument: (row) => db.rows('attachments').put(row),
    setAside: (row) => db.quarantine.put(quarantined('attachments', row, 'erased', 0)),
  };
}

function modelSubject(): Promise<Subject> {
  const disk = new ModelDisk({});
  return Promise.resolve({
    storage: new ModelBlobStorage(disk, () => Promise.resolve()),
    putDocument: (row) => Promise.resolve(disk.table('attachments').set(row.id, row)),
    setAside: (row) =>
      Promise.resolve(disk.aside.set(`attachments/${row.id}`, quarantined('attachments', row, 'erased', 0))),
  });
}

const documentOf = (id: string, seq: number): LocalRow => ({
  id,
  compartment: 'beratung',
  keyId: 'k',
  seq,
  rev: 'r',
  dirty: seq === 0 ? 1 : 0,
  maxStamp: 's',
  body: new Uint8Array(1),
});
const bytes = (size: number, value = 7) => new Uint8Array(size).fill(value);

describe.each([
  ['IndexedDB', indexedSubject],
  ['the model', modelSubject],
] as const)('the contents of attachments: %s', (_, subject) => {
  it('keep a ciphertext chunk by chunk, and how it stands', async () => {
    const { storage } = await subject();
    const blobs = new BlobStore(storage, () => 5);
    const size = BLOB_CHUNK_BYTES + 3;
    await blobs.begin('a', bytes(size));
    expect(await blobs.get('a')).toEqual({ id: 'a', begun: 5, onServer: 0, keep: 0, used: 5 });
    expect((await blobs.numbers('a')).sort()).toEqual([0, 1]);
    expect((await blobs.chunk('a', 1, size))?.length).toBe(3);
    expect(await blobs.chunk('a', 1, size + 1)).toBeNull();
    expect((await blobs.whole('a', size))?.length).toBe(size);
    expect(await blobs.numbers('b')).toEqual([]);
    await blobs.change('a', { keep: 1 });
    await blobs.sent('a');
    expect(await blobs.all()).toMatchObject([{ id: 'a', onServer: 1, keep: 1 }]);
    await blobs.dropChunks('a');
    expect(await blobs.whole('a', size)).toBeNull();
    expect(await blobs.get('a')).toMatchObject({ keep: 1 });
  });

  it('take no chunk of what has left the device meanwhile', async () => {
    const { storage } = await subject();
    const blobs = new BlobStore(storage, () => 5);
    await blobs.putChunk('gone', 0, bytes(9));
    expect(await blobs.numbers('gone')).toEqual([]);
    // Control: where it stands, the chunk is written.
    await blobs.change('here', {});
    await blobs.putChunk('here', 0, bytes(9));
    expect(await blobs.numbers('here')).toEqual([0]);
  });

  it('leave once nobody needs them, and never while this device alone has them', async () => {
    const { storage, putDocument, setAside } = await subject();
    let now = 0;
    const blobs = new BlobStore(storage, () => now);
    const ids = ['known', 'kept', 'unsent', 'new', 'aside', 'erased', 'begun'];
    for (const id of ids) {
      await blobs.begin(id, bytes(9));
      if (id !== 'begun') await blobs.documented(id);
      await blobs.change(id, { onServer: 1 });
    }
    await blobs.change('kept', { keep: 1 });
    await blobs.change('unsent', { onServer: 0 });
    for (const id of ['known', 'kept', 'unsent']) await putDocument(documentOf(id, 3));
    await putDocument(documentOf('new', 0));
    await setAside(documentOf('aside', 0));
    const left = async (store: BlobStore) => {
      await store.collect();
      const here = (await store.all()).map(({ id }) => id);
      for (const id of ids) expect((await store.numbers(id)).length).toBe(here.includes(id) ? 1 : 0);
      return here.sort();
    };
    now = 29 * DAY;
    expect(await left(blobs)).toEqual(['aside', 'begun', 'kept', 'known', 'new', 'unsent']);
    // Another process: nothing that it sees is being begun.
    const later = new BlobStore(storage, () => now);
    expect(await left(later)).toEqual(['aside', 'kept', 'known', 'new', 'unsent']);
    now = 31 * DAY;
    expect(await left(later)).toEqual(['kept', 'new', 'unsent']);
    // Once the server has the document too, its content may go.
    await putDocument(documentOf('new', 4));
    expect(await left(later)).toEqual(['kept', 'unsent']);
  });

  it('wait for their document as long as the process that began them sleeps', async () => {
    const { storage } = await subject();
    let now = 0;
    const asleep = new BlobStore(storage, () => now);
    await asleep.begin('a', bytes(9));
    now = 2 * DAY;
    await asleep.collect();
    expect(await asleep.numbers('a')).toEqual([0]);
    // Control: a process that ended will write no document.
    await new BlobStore(storage, () => now).collect();
    expect(await asleep.numbers('a')).toEqual([]);
  });
});
