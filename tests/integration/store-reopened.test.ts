import { IDBDatabase } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryMarker } from '../../renderer/data/device';
import type { Engine } from '../../renderer/data/engine';
import { newDisk, startEngine, type Disk } from '../support/engine-device';
import { SyncServerDouble } from '../support/sync-server-double';

/** The browser closes the database under a running app: it is opened once more, or the loss is told. */
const PASSPHRASE = 'Vier Kraniche am Fluss';
let ahead = 0;
const now = () => Date.now() + ahead;
const server = new SyncServerDouble(now);
const start = (disk: Disk) => startEngine({ disk, serverClient: (base) => server.client(base), now });

let connections: IDBDatabase[] = [];
beforeEach(() => {
  connections = [];
  const begin = IDBDatabase.prototype.transaction;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
    if (!connections.includes(this)) connections.push(this);
    return begin.apply(this, args);
  });
});
afterEach(() => vi.restoreAllMocks());

/** What a browser does when it gives up a store: it closes the connections and tells them. */
function closeConnections(): void {
  for (const connection of connections.splice(0)) {
    connection.close();
    (connection as unknown as { onclose?: (event: Event) => void }).onclose?.(new Event('close'));
  }
}

function emptied(disk: Disk): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = disk.indexedDB.deleteDatabase('wegbuch');
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error ?? new Error('The database was not deleted.'));
  });
}

async function founded(disk: Disk): Promise<Engine> {
  const engine = await start(disk);
  await engine.api.security.setUpOffice({
    officeName: 'Servicestelle',
    personName: 'Miriam Okafor',
    passphrase: PASSPHRASE,
    circles: 'small-team',
    server: null,
  });
  await engine.api.clientFiles.create({ name: { family: 'Kovalenko', given: 'Olena', block: false } });
  return engine;
}

const newFile = (engine: Engine) =>
  engine.api.clientFiles.create({ name: { family: 'Haidari', given: 'Yusuf', block: false } });
const names = async (engine: Engine) =>
  (await engine.api.documents.list('client-files')).map(({ value }) => value.name.family).sort();

async function unlock(engine: Engine): Promise<void> {
  const { people } = await engine.api.storage.outlook();
  await engine.api.security.unlock({ personId: people[0]?.id ?? '', passphrase: PASSPHRASE });
}

describe('a database that the browser closes', () => {
  it('is opened again, and saving goes on', async () => {
    const disk = newDisk();
    const engine = await founded(disk);
    closeConnections();
    await newFile(engine);
    expect(await names(engine)).toEqual(['Haidari', 'Kovalenko']);
    await engine.close();
  });

  it('is not filled anew when it comes back empty: the loss is told, and everything can be brought back', async () => {
    const disk = newDisk();
    const engine = await founded(disk);
    const told = new Promise<void>((resolve) =>
      engine.subscribe(({ collections }) => void (collections.includes('security') && resolve())),
    );
    closeConnections();
    await emptied(disk);
    await told;
    await expect(newFile(engine)).rejects.toMatchObject({ code: 'storage-broken' });
    expect(await engine.api.security.state()).toMatchObject({ state: 'broken' });
    await engine.close();

    const again = await start(disk);
    expect(await again.api.security.state()).toEqual({ state: 'broken', reason: 'store-lost' });
    const { people, unsynced } = await again.api.storage.outlook();
    expect(people).toMatchObject([{ name: 'Miriam Okafor', role: 'lead' }]);
    expect(unsynced).toBeGreaterThanOrEqual(2);
    const personId = people[0]?.id ?? '';
    await expect(again.api.storage.rebuild({ personId, passphrase: 'falsch' })).rejects.toMatchObject({
      code: 'wrong-passphrase',
    });
    // The miss counts here as at the lock screen.
    await expect(again.api.storage.rebuild({ personId, passphrase: PASSPHRASE })).rejects.toMatchObject({
      code: 'wait',
    });
    ahead += 60_000;
    await again.api.storage.rebuild({ personId, passphrase: PASSPHRASE });
    await again.close();
    const rebuilt = await start(disk);
    await unlock(rebuilt);
    // The refused save stands in the journal already; refused never means absent.
    expect(await names(rebuilt)).toContain('Kovalenko');
    await rebuilt.close();
  });

  it('control: without the note outside, the emptied store is filled anew in silence', async () => {
    const disk = { ...newDisk(), marker: { ...memoryMarker(), write: () => Promise.resolve() } };
    const engine = await founded(disk);
    closeConnections();
    await emptied(disk);
    await newFile(engine);
    const again = await start(disk);
    expect(await again.api.security.state()).toEqual({ state: 'empty' });
    await engine.close();
    await again.close();
  });
});
