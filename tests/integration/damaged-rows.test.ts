import { IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../renderer/data/engine';
import { LocalDatabase } from '../../renderer/data/schema';
import { newDisk, startEngine, type Disk } from '../support/engine-device';
import { SyncServerDouble } from '../support/sync-server-double';

/** Rows of the device's own store that do not open any more: told, and mended from journal or server. */
const PASSPHRASE = 'Vier Kraniche am Fluss';

let time = 0;
let server: SyncServerDouble;
beforeEach(() => {
  time = Date.parse('2026-11-21T09:00:00Z');
  server = new SyncServerDouble(() => time);
});

const start = (disk: Disk) =>
  startEngine({ disk, serverClient: (base) => server.client(base), now: () => (time += 5) });

async function founded(disk: Disk, address: string | null): Promise<Engine> {
  const engine = await start(disk);
  await engine.api.security.setUpOffice({
    officeName: 'Servicestelle', personName: 'Miriam', passphrase: PASSPHRASE, circles: 'small-team', server: address,
  }); // prettier-ignore
  return engine;
}

async function unlocked(disk: Disk): Promise<Engine> {
  const engine = await start(disk);
  const state = await engine.api.security.state();
  if (state.state !== 'locked') throw new Error(state.state);
  await engine.api.security.unlock({ personId: state.people[0]?.id ?? '', passphrase: PASSPHRASE });
  return engine;
}

const newPartner = async (engine: Engine, name: string) =>
  (await engine.api.documents.create('partners', { name, kind: 'jobcenter' })).id;
const partners = async (engine: Engine) =>
  (await engine.api.documents.list('partners')).map(({ value }) => value.name).sort();

/** Turns one bit of a row on disk, as a failing disk does. */
async function damage(disk: Disk, id: string): Promise<void> {
  const db = new LocalDatabase('wegbuch', { indexedDB: disk.indexedDB, IDBKeyRange });
  await db.open();
  const row = await db.rows('partners').get(id);
  if (!row) throw new Error('no row');
  const body = row.body.slice();
  body[40] = (body[40] ?? 0) ^ 1;
  await db.rows('partners').put({ ...row, body });
  db.close();
}

/** Two partners, the first of which does not open after the next start. */
async function damaged(disk: Disk, address: string | null): Promise<{ engine: Engine; id: string }> {
  const a = await founded(disk, address);
  const id = await newPartner(a, 'Jobcenter');
  await newPartner(a, 'Kammer');
  if (address !== null) await a.syncOnce();
  // Control: as long as all is whole nothing is told.
  expect(await partners(a)).toEqual(['Jobcenter', 'Kammer']);
  expect(await a.api.quarantine.list()).toEqual([]);
  await a.close();
  await damage(disk, id);
  const engine = await unlocked(disk);
  expect(await partners(engine)).toEqual(['Kammer']);
  return { engine, id };
}

describe('a damaged row', () => {
  it('is told, and comes back from the server', async () => {
    const { engine, id } = await damaged(newDisk(), 'https://server.test');
    await engine.syncOnce();
    expect(await engine.api.sync.state()).toMatchObject({ kind: 'problem', code: 'quarantine' });
    const [told] = await engine.api.quarantine.list();
    expect(told).toMatchObject({
      collection: 'partners', id, code: 'damaged', whose: 'server', changes: null, value: null,
      can: { fetchAgain: true, sendAgain: false, takeServers: false, discard: false, copy: true },
    }); // prettier-ignore
    const copy = JSON.parse(await engine.api.quarantine.sealedCopy(told?.key ?? '')) as unknown;
    expect(copy).toMatchObject({ format: 'wegbuch-set-aside', code: 'damaged', row: { id } });
    // Control: an ordinary round leaves it as it is, since the server has nothing new.
    expect(await partners(engine)).toEqual(['Kammer']);
    await engine.api.quarantine.fetchAgain(told?.key ?? '');
    await engine.syncOnce();
    expect(await partners(engine)).toEqual(['Jobcenter', 'Kammer']);
    expect(await engine.api.quarantine.list()).toEqual([]);
    expect(await engine.api.sync.state()).toMatchObject({ kind: 'synced' });
  });

  it('that only this device has comes back from the journal, also without a server', async () => {
    const { engine, id } = await damaged(newDisk(), null);
    expect(await engine.api.sync.state()).toMatchObject({ kind: 'problem', code: 'quarantine', waiting: 0 });
    const [told] = await engine.api.quarantine.list();
    expect(told).toMatchObject({
      id,
      code: 'damaged',
      whose: 'mine',
      can: { fetchAgain: true, discard: true },
    });
    await engine.api.quarantine.fetchAgain(told?.key ?? '');
    expect(await partners(engine)).toEqual(['Jobcenter', 'Kammer']);
    expect(await engine.api.quarantine.list()).toEqual([]);
    expect(await engine.api.sync.state()).toEqual({ kind: 'no-server' });
  });

  it('control: without a journal it stays told, until a person decides against it', async () => {
    const disk = newDisk();
    const { engine } = await damaged(disk, null);
    await engine.close();
    const other = { ...newDisk(), indexedDB: disk.indexedDB, marker: disk.marker };
    const again = await unlocked(other);
    expect(await partners(again)).toEqual(['Kammer']);
    const key = (await again.api.quarantine.list())[0]?.key ?? '';
    await again.api.quarantine.fetchAgain(key);
    expect(await again.api.quarantine.list()).toMatchObject([{ key, code: 'damaged' }]);
    await again.api.quarantine.discard(key);
    expect(await again.api.quarantine.list()).toEqual([]);
    expect(await partners(again)).toEqual(['Kammer']);
  });
});
