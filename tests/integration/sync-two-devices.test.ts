import { beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../renderer/data/engine';
import { dumpDisk, newDisk, startEngine, type Disk } from '../support/engine-device';
import { SyncServerDouble } from '../support/sync-server-double';

const PASSPHRASE = 'Vier Kraniche am Fluss';
const SERVER = 'https://server.example';
const CANARY = 'Kanarienvogel-Qx7';

let time = 0;
let server: SyncServerDouble;
beforeEach(() => {
  time = Date.parse('2026-11-21T09:00:00Z');
  server = new SyncServerDouble(() => time);
});

const start = (disk?: Disk, now = () => time++) =>
  startEngine({ ...(disk ? { disk } : {}), serverClient: (base) => server.client(base), now });

async function unlock(engine: Engine): Promise<void> {
  const state = await engine.api.security.state();
  if (state.state !== 'locked') throw new Error(state.state);
  await engine.api.security.unlock({ personId: state.people[0]?.id ?? '', passphrase: PASSPHRASE });
}

async function founded(disk = newDisk()): Promise<Engine> {
  const engine = await start(disk);
  await engine.api.security.setUpOffice({
    officeName: 'Servicestelle',
    personName: 'Miriam Okafor',
    passphrase: PASSPHRASE,
    circles: 'small-team',
    server: SERVER,
  });
  await engine.syncOnce();
  return engine;
}

/** A second device of the same person. */
async function secondDevice(first: Engine, disk = newDisk()): Promise<Engine> {
  const state = await first.api.security.state();
  if (state.state !== 'unlocked') throw new Error(state.state);
  const { id, name, role } = state.person;
  const { code } = await first.api.security.invite({ purpose: 'device', name, role, personId: id });
  const engine = await start(disk);
  await engine.api.security.join({ server: SERVER, code, passphrase: PASSPHRASE });
  await engine.syncOnce();
  return engine;
}

const client = (given: string) => ({
  name: { family: 'Haile', given, block: false },
  language: 'ti',
  concern: CANARY,
});

async function settle(...engines: Engine[]): Promise<void> {
  for (let turn = 0; turn < 3; turn++) for (const engine of engines) await engine.syncOnce();
}

describe('two devices of one office', () => {
  it('carries what one did offline to the other', async () => {
    const a = await founded();
    const b = await secondDevice(a);
    server.faults.offline = true;
    const view = await a.api.clientFiles.create(client('Selam'));
    expect(view.saved).toBe('here');
    await expect(a.syncOnce()).rejects.toMatchObject({ kind: 'offline' });
    expect(await a.api.sync.state()).toMatchObject({ kind: 'offline', waiting: 2 });
    server.faults.offline = false;
    await settle(a, b);
    expect(await a.api.sync.state()).toMatchObject({ kind: 'synced' });
    expect((await a.api.documents.get('client-files', view.id))?.saved).toBe('server');
    expect(await b.api.clientFiles.search('hai')).toMatchObject([
      { id: view.id, name: 'Haile, Selam', matched: 'name' },
    ]);
    expect(await b.api.documents.list('language-skills', { fileId: view.id })).toMatchObject([
      { value: { language: 'ti' } },
    ]);
  });

  it('keeps both values of a field that both changed, on both devices, until a person decides', async () => {
    const a = await founded();
    const b = await secondDevice(a);
    const { id } = await a.api.clientFiles.create(client('Selam'));
    await settle(a, b);
    await a.api.documents.change('client-files', id, { phone: '0151 5550101', contactNote: 'a' });
    await b.api.documents.change('client-files', id, { phone: '0151 5550202', email: 'b@example.org' });
    await settle(a, b);
    for (const engine of [a, b]) {
      const open = await engine.api.conflicts.open();
      expect(open).toMatchObject([
        { field: 'phone', kept: { value: '0151 5550202' }, other: { value: '0151 5550101' } },
      ]);
      expect(await engine.api.documents.get('client-files', id)).toMatchObject({
        value: { phone: '0151 5550202', contactNote: 'a', email: 'b@example.org' },
        conflicts: ['phone'],
      });
    }
    const [conflict] = await a.api.conflicts.open();
    await a.api.conflicts.resolve([conflict?.id ?? ''], 'both');
    await settle(a, b);
    expect((await b.api.documents.get('client-files', id))?.value.phone).toBe('0151 5550202 / 0151 5550101');
    expect(await b.api.conflicts.open()).toEqual([]);
  });

  it('control: a server that does not compare the base loses an edit in silence', async () => {
    server.faults.checksBase = false;
    const a = await founded();
    const b = await secondDevice(a);
    const { id } = await a.api.clientFiles.create(client('Selam'));
    await settle(a, b);
    await a.api.documents.change('client-files', id, { phone: '1' });
    await b.api.documents.change('client-files', id, { email: 'b@example.org' });
    await a.syncOnce();
    await b.syncOnce();
    await settle(a);
    expect((await a.api.documents.get('client-files', id))?.value.phone).toBeUndefined();
  });

  it('takes a lost reply for what it is: no conflict, nothing twice', async () => {
    const a = await founded();
    const b = await secondDevice(a);
    const { id } = await a.api.clientFiles.create(client('Selam'));
    await settle(a, b);
    const before = server.head;
    await a.api.documents.change('client-files', id, { phone: '1' });
    server.faults.loseReplies = 1;
    await expect(a.syncOnce()).rejects.toMatchObject({ kind: 'offline' });
    await a.api.documents.change('client-files', id, { phone: '2' });
    await settle(a, b);
    expect(server.head).toBe(before + 2);
    expect(await b.api.conflicts.open()).toEqual([]);
    expect((await b.api.documents.get('client-files', id))?.value.phone).toBe('2');
  });

  it('control: a server without memory of revs answers a lost reply with a needless merge', async () => {
    const a = await founded();
    const { id } = await a.api.clientFiles.create(client('Selam'));
    await settle(a);
    server.faults.remembersRevs = false;
    let stale = 0;
    const push = server.client;
    server.client = (base) => {
      const inner = push(base);
      return {
        ...inner,
        request: async (method, path, options) => {
          const answer = await inner.request(method, path, options);
          stale += JSON.stringify(answer ?? null).includes('"stale"') ? 1 : 0;
          return answer;
        },
      };
    };
    await a.api.documents.change('client-files', id, { phone: '1' });
    server.faults.loseReplies = 1;
    await expect(a.syncOnce()).rejects.toMatchObject({ kind: 'offline' });
    await settle(a);
    expect(stale).toBe(1);
  });

  it('lets a deletion win against an edit and offers to restore it', async () => {
    const a = await founded();
    const b = await secondDevice(a);
    const partner = await a.api.documents.create('partners', { name: 'Jobcenter', kind: 'jobcenter' });
    await settle(a, b);
    await a.api.documents.remove('partners', partner.id);
    await b.api.documents.change('partners', partner.id, { phone: '1' });
    await settle(a, b);
    for (const engine of [a, b]) {
      expect(await engine.api.documents.get('partners', partner.id)).toBeNull();
      expect(await engine.api.conflicts.open()).toMatchObject([
        { kind: 'delete-edit', other: { value: { phone: '1' } } },
      ]);
    }
    const [conflict] = await b.api.conflicts.open();
    await b.api.conflicts.resolve([conflict?.id ?? ''], conflict?.other.stamp ?? '');
    await settle(b, a);
    expect((await a.api.documents.get('partners', partner.id))?.value.phone).toBe('1');
  });

  it('sets a refused row aside, visibly, and lets the others pass', async () => {
    const a = await founded();
    server.refuse = (row) => row.collection === 'partners';
    await a.api.documents.create('partners', { name: 'Jobcenter', kind: 'jobcenter' });
    const { id } = await a.api.clientFiles.create(client('Selam'));
    await a.syncOnce();
    expect(server.rows.has(id)).toBe(true);
    expect(await a.api.quarantine.list()).toMatchObject([{ collection: 'partners', code: 'invalid' }]);
    expect(await a.api.sync.state()).toMatchObject({ kind: 'problem', code: 'quarantine', waiting: 0 });
    expect(await a.api.documents.list('partners')).toHaveLength(1);
  });

  it('mends the stamps of a device whose clock is an hour ahead', async () => {
    const a = await founded();
    const b = await secondDevice(a);
    const disk = newDisk();
    const state = await a.api.security.state();
    if (state.state !== 'unlocked') throw new Error(state.state);
    const invited = await a.api.security.invite({
      purpose: 'device',
      name: 'x',
      role: 'lead',
      personId: state.person.id,
    });
    const ahead = await start(disk, () => time++ + 3_600_000);
    await ahead.api.security.join({ server: SERVER, code: invited.code, passphrase: PASSPHRASE });
    await ahead.syncOnce();
    const { id } = await ahead.api.clientFiles.create(client('Selam'));
    await ahead.api.documents.change('client-files', id, { phone: '1' });
    await settle(ahead, b);
    const seen = await b.api.documents.get('client-files', id);
    expect(seen?.value).toMatchObject({ phone: '1', name: { given: 'Selam' } });
    expect(Date.parse(seen?.changedAt ?? '')).toBeLessThanOrEqual(time + 5 * 60_000);
  });

  it('files one arrival however many devices file it', async () => {
    const a = await founded();
    const b = await secondDevice(a);
    const item = {
      version: 1 as const, id: 'AAAAAAAAAAAAAAAAAAAAAA', number: 'A-07', at: new Date(time).toISOString(), language: 'ar',
      kind: 'walk-in' as const, reason: null, code: null, name: 'Amira', birthYear: 1992,
    }; // prettier-ignore
    await Promise.all([a.api.queue.file(item), b.api.queue.file(item), a.api.queue.file(item)]);
    await settle(a, b);
    for (const engine of [a, b]) {
      expect(await engine.api.documents.list('arrivals')).toHaveLength(1);
      expect(await engine.api.conflicts.open()).toEqual([]);
    }
    await b.api.documents.change('arrivals', (await b.api.documents.list('arrivals'))[0]?.id ?? '', {
      state: { state: 'called', at: new Date(time).toISOString(), by: 'x' },
    });
    await a.api.queue.file(item);
    await settle(b, a);
    expect((await a.api.documents.list('arrivals'))[0]?.value.state.state).toBe('called');
    expect(await a.api.conflicts.open()).toEqual([]);
  });

  it('leaves nothing readable on disk or on the server', async () => {
    const disk = newDisk();
    const a = await founded(disk);
    const { id } = await a.api.clientFiles.create(client('Selam'));
    await a.syncOnce();
    await a.api.security.lock();
    const seen = `${await dumpDisk(disk)} ${JSON.stringify([...server.rows.values()].map((row) => [row, Buffer.from(row.body, 'base64url').toString('latin1')]))}`;
    for (const word of [CANARY, 'Haile', 'Selam']) expect(seen).not.toContain(word);
    // Control: the scan sees what is there.
    expect(seen).toContain(id);
    expect(seen).toContain('Miriam Okafor');
  });
});

describe('one device', () => {
  it('finds everything again after a restart, from pages and rows', async () => {
    const disk = newDisk();
    const a = await founded(disk);
    const { id } = await a.api.clientFiles.create(client('Selam'));
    await a.api.documents.create('aliases', { text: 'Senait', kind: 'alias' }, { fileId: id });
    await a.close();
    const again = await start(disk);
    await expect(again.api.clientFiles.search('senait')).rejects.toMatchObject({ code: 'locked' });
    await unlock(again);
    expect(await again.api.clientFiles.search('senait')).toMatchObject([{ id, matched: 'alias' }]);
  });

  it('recovers unsynchronised rows from the journal when the database was lost', async () => {
    const disk = newDisk();
    const a = await founded(disk);
    const b = await secondDevice(a);
    await a.api.clientFiles.create(client('Verloren'));
    const state = await b.api.security.state();
    if (state.state !== 'unlocked') throw new Error(state.state);
    await a.close();
    const emptied = { ...newDisk(), journal: disk.journal, marker: disk.marker };
    const again = await start(emptied);
    expect(await again.api.security.state()).toEqual({ state: 'broken', reason: 'store-lost' });
    const { code } = await b.api.security.invite({
      purpose: 'device',
      name: 'x',
      role: 'lead',
      personId: state.person.id,
    });
    await again.api.security.join({ server: SERVER, code, passphrase: PASSPHRASE });
    await settle(again, b);
    expect(await b.api.clientFiles.search('verloren')).toHaveLength(1);
    // Control: with the note gone as well, the same loss looks like a new device.
    expect(await (await start(newDisk())).api.security.state()).toEqual({ state: 'empty' });
  });
});
