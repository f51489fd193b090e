import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../renderer/data/engine';
import type { Message } from '../../renderer/data/changes';
import { inboxOf, sealCheckIn } from '#shared/security/inbox';
import { verifyRoster } from '#shared/security/roster';
import { newDisk, startEngine, type EngineSurroundings } from '../support/engine-device';
import { SyncServerDouble } from '../support/sync-server-double';

const PASSPHRASE = 'Vier Kraniche am Fluss';
const SERVER = 'https://server.example';

let time = 0;
let server: SyncServerDouble;
let engines: Engine[] = [];
beforeEach(() => {
  time = Date.parse('2026-11-21T09:00:00Z');
  server = new SyncServerDouble(() => time);
  engines = [];
});
afterEach(async () => {
  for (const engine of engines) await engine.close();
});

async function start(surroundings: EngineSurroundings = {}, disk = newDisk()): Promise<Engine> {
  const engine = await startEngine({
    disk,
    serverClient: (base) => server.client(base),
    now: () => time++,
    ...surroundings,
  });
  engines.push(engine);
  return engine;
}

async function founded(surroundings: EngineSurroundings = {}): Promise<Engine> {
  const engine = await start(surroundings);
  await engine.api.security.setUpOffice({
    officeName: 'Servicestelle', personName: 'Miriam Okafor', passphrase: PASSPHRASE, circles: 'small-team', server: SERVER,
  }); // prettier-ignore
  await engine.syncOnce();
  return engine;
}

async function secondDevice(first: Engine, surroundings: EngineSurroundings = {}): Promise<Engine> {
  const state = await first.api.security.state();
  if (state.state !== 'unlocked') throw new Error(state.state);
  const { id, name, role } = state.person;
  const { code } = await first.api.security.invite({ purpose: 'device', name, role, personId: id });
  const engine = await start(surroundings);
  await engine.api.security.join({ server: SERVER, code, passphrase: PASSPHRASE });
  return engine;
}

const client = { name: { family: 'Haile', given: 'Selam', block: false }, language: 'ti' };

/** Leads at once, as a window that is alone. */
const leading = { leadership: { stand: (elected: () => void) => (elected(), () => undefined) } };

describe('the live stream', () => {
  it('brings a row of another device within moments, without a poll', async () => {
    const a = await founded();
    const b = await secondDevice(a, leading);
    await expect.poll(async () => (await b.api.sync.state()).kind, { timeout: 10_000 }).toBe('synced');
    const { id } = await a.api.clientFiles.create(client);
    await a.syncOnce();
    expect(await b.api.documents.get('client-files', id)).toBeNull();
    server.hint({ kind: 'rows', compartment: 'stammdaten', head: server.head });
    await expect
      .poll(() => b.api.documents.get('client-files', id), { timeout: 10_000 })
      .toMatchObject({ value: { name: { family: 'Haile' } } });
  });

  it('files what a kiosk sent when it is hinted at, and takes it off the server', async () => {
    const a = await founded(leading);
    await expect.poll(async () => (await a.api.sync.state()).kind, { timeout: 10_000 }).toBe('synced');
    const inbox = inboxOf(await verifyRoster(server.accounts.roster, server.accounts.rootFingerprint));
    if (!inbox) throw new Error('The office has no inbox.');
    const item = {
      version: 1 as const, id: 'AAAAAAAAAAAAAAAAAAAAAA', number: 'A-07', at: new Date(time).toISOString(), language: 'ar',
      kind: 'walk-in' as const, reason: null, code: null, name: 'Amira', birthYear: 1992,
    }; // prettier-ignore
    const sealed = await sealCheckIn(inbox, item);
    server.inbox.push({ seq: 1, id: item.id, keyId: inbox.keyId, sealed, from: 'kiosk' });
    server.hint({ kind: 'inbox' });
    await expect
      .poll(() => a.api.documents.list('arrivals'), { timeout: 10_000 })
      .toMatchObject([{ value: { number: 'A-07', name: 'Amira' } }]);
    await expect.poll(() => server.inbox, { timeout: 10_000 }).toEqual([]);
  });
});

describe('the self-check', () => {
  it('finds a row that got lost here and heals it', async () => {
    const a = await founded();
    const { id } = await a.api.clientFiles.create(client);
    await a.syncOnce();
    // The first answer lacks a row: the cursor goes past it, and nothing else would ask for it again.
    let answers = 0;
    server.hide = (row) => row.id === id && answers++ === 0;
    const b = await secondDevice(a);
    await b.syncOnce();
    expect(answers).toBeGreaterThan(1);
    expect((await b.api.documents.get('client-files', id))?.value.name.family).toBe('Haile');
    await b.syncOnce();
    expect(await b.api.sync.state()).toMatchObject({ kind: 'synced' });
  });

  it('says so when a difference does not heal', async () => {
    const a = await founded();
    const { id } = await a.api.clientFiles.create(client);
    await a.syncOnce();
    server.hide = (row) => row.id === id;
    const b = await secondDevice(a);
    for (let round = 0; round < 3; round++) await b.syncOnce();
    expect(await b.api.sync.state()).toMatchObject({ kind: 'problem', code: 'self-check' });
  });

  it('control: without the check of the server the lost row stays lost', async () => {
    const a = await founded();
    const { id } = await a.api.clientFiles.create(client);
    await a.syncOnce();
    server.hide = (row) => row.id === id;
    server.faults.givesCheck = false;
    const b = await secondDevice(a);
    await b.syncOnce();
    server.hide = () => false;
    await b.syncOnce();
    expect(await b.api.documents.get('client-files', id)).toBeNull();
  });
});

describe('windows of one device', () => {
  it('lock together', async () => {
    const disk = newDisk();
    const heard: ((message: Message) => void)[] = [];
    const channel = () => {
      const mine: ((message: Message) => void)[] = [];
      return {
        post: (message: Message) =>
          heard.forEach((listener) => mine.includes(listener) || listener(structuredClone(message))),
        onMessage(listener: (message: Message) => void) {
          mine.push(listener);
          heard.push(listener);
        },
      };
    };
    const first = await start({ channel: channel() }, disk);
    await first.api.security.setUpOffice({
      officeName: 'Servicestelle', personName: 'Miriam Okafor', passphrase: PASSPHRASE, circles: 'small-team', server: null,
    }); // prettier-ignore
    const deaf = await start({}, disk);
    const second = await start({ channel: channel() }, disk);
    for (const window of [second, deaf]) {
      const state = await window.api.security.state();
      if (state.state !== 'locked') throw new Error(state.state);
      await window.api.security.unlock({ personId: state.people[0]?.id ?? '', passphrase: PASSPHRASE });
    }
    const { id } = await first.api.clientFiles.create(client);
    await expect.poll(() => second.api.clientFiles.search('haile')).toMatchObject([{ id }]);
    await second.api.security.lock();
    await expect.poll(async () => (await first.api.security.state()).state).toBe('locked');
    await expect(first.api.clientFiles.search('haile')).rejects.toMatchObject({ code: 'locked' });
    // Control: a window that does not hear the others stays open.
    expect((await deaf.api.security.state()).state).toBe('unlocked');
  });
});

describe('one device', () => {
  it('keeps both of two changes that cross', async () => {
    const a = await founded();
    const { id } = await a.api.clientFiles.create(client);
    await Promise.all([
      a.api.documents.change('client-files', id, { phone: '1' }),
      a.api.documents.change('client-files', id, { email: 'a@example.org' }),
    ]);
    expect((await a.api.documents.get('client-files', id))?.value).toMatchObject({
      phone: '1',
      email: 'a@example.org',
    });
  });

  it('refuses an id that no server would take', async () => {
    const a = await founded();
    for (const id of ['kurz', 'mit leerzeichen', 'x'.repeat(65)]) {
      await expect(
        a.api.documents.create('partners', { name: 'Jobcenter', kind: 'jobcenter' }, { id }),
      ).rejects.toMatchObject({ code: 'invalid', fields: [{ path: 'id' }] });
    }
    await a.api.documents.create('partners', { name: 'Jobcenter', kind: 'jobcenter' }, { id: 'jobcenter-1' });
    await expect(
      a.api.documents.create('aliases', { text: 'x', kind: 'alias' }, { fileId: 'kurz' }),
    ).rejects.toMatchObject({ code: 'invalid', fields: [{ path: 'fileId' }] });
  });
});
