import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { noChannel, type Channel } from '../../renderer/data/changes';
import { memoryMarker, type Marker } from '../../renderer/data/device';
import { createEngine, type Engine } from '../../renderer/data/engine';
import { createJournal, memoryFile, type Journal } from '../../renderer/data/journal';
import type { Exclusive, Leadership } from '../../renderer/data/leadership';
import type { ServerClient } from '../../renderer/sync/server-client';
import { cheapKdf } from './cheap-kdf';

/** What stays on a device when the app ends: its database, and what lies beside it. */
export interface Disk {
  indexedDB: IDBFactory;
  journal: Journal;
  marker: Marker;
}

export function newDisk(): Disk {
  return { indexedDB: new IDBFactory(), journal: createJournal(memoryFile()), marker: memoryMarker() };
}

/** Never leads: rounds of synchronisation run when the test says so. */
const onRequest = { stand: () => () => undefined };

/** The windows around an engine; without them it is alone and synchronises on request. */
export interface EngineSurroundings {
  leadership?: Leadership;
  channel?: Channel;
  exclusive?: Exclusive;
}

/** The app's engine on a disk, as its worker would run it. */
export function startEngine(
  options: {
    disk?: Disk;
    serverClient: (base: string) => ServerClient;
    now: () => number;
  } & EngineSurroundings,
): Promise<Engine> {
  return createEngine({
    ...(options.disk ?? newDisk()),
    IDBKeyRange,
    serverClient: options.serverClient,
    now: options.now,
    kdf: cheapKdf,
    leadership: options.leadership ?? onRequest,
    channel: options.channel ?? noChannel,
    ...(options.exclusive ? { exclusive: options.exclusive } : {}),
    pause: () => new Promise((resolve) => setTimeout(resolve, 5)),
  });
}

/** Every value of every table of a disk's database, as text in which a canary can be looked for. */
export async function dumpDisk(disk: Disk): Promise<string> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = disk.indexedDB.open('wegbuch');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The database did not open.'));
  });
  const parts: string[] = [];
  for (const table of db.objectStoreNames) {
    const rows = await new Promise<unknown[]>((resolve) => {
      const request = db.transaction(table).objectStore(table).getAll();
      request.onsuccess = () => resolve(request.result as unknown[]);
    });
    const text = (value: unknown): unknown =>
      value instanceof Uint8Array
        ? `${Buffer.from(value).toString('latin1')} ${Buffer.from(value).toString('utf8')} ${Buffer.from(value).toString('utf16le')}`
        : value && typeof value === 'object'
          ? Object.entries(value).map(([key, item]) => [key, text(item)])
          : value;
    parts.push(JSON.stringify(rows.map(text)));
  }
  db.close();
  return parts.join('\n');
}
