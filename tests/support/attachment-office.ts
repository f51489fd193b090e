import { IDBKeyRange } from 'fake-indexeddb';
import type { Engine } from '../../renderer/data/engine';
import { LocalDatabase } from '../../renderer/data/schema';
import type { Circles } from '#shared/security/compartments';
import { newDisk, startEngine, type Disk } from './engine-device';
import { SyncServerDouble } from './sync-server-double';

/** Devices of an office with attachments, over a server in memory, at a time that tests set. */
const PASSPHRASE = 'Vier Kraniche am Fluss';
export const HOUR = 60 * 60_000;
export const DAY = 24 * HOUR;

const start = Date.UTC(2026, 10, 21, 9);
export const world = { time: start, server: new SyncServerDouble(() => start) };

/** A new server and a new day, for each test. */
export function newWorld(): void {
  world.time = start;
  world.server = new SyncServerDouble(() => world.time);
}

/** A PDF by its first bytes, with a canary in it. */
export function pdf(size: number): Blob {
  const bytes = new Uint8Array(Math.max(size, 40)).fill(7);
  bytes.set(new TextEncoder().encode('%PDF-1.7 Kanarienvogel'));
  return new Blob([bytes.subarray(0, size)]);
}

export const device = (disk: Disk = newDisk()) =>
  startEngine({ disk, serverClient: (base) => world.server.client(base), now: () => (world.time += 50) });

export async function founded(
  disk?: Disk,
  address: string | null = 'https://server.test',
  circles: Circles = 'small-team',
): Promise<Engine> {
  const engine = await device(disk);
  await engine.api.security.setUpOffice({
    officeName: 'Servicestelle', personName: 'Miriam', passphrase: PASSPHRASE, circles, server: address,
  }); // prettier-ignore
  return engine;
}

/** A further device, which the code lets in. */
export async function joined(code: string, disk?: Disk): Promise<Engine> {
  const engine = await device(disk);
  await engine.api.security.join({ server: 'https://server.test', code, passphrase: PASSPHRASE });
  return engine;
}

/** A second device of the same person. */
export async function second(a: Engine, disk?: Disk): Promise<Engine> {
  const state = await a.api.security.state();
  if (state.state !== 'unlocked') throw new Error(state.state);
  const { name, role, id: personId } = state.person;
  const { code } = await a.api.security.invite({ purpose: 'device', name, role, personId });
  return joined(code, disk);
}

export async function unlockedAgain(disk: Disk): Promise<Engine> {
  const engine = await device(disk);
  const state = await engine.api.security.state();
  if (state.state !== 'locked') throw new Error(state.state);
  await engine.api.security.unlock({ personId: state.people[0]?.id ?? '', passphrase: PASSPHRASE });
  return engine;
}

export async function fileIn(engine: Engine): Promise<string> {
  const client = {
    name: { family: 'Haile', given: 'Selam', block: false },
    concern: 'Ausbildung',
    language: 'ti',
  };
  return (await engine.api.clientFiles.create(client)).id;
}

export const add = (engine: Engine, fileId: string, file: Blob) =>
  engine.api.attachments.add({ fileId, name: 'Zeugnis', takenOn: null, file });
export const placeOf = async (engine: Engine, fileId: string) =>
  (await engine.api.attachments.states(fileId))[0]?.place;

/** The database of a disk without its engine, as somebody with the device in hand has it. */
export async function opened(disk: Disk): Promise<LocalDatabase> {
  const db = new LocalDatabase('wegbuch', { indexedDB: disk.indexedDB, IDBKeyRange });
  await db.open();
  return db;
}
