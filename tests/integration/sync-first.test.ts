import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../renderer/data/engine';
import type { SyncState } from '../../renderer/data/sync-api';
import { newDisk, startEngine, type Disk, type EngineSurroundings } from '../support/engine-device';
import { failure, SyncServerDouble } from '../support/sync-server-double';

const PASSPHRASE = 'Vier Kraniche am Fluss';
const SERVER = 'https://server.example';
const CLIENTS = 40;
const PAGE = 10;

let time = 0;
let server: SyncServerDouble;
let engines: Engine[] = [];
/** What the server was asked, and what happens before it answers. */
let asked: string[] = [];
let before: (call: string) => Promise<void> | void = () => undefined;
beforeEach(() => {
  time = Date.parse('2026-11-21T09:00:00Z');
  server = new SyncServerDouble(() => time);
  [engines, asked] = [[], []];
  before = () => undefined;
});
afterEach(async () => {
  for (const engine of engines) await engine.close();
});

/** The double with short pages, so that a small office takes many. */
function client(base: string) {
  const inner = server.client(base);
  return {
    ...inner,
    request: async (...[method, path, options]: Parameters<typeof inner.request>) => {
      const short = path.replace(/limit=\d+/, `limit=${PAGE}`);
      asked.push(`${method} ${short}`);
      await before(`${method} ${short}`);
      return inner.request(method, short, options);
    },
  } as typeof inner;
}

async function start(disk: Disk = newDisk(), surroundings: EngineSurroundings = {}): Promise<Engine> {
  const engine = await startEngine({ disk, serverClient: client, now: () => time++, ...surroundings });
  engines.push(engine);
  return engine;
}

const person = (given: string) => ({ name: { family: 'Haile', given, block: false }, language: 'ti' });

/** An office with so many clients on the server, and a code for a further device. */
async function office(): Promise<{ code: string; ids: string[]; first: Engine }> {
  const first = await start();
  await first.api.security.setUpOffice({
    officeName: 'Servicestelle', personName: 'Miriam Okafor', passphrase: PASSPHRASE, circles: 'small-team', server: SERVER,
  }); // prettier-ignore
  await first.syncOnce();
  const ids: string[] = [];
  for (let n = 0; n < CLIENTS; n++) {
    ids.push((await first.api.clientFiles.create(person(`Kind${n}`))).id);
    if (n % 10 === 9) await first.syncOnce();
  }
  const state = await first.api.security.state();
  if (state.state !== 'unlocked') throw new Error(state.state);
  const { id, name, role } = state.person;
  const { code } = await first.api.security.invite({ purpose: 'device', name, role, personId: id });
  asked = [];
  return { code, ids, first };
}

async function joined(code: string, disk = newDisk(), surroundings = {}): Promise<Engine> {
  const engine = await start(disk, surroundings);
  await engine.api.security.join({ server: SERVER, code, passphrase: PASSPHRASE });
  return engine;
}

async function unlock(engine: Engine): Promise<void> {
  const state = await engine.api.security.state();
  if (state.state !== 'locked') throw new Error(state.state);
  await engine.api.security.unlock({ personId: state.people[0]?.id ?? '', passphrase: PASSPHRASE });
}

const loadingOf = (state: SyncState) => ('loading' in state ? state.loading : null);
const pulls = () => asked.filter((call) => call.startsWith('GET /sync/pull'));
/** The network goes when the n-th page from now is asked for. */
const breakAt = (n: number) => {
  let pages = 0;
  before = (call) => {
    if (call.startsWith('GET /sync/pull') && ++pages === n) throw failure('offline', 0, 'offline');
  };
};

describe('a first sync', () => {
  it('goes on where it stopped after the app was closed, and says so from the first moment', async () => {
    const { code, ids } = await office();
    const disk = newDisk();
    const device = await joined(code, disk);
    breakAt(7);
    await expect(device.syncOnce()).rejects.toMatchObject({ kind: 'offline' });
    const broken = loadingOf(await device.api.sync.state());
    expect(broken?.done).toBeGreaterThan(PAGE);
    expect(broken?.total).toBeGreaterThan(CLIENTS * 2);
    expect(broken?.done).toBeLessThan(broken?.total ?? 0);
    // The newest are here, the oldest are not.
    expect(await device.api.documents.get('client-files', ids.at(-1) ?? '')).not.toBeNull();
    expect(await device.api.documents.get('client-files', ids[0] ?? '')).toBeNull();
    await device.close();

    const again = await start(disk);
    await unlock(again);
    expect(loadingOf(await again.api.sync.state())).toMatchObject({
      done: broken?.done,
      total: broken?.total,
    });
    before = () => undefined;
    asked = [];
    await again.syncOnce();
    expect(loadingOf(await again.api.sync.state())).toBeNull();
    expect((await again.api.clientFiles.page({ offset: 0, limit: 100 })).total).toBe(CLIENTS);
    // Nothing that had come was asked for again.
    const rest = Math.ceil(((broken?.total ?? 0) - (broken?.done ?? 0)) / PAGE);
    const downwards = pulls().filter((call) => call.includes('backward'));
    expect(downwards.length).toBeLessThanOrEqual(rest + 4);
  });

  it('control: without its cursors it begins at the beginning', async () => {
    const { code } = await office();
    const disk = newDisk();
    const device = await joined(code, disk);
    breakAt(7);
    await expect(device.syncOnce()).rejects.toMatchObject({ kind: 'offline' });
    await device.close();
    const db = await new Promise<IDBDatabase>((resolve) => {
      const request = disk.indexedDB.open('wegbuch');
      request.onsuccess = () => resolve(request.result);
    });
    const local = db.transaction('local', 'readwrite').objectStore('local');
    for (const name of ['stammdaten', 'beratung', 'schreiben', 'eingang']) local.delete(`cursor.${name}`);
    await new Promise((resolve) => (local.transaction.oncomplete = resolve));
    db.close();
    const again = await start(disk);
    await unlock(again);
    expect(loadingOf(await again.api.sync.state())).toMatchObject({ done: 0, total: null });
  });

  it('sends what is saved meanwhile after the page under way, not behind all of them', async () => {
    const { code } = await office();
    const device = await joined(code, newDisk(), { leadership: held });
    await saveDuring(device, 6);
    const push = asked.findIndex((call) => call.startsWith('POST /sync/push'));
    const after = asked.slice(push).filter((call) => call.includes('direction=backward'));
    expect(push).toBeGreaterThan(0);
    expect(after.length).toBeGreaterThan(2);
  });

  it('control: where the pull is not told of it, the save waits for the last page', async () => {
    const { code } = await office();
    const disk = newDisk();
    const device = await joined(code, disk, { leadership: held });
    // A window that does not tell the others what it writes.
    const mute = await start(disk);
    await unlock(mute);
    await saveDuring(device, 6, mute);
    const push = asked.findIndex((call) => call.startsWith('POST /sync/push'));
    expect(asked.slice(push).filter((call) => call.includes('direction=backward'))).toEqual([]);
  });

  it('shows what another device changed while it runs', async () => {
    const { code, ids, first } = await office();
    const device = await joined(code, newDisk(), { leadership: held });
    const newest = ids.at(-1) ?? '';
    let pages = 0;
    let shownAt = 0;
    before = async (call) => {
      if (!call.includes('direction=backward')) return;
      pages++;
      if (pages === 6) {
        before = async (next) => {
          if (!next.includes('direction=backward')) return;
          pages++;
          const phone = (await device.api.documents.get('client-files', newest))?.value.phone;
          if (phone === '0151 5550101' && shownAt === 0) shownAt = pages;
        };
        await first.api.documents.change('client-files', newest, { phone: '0151 5550101' });
        await first.syncOnce();
        server.hint({ kind: 'rows', compartment: 'stammdaten', head: server.head });
      }
    };
    begin();
    await expect.poll(async () => (await device.api.sync.state()).kind, { timeout: 10_000 }).toBe('synced');
    expect(shownAt).toBeGreaterThan(6);
    expect(shownAt).toBeLessThan(pages);
  });
});

/** One lock for the windows of a device: whoever stands next leads when the one before steps back. */
function lockOf(isGivenBack = true) {
  const waiting: (() => void)[] = [];
  return {
    stand(elected: () => void) {
      waiting.push(elected);
      if (waiting.length === 1) elected();
      return () => {
        const [leader] = waiting;
        waiting.splice(waiting.indexOf(elected), 1);
        if (isGivenBack && leader === elected) waiting[0]?.();
      };
    },
  };
}

describe('the window that leads closes in the middle of a first sync', () => {
  /** Two windows of a new device; the first one is closed while a page is under way. */
  async function handedOver(isGivenBack: boolean) {
    const { code } = await office();
    const [disk, leadership] = [newDisk(), lockOf(isGivenBack)];
    let atPage: () => void = () => undefined;
    const middle = new Promise<void>((resolve) => (atPage = resolve));
    let pages = 0;
    before = (call) => {
      if (!call.includes('direction=backward') || ++pages < 7) return undefined;
      atPage();
      return new Promise(() => undefined);
    };
    const first = await joined(code, disk, { leadership });
    const second = await start(disk, { leadership });
    await unlock(second);
    await middle;
    const broken = loadingOf(await second.api.sync.state());
    before = () => undefined;
    asked = [];
    await first.close();
    return { second, broken };
  }

  it('the next one goes on where it stopped', async () => {
    const { second, broken } = await handedOver(true);
    await expect.poll(async () => (await second.api.sync.state()).kind, { timeout: 20_000 }).toBe('synced');
    // What the other window had written is in this one's list a message later.
    const listed = async () => (await second.api.clientFiles.page({ offset: 0, limit: 100 })).total;
    await expect.poll(listed, { timeout: 20_000 }).toBe(CLIENTS);
    expect(broken?.done).toBeGreaterThan(PAGE);
    const rest = Math.ceil(((broken?.total ?? 0) - (broken?.done ?? 0)) / PAGE);
    expect(pulls().filter((call) => call.includes('backward')).length).toBeLessThanOrEqual(rest + 4);
  });

  it('control: where the lead is not given back, nothing comes any more, and it is said', async () => {
    const { second, broken } = await handedOver(false);
    for (let n = 0; n < 20; n++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(pulls()).toEqual([]);
    expect(loadingOf(await second.api.sync.state())).toMatchObject({ total: broken?.total });
  });
});

/** Synchronises when `begin` says so. */
let begin: () => void = () => undefined;
const held = {
  stand(elected: () => void) {
    begin = elected;
    return () => undefined;
  },
};

/** A person saves when the n-th page is asked for; waits until everything is here. */
async function saveDuring(device: Engine, n: number, writer = device): Promise<void> {
  let pages = 0;
  before = async (call) => {
    if (!call.startsWith('GET /sync/pull') || ++pages !== n) return;
    await writer.api.documents.create('partners', { name: 'Jobcenter', kind: 'jobcenter' });
  };
  begin();
  await expect.poll(async () => (await device.api.sync.state()).kind, { timeout: 10_000 }).toBe('synced');
}
