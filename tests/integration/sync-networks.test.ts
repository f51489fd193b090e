import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../renderer/data/engine';
import { createServerClient } from '../../renderer/sync/http';
import { newDisk, startEngine, type EngineSurroundings } from '../support/engine-device';
import { startTestServer, type TestServer } from './support/server';

/** What stands between a device and the real server: sign-in pages, proxies, limits, sessions that run out. */
const PASSPHRASE = 'Vier Kraniche am Fluss';
const PAGE = '<!doctype html><title>Willkommen im Gast-WLAN</title>';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.end());

type Network = (path: string, init: RequestInit) => Response | null;

/** Answers in the server's place, or lets the request through. */
let network: Network = () => null;
let asked: string[] = [];
let engines: Engine[] = [];
beforeEach(() => {
  [network, asked, engines] = [() => null, [], []];
});
afterEach(async () => {
  for (const engine of engines) await engine.close();
});

const through: typeof fetch = async (input, init = {}) => {
  const { pathname, search } = new URL(input instanceof Request ? input.url : input);
  asked.push(`${init.method ?? 'GET'} ${pathname.replace('/api/v1', '')}`);
  return network(pathname + search, init) ?? fetch(input, init);
};

const page = (status: number) =>
  new Response(status === 204 ? null : PAGE, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });
const said = (status: number, code: string, headers: Record<string, string> = {}) =>
  Response.json({ code, message: '' }, { status, headers });
const isPush = (path: string) => path.includes('/sync/push');
const isPull = (path: string) => path.includes('/sync/pull');
const rowsOf = ({ body }: RequestInit) =>
  typeof body === 'string' ? (JSON.parse(body) as { rows: unknown[] }).rows.length : 0;

async function founded(surroundings: EngineSurroundings = {}): Promise<Engine> {
  const engine = await startEngine({
    disk: newDisk(),
    serverClient: (base) => createServerClient(base, through),
    now: Date.now,
    ...surroundings,
  });
  engines.push(engine);
  await engine.api.security.setUpOffice({
    officeName: 'Servicestelle', personName: 'Miriam Okafor', passphrase: PASSPHRASE, circles: 'small-team', server: server.url,
  }); // prettier-ignore
  await engine.syncOnce();
  asked = [];
  return engine;
}

const partner = (engine: Engine, name = 'Jobcenter') =>
  engine.api.documents.create('partners', { name, kind: 'jobcenter' });

describe('a network that answers in the server’s place', () => {
  it.each([
    ['a page with 200', page(200)],
    ['a redirect', new Response(null, { status: 302, headers: { location: 'https://portal.example/' } })],
    ['a page with 400', page(400)],
    ['a page with 403', page(403)],
    ['a proxy that asks who one is', page(407)],
    ['"network authentication required"', page(511)],
  ])('loses nothing: %s', async (_, answer) => {
    const engine = await founded();
    const { id } = await partner(engine);
    network = () => answer.clone();
    await expect(engine.syncOnce()).rejects.toMatchObject({ kind: 'offline', code: 'portal' });
    expect(await engine.api.sync.state()).toMatchObject({ kind: 'offline', portal: true, waiting: 1 });
    expect(await engine.api.quarantine.list()).toEqual([]);
    network = () => null;
    await engine.syncOnce();
    expect(await engine.api.sync.state()).toMatchObject({ kind: 'synced' });
    expect((await engine.api.documents.get('partners', id))?.saved).toBe('server');
  });

  it('control: what the server itself refuses is set aside', async () => {
    const engine = await founded();
    await partner(engine);
    network = (path) => (isPush(path) ? said(400, 'invalid') : null);
    await engine.syncOnce();
    expect(await engine.api.quarantine.list()).toMatchObject([{ collection: 'partners', code: 'invalid' }]);
  });

  it('takes a proxy without a server behind it for no connection, not for a sign-in page', async () => {
    const engine = await founded();
    await partner(engine);
    network = () => page(502);
    await expect(engine.syncOnce()).rejects.toMatchObject({ kind: 'offline', code: 'http-502' });
    expect(await engine.api.sync.state()).toMatchObject({ kind: 'offline', portal: false, waiting: 1 });
  });
});

describe('a proxy with a limit', () => {
  const COUNT = 64;
  const limit = (rows: number) => {
    network = (path, init) => (isPush(path) && rowsOf(init) > rows ? page(413) : null);
  };

  it('gets batches in halves until they fit', async () => {
    const engine = await founded();
    for (let n = 0; n < COUNT; n++) await partner(engine, `Stelle ${n}`);
    limit(20);
    await engine.syncOnce();
    expect(await engine.api.sync.state()).toMatchObject({ kind: 'synced' });
    // 64, 32, 16, 16, 32, 16, 16: no row goes alone.
    expect(asked.filter((call) => call === 'POST /sync/push')).toHaveLength(7);
  });

  it('control: what fits nowhere is told, and holds up no other', async () => {
    const engine = await founded();
    await partner(engine);
    limit(0);
    await engine.syncOnce();
    expect(await engine.api.quarantine.list()).toMatchObject([{ collection: 'partners', code: 'invalid' }]);
  });
});

describe('a session that runs out', () => {
  it('is renewed once in the middle of a pull, which goes on', async () => {
    const engine = await founded();
    let pulls = 0;
    network = (path) => (isPull(path) && ++pulls === 2 ? said(401, 'sign-in-needed') : null);
    await engine.syncOnce();
    expect(await engine.api.sync.state()).toMatchObject({ kind: 'synced' });
    expect(asked.filter((call) => call === 'POST /sessions')).toHaveLength(1);
  });

  it('control: a server that never lets in again is told as such', async () => {
    const engine = await founded();
    network = (path) => (isPull(path) ? said(401, 'sign-in-needed') : null);
    await expect(engine.syncOnce()).rejects.toMatchObject({ kind: 'unauthorised' });
    expect(asked.filter((call) => call === 'POST /sessions')).toHaveLength(1);
  });
});

/** Leads from the start, as a window that is alone. */
const leading = { leadership: { stand: (elected: () => void) => (elected(), () => undefined) } };
const settled = (engine: Engine) =>
  expect.poll(async () => (await engine.api.sync.state()).kind, { timeout: 10_000 });
const turns = async (count: number) => {
  for (let n = 0; n < count; n++) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe('a server that asks for a pause', () => {
  it.each([
    ['429 with its own word', () => said(429, 'too-many', { 'retry-after': '3600' })],
    ['503 of a proxy', () => new Response('', { status: 503, headers: { 'retry-after': '3600' } })],
  ])('gets it, whatever is saved meanwhile, until a person asks: %s', async (_, busy) => {
    const engine = await founded(leading);
    await settled(engine).toBe('synced');
    network = (path) => (isPush(path) ? busy() : null);
    await partner(engine);
    await settled(engine).toBe('problem');
    asked = [];
    await partner(engine, 'Zweite Stelle');
    engine.online();
    await turns(30);
    expect(asked.filter((call) => !call.endsWith('/live'))).toEqual([]);
    // Control: the same engine does ask when it is told to.
    network = () => null;
    await engine.api.sync.now();
    await settled(engine).toBe('synced');
    expect(asked).toContain('POST /sync/push');
  });

  it('control: without such a word the network coming back is enough', async () => {
    const engine = await founded(leading);
    await settled(engine).toBe('synced');
    network = (path) => (isPush(path) ? page(502) : null);
    await partner(engine);
    await settled(engine).toBe('offline');
    network = () => null;
    engine.online();
    await settled(engine).toBe('synced');
  });
});
