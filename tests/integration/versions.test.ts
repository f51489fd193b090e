import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Engine } from '../../renderer/data/engine';
import { defaultConfig } from '../../server/config';
import type { RunningServer } from '../../server/start';
import { freePort } from '../../server/storage/embedded';
import { newDisk, type Disk } from '../support/engine-device';
import { NO_LIMITS, startTestServer, type TestServer } from './support/server';
import type { Values } from '#shared/domain/registry';
import type { Collection } from '#shared/security/compartments';

/**
 * Devices and servers of different versions on one database: today's, the next one (a field, a collection and a
 * version of the local database more) and one that speaks another version of the protocol. A version is its own
 * copy of the whole code, changed where the next release would change it.
 */
const PASSPHRASE = 'Vier Kraniche am Fluss';
/** A collection that only the next version has. */
const TOURS = 'tours' as Collection;
const tour = (title: string) => ({ title }) as unknown as Values<Collection>;
const branch = (name: string) => ({ branch: name }) as object as Partial<Values<'partners'>>;

type Original<T> = () => Promise<T>;

/** What the next release changes; `protocol`: it speaks another version of it. */
function asNext(protocol: boolean): void {
  vi.resetModules();
  vi.doMock(
    '#shared/security/compartments',
    async (original: Original<typeof import('#shared/security/compartments')>) => {
      const now = await original();
      return { ...now, COLLECTION_COMPARTMENT: { ...now.COLLECTION_COMPARTMENT, [TOURS]: 'stammdaten' } };
    },
  );
  vi.doMock(
    '#shared/domain/registry',
    async (original: Original<typeof import('#shared/domain/registry')>) => {
      const now = await original();
      const { schema, version } = now.SCHEMAS.partners;
      const partners = { schema: schema.extend({ branch: z.string().optional() }), version: version + 1 };
      const tours = { schema: z.object({ title: z.string() }), version: 1 };
      return { ...now, SCHEMAS: { ...now.SCHEMAS, partners, [TOURS]: tours } };
    },
  );
  vi.doMock(
    '../../renderer/data/schema',
    async (original: Original<typeof import('../../renderer/data/schema')>) => {
      const now = await original();
      class NextDatabase extends now.LocalDatabase {
        constructor(...given: ConstructorParameters<typeof now.LocalDatabase>) {
          super(...given);
          this.version(this.verno + 1).stores({ [TOURS]: 'id, fileId, seq, [dirty+maxStamp]' });
        }
      }
      return { ...now, LocalDatabase: NextDatabase };
    },
  );
  vi.doMock('#shared/sync/protocol', async (original: Original<typeof import('#shared/sync/protocol')>) => {
    const now = await original();
    if (!protocol) return now;
    const API_VERSION = now.API_VERSION + 1;
    return { ...now, API_VERSION, API_PREFIX: `/api/v${API_VERSION}` };
  });
}

function asToday(): void {
  for (const path of ['#shared/security/compartments', '#shared/domain/registry', '#shared/sync/protocol'])
    vi.doUnmock(path);
  vi.doUnmock('../../renderer/data/schema');
  vi.resetModules();
}

type Version = 'today' | 'next' | 'other-protocol';

/** Loads a copy of the code as that version has it. */
async function as<T>(version: Version, load: () => Promise<T>): Promise<T> {
  if (version === 'today') asToday();
  else asNext(version === 'other-protocol');
  try {
    return await load();
  } finally {
    asToday();
  }
}

let base: TestServer;
let folder: string;
const servers = new Map<Version, RunningServer>();
/** The server that stands at the office's address at the moment. */
let current: Version = 'today';
/** Changes an answer on its way. */
let onTheWay: (answer: Response, path: string) => Response | Promise<Response> = (answer) => answer;
/** Changes a request on its way. */
let withMore: (path: string, body: string) => string = (_, body) => body;
let engines: Engine[] = [];

beforeAll(async () => {
  base = await startTestServer();
  servers.set('today', base);
  folder = await mkdtemp(join(tmpdir(), 'wegbuch-versions-'));
  for (const version of ['next', 'other-protocol'] as const) {
    const { startServer } = await as(version, () => import('../../server/start'));
    const started = await startServer({
      ...defaultConfig(join(folder, version)),
      databaseUrl: base.ownerUrl,
      port: await freePort(),
      kioskPort: await freePort(),
      limits: NO_LIMITS,
      log: false,
    });
    servers.set(version, started);
  }
});
afterAll(async () => {
  for (const server of servers.values()) if (server !== base) await server.stop();
  await base.end();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  [current, onTheWay, engines] = ['today', (answer) => answer, []];
});
afterEach(async () => {
  for (const engine of engines) await engine.close();
});

const through: typeof fetch = async (input, init = {}) => {
  const asked = new URL(input instanceof Request ? input.url : input);
  const url = `${servers.get(current)?.url ?? ''}${asked.pathname}${asked.search}`;
  const changed = typeof init.body === 'string' ? { body: withMore(asked.pathname, init.body) } : {};
  return onTheWay(await fetch(url, { ...init, ...changed }), asked.pathname);
};

/** The app of a version on a device. */
async function start(version: Version, disk: Disk = newDisk()): Promise<Engine> {
  const [{ startEngine }, { createServerClient }] = await as(version, () =>
    Promise.all([import('../support/engine-device'), import('../../renderer/sync/http')]),
  );
  const engine = await startEngine({
    disk,
    serverClient: (address) => createServerClient(address, through),
    now: Date.now,
  });
  engines.push(engine);
  return engine;
}

async function founded(version: Version, disk?: Disk): Promise<Engine> {
  const engine = await start(version, disk);
  await engine.api.security.setUpOffice({
    officeName: 'Servicestelle', personName: 'Miriam Okafor', passphrase: PASSPHRASE, circles: 'small-team', server: base.url,
  }); // prettier-ignore
  await engine.syncOnce();
  return engine;
}

async function joined(lead: Engine, version: Version, disk?: Disk): Promise<Engine> {
  const state = await lead.api.security.state();
  if (state.state !== 'unlocked') throw new Error(state.state);
  const { id: personId, name, role } = state.person;
  const { code } = await lead.api.security.invite({ purpose: 'device', name, role, personId });
  const engine = await start(version, disk);
  await engine.api.security.join({ server: base.url, code, passphrase: PASSPHRASE });
  await engine.syncOnce();
  return engine;
}

/** The same device with another version of the app. */
async function updated(engine: Engine, version: Version, disk: Disk): Promise<Engine> {
  await engine.close();
  engines = engines.filter((one) => one !== engine);
  const renewed = await start(version, disk);
  const state = await renewed.api.security.state();
  if (state.state !== 'locked') throw new Error(state.state);
  await renewed.api.security.unlock({ personId: state.people[0]?.id ?? '', passphrase: PASSPHRASE });
  return renewed;
}

const partner = (engine: Engine, more: object = {}) =>
  engine.api.documents.create('partners', { name: 'Jobcenter', kind: 'jobcenter', ...more });

describe('an app of today beside one of the next version, at a server of the next version', () => {
  it('edits a record of the newer one, and nothing of it is lost', async () => {
    current = 'next';
    const newer = await founded('next');
    const older = await joined(newer, 'today');
    const { id } = await partner(newer, branch('Nord'));
    await newer.syncOnce();
    await older.syncOnce();
    // Control: the older one does not know the field.
    await expect(older.api.documents.change('partners', id, branch('Süd'))).rejects.toMatchObject({
      code: 'invalid',
    });
    await older.api.documents.change('partners', id, { name: 'Jobcenter Mitte' });
    await older.syncOnce();
    await newer.syncOnce();
    expect((await newer.api.documents.get('partners', id))?.value).toMatchObject({
      name: 'Jobcenter Mitte',
      branch: 'Nord',
    });
    // Its next change of the field is no conflict with the older one's edit.
    await newer.api.documents.change('partners', id, branch('West'));
    await newer.syncOnce();
    await older.syncOnce();
    for (const engine of [newer, older]) {
      expect(await engine.api.conflicts.open()).toEqual([]);
      expect(await engine.api.sync.state()).toMatchObject({ kind: 'synced' });
    }
  });

  it('keeps records of a kind that it does not know, and has them once it is updated', async () => {
    current = 'next';
    const newer = await founded('next');
    const disk = newDisk();
    const older = await joined(newer, 'today', disk);
    const { id } = await newer.api.documents.create(TOURS, tour('Berufsmesse'));
    await newer.syncOnce();
    await older.syncOnce();
    expect(await older.api.sync.state()).toMatchObject({ kind: 'synced' });
    expect(await older.api.quarantine.list()).toEqual([]);
    const renewed = await updated(older, 'next', disk);
    // Control: before a round nothing of it can be seen.
    expect(await renewed.api.documents.list(TOURS)).toEqual([]);
    await renewed.syncOnce();
    expect(await renewed.api.documents.get(TOURS, id)).toMatchObject({ value: { title: 'Berufsmesse' } });
    expect(await renewed.api.sync.state()).toMatchObject({ kind: 'synced' });
  });

  it('takes answers with more in them than it knows', async () => {
    const engine = await founded('today');
    await partner(engine);
    const seen = new Set<string>();
    onTheWay = async (answer, path) => {
      if (!answer.headers.get('content-type')?.includes('application/json')) return answer;
      seen.add(path.replace(/^\/api\/v\d+/, ''));
      const body = (await answer.json()) as object;
      return Response.json({ ...body, ofTheNextVersion: true }, { status: answer.status });
    };
    const renewed = await joined(engine, 'today');
    await engine.syncOnce();
    for (const one of [engine, renewed]) expect(await one.api.sync.state()).toMatchObject({ kind: 'synced' });
    expect([...seen]).toEqual(expect.arrayContaining(['/sync/push', '/sync/pull', '/roster', '/sessions']));
    // What it does know it does read: a pull without rows is none.
    onTheWay = (answer, path) => (path.endsWith('/sync/pull') ? Response.json({ more: false }) : answer);
    await expect(engine.syncOnce()).rejects.toMatchObject({ kind: 'malformed-answer' });
  });

  it('understands an error with more in it than it knows', async () => {
    const engine = await founded('today');
    const { id } = await partner(engine);
    const told = { code: 'unavailable', message: '', ofTheNextVersion: true };
    onTheWay = (answer, path) => (path.endsWith('/push') ? Response.json(told, { status: 503 }) : answer);
    await expect(engine.syncOnce()).rejects.toMatchObject({ kind: 'busy', code: 'unavailable' });
    const refused = { code: 'malformed', message: '', ofTheNextVersion: true };
    onTheWay = (answer, path) => (path.endsWith('/pull') ? Response.json(refused, { status: 400 }) : answer);
    await expect(engine.syncOnce()).rejects.toMatchObject({ kind: 'refused', code: 'malformed' });
    onTheWay = (answer) => answer;
    await engine.syncOnce();
    expect((await engine.api.documents.get('partners', id))?.saved).toBe('server');
  });
});

describe('an app of the next version at a server of today', () => {
  it('sends what the server knows, and the rest by itself once it is updated', async () => {
    const newer = await founded('next');
    const known = await partner(newer, branch('Nord'));
    const { id } = await newer.api.documents.create(TOURS, tour('Berufsmesse'));
    await newer.syncOnce();
    expect((await newer.api.documents.get('partners', known.id))?.saved).toBe('server');
    expect((await newer.api.documents.get(TOURS, id))?.saved).toBe('here');
    expect(await newer.api.quarantine.list()).toMatchObject([{ collection: TOURS, code: 'server-too-old' }]);
    expect(await newer.api.sync.state()).toMatchObject({ kind: 'problem', code: 'quarantine' });
    // Control: an update of the app alone does not help, and it is still there.
    await newer.syncOnce();
    expect(await newer.api.quarantine.list()).toMatchObject([{ id, code: 'server-too-old' }]);
    current = 'next';
    await newer.syncOnce();
    expect(await newer.api.quarantine.list()).toEqual([]);
    expect((await newer.api.documents.get(TOURS, id))?.saved).toBe('server');
    expect(await newer.api.sync.state()).toMatchObject({ kind: 'synced' });
  });

  /** Does work while pushes have a field that the server does not know. Gives how many there were. */
  async function withNewField(work: () => Promise<unknown>): Promise<number> {
    let pushes = 0;
    withMore = (path, body) => {
      if (!path.endsWith('/sync/push')) return body;
      pushes++;
      const { rows } = JSON.parse(body) as { rows: object[] };
      return JSON.stringify({ rows: rows.map((row) => ({ ...row, ofTheNextVersion: 1 })) });
    };
    await work();
    withMore = (_, body) => body;
    return pushes;
  }

  it('keeps all that waits when requests have fields that the server does not know', async () => {
    const newer = await founded('next');
    const { id } = await partner(newer);
    const refused = expect.objectContaining({ kind: 'version', code: 'server-too-old' }) as object;
    expect(await withNewField(() => expect(newer.syncOnce()).rejects.toEqual(refused))).toBe(1);
    expect(await newer.api.quarantine.list()).toEqual([]);
    expect(await newer.api.sync.state()).toMatchObject({
      kind: 'problem',
      code: 'server-too-old',
      waiting: 1,
    });
    await newer.syncOnce();
    expect((await newer.api.documents.get('partners', id))?.saved).toBe('server');
  });

  it('control: without its own word for it the server’s refusal would set all of it aside', async () => {
    const newer = await founded('next');
    await partner(newer);
    onTheWay = (answer) =>
      answer.status === 400 ? Response.json({ code: 'invalid', message: '' }, { status: 400 }) : answer;
    await withNewField(() => newer.syncOnce());
    expect(await newer.api.quarantine.list()).toMatchObject([{ collection: 'partners', code: 'invalid' }]);
  });
});

describe('versions of the protocol that do not fit', () => {
  it.each([
    ['an app too new for the server', 'other-protocol', 'today', 'server-too-old'],
    ['an app too old for the server', 'today', 'other-protocol', 'app-too-old'],
  ] as const)(
    '%s: it is told, all that waits stays and goes out once they fit',
    async (_, app, other, code) => {
      current = app;
      const engine = await founded(app);
      const { id } = await partner(engine);
      await engine.api.documents.create('partners', { name: 'x'.repeat(200), kind: 'other' });
      await engine.api.documents.change('partners', id, { name: 'Jobcenter Mitte' });
      current = other;
      for (let round = 0; round < 2; round++)
        await expect(engine.syncOnce()).rejects.toMatchObject({ kind: 'version', status: 404, code });
      expect(await engine.api.sync.state()).toMatchObject({ kind: 'problem', code, waiting: 2 });
      expect(await engine.api.quarantine.list()).toEqual([]);
      expect((await engine.api.documents.get('partners', id))?.saved).toBe('here');
      current = app;
      await engine.syncOnce();
      expect(await engine.api.sync.state()).toMatchObject({ kind: 'synced' });
      expect((await engine.api.documents.get('partners', id))?.saved).toBe('server');
    },
  );

  it('control: a page that is not there is no matter of versions', async () => {
    const answer = await fetch(`${base.url}/api/v1/nothing`);
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'not-found' }]);
  });

  it('a device does not join at a server that is too old or too new for it', async () => {
    const lead = await founded('today');
    const state = await lead.api.security.state();
    if (state.state !== 'unlocked') throw new Error(state.state);
    const { id: personId, name, role } = state.person;
    const { code } = await lead.api.security.invite({ purpose: 'device', name, role, personId });
    const join = async (version: Version) =>
      (await start(version)).api.security.join({ server: base.url, code, passphrase: PASSPHRASE });
    await expect(join('other-protocol')).rejects.toMatchObject({ code: 'server-too-old' });
    current = 'other-protocol';
    await expect(join('today')).rejects.toMatchObject({ code: 'app-too-old' });
    current = 'today';
    await join('today');
  });
});
