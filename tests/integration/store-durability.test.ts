import { IDBDatabase, IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { Dexie } from 'dexie';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../renderer/data/engine';
import { startEngine } from '../support/engine-device';
import { SyncServerDouble } from '../support/sync-server-double';

/**
 * Architecture § 5, watched at the level of IndexedDB itself: what a person saves is written with strict
 * durability, and no encryption happens while a writing transaction is open (it may commit early then).
 */
interface Seen {
  stores: string[];
  durability: string;
}

let writes: Seen[] = [];
let open = 0;
let encryptedInside = 0;

beforeEach(() => {
  [writes, open, encryptedInside] = [[], 0, 0];
  const begin = IDBDatabase.prototype.transaction as unknown as (...args: unknown[]) => IDBTransaction;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
    this: IDBDatabase,
    ...args: unknown[]
  ) {
    const [stores, mode, options] = args as [
      string | string[],
      IDBTransactionMode?,
      { durability?: string }?,
    ];
    const transaction = begin.apply(this, args);
    if (mode === 'readwrite') {
      writes.push({ stores: [stores].flat(), durability: options?.durability ?? 'default' });
      open += 1;
      const ended = () => (open -= 1);
      transaction.addEventListener('complete', ended);
      transaction.addEventListener('abort', ended);
    }
    return transaction;
  });
  const encrypt = crypto.subtle.encrypt.bind(crypto.subtle);
  vi.spyOn(crypto.subtle, 'encrypt').mockImplementation((...args) => {
    if (open > 0) encryptedInside += 1;
    return encrypt(...args);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function founded(): Promise<Engine> {
  let time = Date.parse('2026-11-21T09:00:00Z');
  const server = new SyncServerDouble(() => time);
  const engine = await startEngine({ serverClient: (base) => server.client(base), now: () => time++ });
  await engine.api.security.setUpOffice({
    officeName: 'Servicestelle',
    personName: 'Miriam Okafor',
    passphrase: 'Vier Kraniche am Fluss',
    circles: 'small-team',
    server: null,
  });
  [writes, encryptedInside] = [[], 0];
  return engine;
}

const touching = (store: string) => writes.filter(({ stores }) => stores.includes(store));

describe('what a person saves', () => {
  it('is written strictly, and encrypted before the transaction opens', async () => {
    const engine = await founded();
    const file = await engine.api.clientFiles.create({
      name: { family: 'Kovalenko', given: 'Olena', block: false },
    });
    await engine.api.documents.change('client-files', file.id, { concern: 'Sucht Arbeit' });
    const saved = touching('client-files');
    expect(saved.length).toBeGreaterThanOrEqual(2);
    expect(saved.map(({ durability }) => durability)).toEqual(saved.map(() => 'strict'));
    expect(encryptedInside).toBe(0);
  });
});

describe('control', () => {
  it('sees a handle that is not strict', async () => {
    const relaxed = new Dexie('control', {
      indexedDB: new IDBFactory(),
      IDBKeyRange,
      chromeTransactionDurability: 'relaxed',
    });
    relaxed.version(1).stores({ 'client-files': 'id' });
    await relaxed.table('client-files').put({ id: 'a' });
    expect(touching('client-files').map(({ durability }) => durability)).toEqual(['relaxed']);
    relaxed.close();
  });

  it('sees encryption inside a writing transaction', async () => {
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
    const naive = new Dexie('control', { indexedDB: new IDBFactory(), IDBKeyRange });
    naive.version(1).stores({ 'client-files': 'id' });
    await naive.transaction('rw', 'client-files', async () => {
      const iv = new Uint8Array(12);
      await naive.table('client-files').get('a');
      const body = await Dexie.waitFor(
        crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new Uint8Array(8)),
      );
      await naive.table('client-files').put({ id: 'a', body: new Uint8Array(body) });
    });
    // The engine of the test before may still seal a page of its list.
    expect(encryptedInside).toBeGreaterThanOrEqual(1);
    naive.close();
  });
});
