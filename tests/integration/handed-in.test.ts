import { IDBKeyRange } from 'fake-indexeddb';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { HandIn } from '#shared/sync/handed-in-protocol';
import type { Engine } from '../../renderer/data/engine';
import { LocalDatabase } from '../../renderer/data/schema';
import { createServerClient } from '../../renderer/sync/http';
import { type Disk, newDisk, startEngine } from '../support/engine-device';
import { API } from './support/office';
import { call, startTestServer, type TestServer } from './support/server';

const PASSPHRASE = 'Vier Kraniche am Fluss';
const OTHER_PASSPHRASE = 'Ein ganz anderer Satz';

/** Offices of several devices each, beside other tests on the same machine. */
vi.setConfig({ testTimeout: 60_000 });

let server: TestServer;
const engines: Engine[] = [];
beforeAll(async () => {
  server = await startTestServer();
}, 120_000);
afterAll(async () => {
  await Promise.all(engines.map((engine) => engine.close()));
  await server.end();
});

/** The way of one device to the server: its door, what went through it, and whether rows do. */
interface Line {
  door: 'open' | 'shut' | 'reply-lost' | 'wrong-receipt';
  sent: HandIn[];
  pushes?: boolean;
}

/** The network as the device has it. */
function fetchOver(line: Line): typeof fetch {
  return async (input, init) => {
    const address = String(input instanceof Request ? input.url : input);
    if (address.endsWith('/sync/push') && line.pushes === false) throw new TypeError('offline');
    if (!address.endsWith('/handed-in') || init?.method !== 'POST') return fetch(input, init);
    if (line.door === 'shut') throw new TypeError('offline');
    const part = JSON.parse(init.body as string) as HandIn;
    if (line.door === 'wrong-receipt') return Response.json({ id: part.id, hash: 'of something else' });
    line.sent.push(part);
    const answer = await fetch(input, init);
    if (line.door === 'reply-lost') throw new TypeError('offline');
    return answer;
  };
}

async function start(line: Line = { door: 'open', sent: [] }, disk?: Disk): Promise<Engine> {
  const serverClient = (base: string) => createServerClient(base, fetchOver(line));
  const engine = await startEngine({ serverClient, now: Date.now, ...(disk && { disk }) });
  engines.push(engine);
  return engine;
}

const takeIn = (engine: Engine, family: string) =>
  engine.api.clientFiles.create({ name: { family, given: 'Selam', block: false }, phone: '0151 5550000' });
const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error as { code?: string }).code,
  );
const stateOf = (engine: Engine) => engine.api.security.state();
const packagesOf = async (deviceId: string) =>
  (await server.owner.query('select id from wegbuch.handed_in where device_id = $1', [deviceId])).rows.length;

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 600 && !(await holds()); turn++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await holds()).toBe(true);
}
const untilState = (engine: Engine, state: string) =>
  until(async () => (await stateOf(engine)).state === state);
const untilHanded = (engine: Engine, how: 'waiting' | 'refused' | 'done') =>
  until(async () => {
    const state = await stateOf(engine);
    return state.state === 'locked' && state.handedIn === how;
  });

async function joinAs(lead: Engine, name: string, line?: Line, disk?: Disk): Promise<Engine> {
  const { code } = await lead.api.security.invite({ purpose: 'person', name, role: 'counsellor' });
  const engine = await start(line, disk);
  await engine.api.security.join({ server: server.url, code, passphrase: OTHER_PASSPHRASE });
  await lead.api.security.invitations();
  await untilState(engine, 'unlocked');
  await engine.syncOnce();
  return engine;
}

/** An office with its lead and a colleague on a device of his own, and a client file that both have. */
async function settled(door: Line['door'] = 'open') {
  const line: Line = { door, sent: [] };
  const leadLine: Line = { door: 'open', sent: [] };
  const disk = newDisk();
  const lead = await start(leadLine);
  await lead.api.security.setUpOffice({
    officeName: 'Servicestelle', personName: 'Miriam Okafor', passphrase: PASSPHRASE, circles: 'separate-circles', server: server.url,
  }); // prettier-ignore
  const { id: shared } = await takeIn(lead, 'Anfang');
  await lead.syncOnce();
  const jonas = await joinAs(lead, 'Jonas Brandt', line, disk);
  const person = (await lead.api.security.people()).find(({ name }) => name === 'Jonas Brandt');
  const device = (await lead.api.security.devices()).find(({ isThis }) => !isThis);
  const ids = { personId: person?.id ?? '', deviceId: device?.deviceId ?? '' };
  return { lead, jonas, line, leadLine, disk, shared, ...ids };
}

type Office = Awaited<ReturnType<typeof settled>>;

/** Three records that were never sent, and the end, which the device learns. */
async function ended({ lead, jonas, shared, personId }: Office) {
  const { id } = await takeIn(jonas, 'Zuletzt');
  await jonas.api.documents.change('client-files', shared, { phone: '0151 5550111' });
  await lead.api.security.setStanding({ personId, standing: 'left' });
  expect(await failure(jonas.syncOnce())).toBe('sign-in-refused');
  return id;
}

it('hands in what was not sent, is wiped, and a lead takes it over as if it had come late', async () => {
  const office = await settled();
  const { lead, jonas, line, disk, shared, deviceId, personId } = office;
  const petra = await joinAs(lead, 'Petra Hoffmann');
  const id = await ended(office);
  await untilState(jonas, 'empty');
  const gone = await stateOf(jonas);
  expect(gone.state === 'empty' && gone.handedIn).toBeGreaterThanOrEqual(3);
  expect(await disk.journal.size()).toBe(0);
  expect(await disk.marker.read()).toBeNull();
  expect(JSON.stringify(line.sent)).not.toContain('Zuletzt');
  const again = await start(line, disk);
  expect(await stateOf(again)).toEqual(gone);

  // Changed by a colleague since, who did not know of it.
  await lead.api.documents.change('client-files', shared, { phone: '0151 5550222' });
  await lead.syncOnce();
  expect(await lead.api.clientFiles.search('zuletzt')).toEqual([]);
  expect(await failure(petra.api.handedIn.list())).toBe('no-right');
  expect(await failure(petra.api.handedIn.accept(deviceId))).toBe('no-right');
  const [waiting, ...more] = await lead.api.handedIn.list();
  expect(more).toEqual([]);
  expect(waiting).toMatchObject({
    deviceId,
    personName: 'Jonas Brandt',
    files: 2,
    unreadable: 0,
    begun: false,
  });
  const accepted = await lead.api.handedIn.accept(deviceId);
  expect(accepted).toEqual({ taken: waiting?.entries, erased: 0, left: 0 });
  await lead.syncOnce();
  expect(await lead.api.clientFiles.search('zuletzt')).toMatchObject([{ id }]);
  expect((await lead.api.documents.get('client-files', id))?.changedBy).toBe(personId);
  const [conflict, ...others] = await lead.api.conflicts.open();
  expect(others).toEqual([]);
  expect(new Set([conflict?.kept.value, conflict?.other.value])).toEqual(
    new Set(['0151 5550111', '0151 5550222']),
  );
  expect(await lead.api.handedIn.list()).toEqual([]);
  expect(await failure(lead.api.handedIn.accept(deviceId))).toBe('not-found');
  await petra.syncOnce();
  expect(await petra.api.clientFiles.search('zuletzt')).toMatchObject([{ id }]);

  // The very package once more, as a network may deliver it: the same receipt, and nothing new to decide.
  const repeated = await call(server.url, 'POST', `${API}/handed-in`, { body: line.sent[0] });
  expect(repeated).toMatchObject({ status: 200, body: { id: line.sent[0]?.id } });
  expect(await lead.api.handedIn.list()).toEqual([]);
});

it('keeps everything while the server is away or its reply is lost, across restarts', async () => {
  const office = await settled('shut');
  const { jonas, line, disk, deviceId } = office;
  await ended(office);
  await untilHanded(jonas, 'waiting');
  const state = await stateOf(jonas);
  expect(state.state === 'locked' && state.people).toMatchObject([{ ended: 'left' }]);
  expect(state.state === 'locked' && state.unsynced).toBeGreaterThanOrEqual(2);
  expect(await packagesOf(deviceId)).toBe(0);
  await jonas.close();

  // A receipt for something else is none.
  line.door = 'wrong-receipt';
  const first = await start(line, disk);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await stateOf(first)).toMatchObject({ state: 'locked', handedIn: 'waiting' });
  await first.close();

  line.door = 'reply-lost';
  const second = await start(line, disk);
  await until(async () => (await packagesOf(deviceId)) === 1);
  await untilHanded(second, 'waiting');
  await second.close();

  // Ends between note and database: begun anew by the next start.
  line.door = 'open';
  const write = disk.marker.write.bind(disk.marker);
  let broken = 0;
  const marker: Disk['marker'] = {
    read: () => disk.marker.read(),
    write: async (note) => {
      await write(note);
      if (note === null && broken++ === 0) throw new Error('The process ends.');
    },
  };
  const third = await start(line, { ...disk, marker });
  await until(() => Promise.resolve(broken === 1));
  expect((await stateOf(third)).state).toBe('locked');
  await third.close();
  const fourth = await start(line, disk);
  await untilState(fourth, 'empty');
  expect(new Set(line.sent.map(({ id }) => id)).size).toBe(1);
  expect(await packagesOf(deviceId)).toBe(1);
});

it('is closed after 90 days and for what was stolen; nothing is wiped then', async () => {
  const late = await settled('shut');
  await ended(late);
  await untilHanded(late.jonas, 'waiting');
  const { officeId = '' } = await officeOf(late);
  const ago = (days: number) =>
    server.owner.query(`update wegbuch.roster set at = now() - make_interval(days => $2) where office_id = $1`, [officeId, days]); // prettier-ignore
  await ago(91);
  late.line.door = 'open';
  late.jonas.online();
  await untilHanded(late.jonas, 'refused');
  const state = await stateOf(late.jonas);
  expect(state.state === 'locked' && state.unsynced).toBeGreaterThanOrEqual(2);
  expect(await packagesOf(late.deviceId)).toBe(0);
  // Control: a day before its end the door is open.
  await ago(89);
  late.jonas.online();
  await untilState(late.jonas, 'empty');

  const stolen = await settled();
  await stolen.lead.api.security.endDevice({ deviceId: stolen.deviceId, as: 'stolen' });
  await ended(stolen).catch(() => undefined);
  expect(await failure(stolen.jonas.syncOnce())).toBeDefined();
  await untilHanded(stolen.jonas, 'refused');
  expect(await packagesOf(stolen.deviceId)).toBe(0);
});

async function officeOf({ line }: Office) {
  await until(() => Promise.resolve(line.sent.length > 0 || line.door === 'shut'));
  const found = await server.owner.query<{ office_id: string }>(
    `select office_id from wegbuch.roster order by at desc, version desc limit 1`,
  );
  return { officeId: found.rows[0]?.office_id };
}

it('takes packages only from the ended device itself, and only of its office', async () => {
  const office = await settled();
  const foreign = await settled();
  await ended(office);
  await untilState(office.jonas, 'empty');
  await ended(foreign);
  await untilState(foreign.jonas, 'empty');
  const [own] = office.line.sent;
  const [other] = foreign.line.sent;
  if (!own || !other) throw new Error('nothing was sent');
  const leadDevice = (await office.lead.api.security.devices()).find(({ isThis }) => isThis)?.deviceId;
  const altered = `${own.sealed.startsWith('A') ? 'B' : 'A'}${own.sealed.slice(1)}`;
  const attempts: Record<string, object> = {
    'of another device': { ...own, deviceId: leadDevice },
    'of another office': { ...own, officeId: other.officeId },
    'of nobody': { ...own, officeId: 'office-of-nobody' },
    'signed by another device': { ...own, signature: other.signature },
    'with another content': { ...own, sealed: altered },
    'under another name': { ...own, id: 'another-name-of-it' },
  };
  const answers = await Promise.all(
    Object.entries(attempts).map(async ([name, body]) => {
      const { status, body: said } = await call(server.url, 'POST', `${API}/handed-in`, { body });
      return [name, status, said['code']];
    }),
  );
  expect(answers).toEqual(Object.keys(attempts).map((name) => [name, 403, 'not-ended']));
  // Control: as it was sent.
  expect((await call(server.url, 'POST', `${API}/handed-in`, { body: own })).status).toBe(200);
  // A device that is welcome has no door, though it signs rightly.
  await server.owner.query('delete from wegbuch.handed_in where device_id = $1', [office.deviceId]);
  expect(await office.lead.api.handedIn.list()).toEqual([]);
});

it('is not wiped while it has what was not handed in, or alone has the content of an attachment', async () => {
  const office = await settled('shut');
  const { jonas, line, disk } = office;
  await ended(office);
  await untilHanded(jonas, 'waiting');
  await jonas.close();
  const db = new LocalDatabase('wegbuch', { indexedDB: disk.indexedDB, IDBKeyRange });
  // As another window might have saved it a moment later.
  const [row] = await db.rows('client-files').toArray();
  if (!row) throw new Error('no row');
  await db.rows('client-files').put({ ...row, id: 'saved-a-moment-later', rev: 'another-version', dirty: 1 });
  line.door = 'open';
  const second = await start(line, disk);
  await untilHanded(second, 'done');
  expect(await db.rows('client-files').get('saved-a-moment-later')).toBeDefined();
  await second.close();
  await db.rows('client-files').delete('saved-a-moment-later');

  await db.blobs.put({ id: 'a-scanned-paper', begun: 0, onServer: 0, keep: 0, used: 0 });
  const third = await start(line, disk);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await stateOf(third)).toMatchObject({ state: 'locked', handedIn: 'done' });
  await third.close();
  // Control: without either it is.
  await db.blobs.delete('a-scanned-paper');
  db.close();
  await untilState(await start(line, disk), 'empty');
});

it('leaves what was erased erased', async () => {
  const office = await settled();
  const { lead, jonas, shared, deviceId } = office;
  await ended(office);
  await untilState(jonas, 'empty');
  await lead.api.erasure.eraseFile(shared, 'requested');
  await lead.syncOnce();
  const { taken, erased, left } = await lead.api.handedIn.accept(deviceId);
  expect([left, erased > 0, taken > 0]).toEqual([0, true, true]);
  await lead.syncOnce();
  expect(await lead.api.documents.get('client-files', shared)).toBeNull();
  // Control: what was not erased came.
  expect(await lead.api.clientFiles.search('zuletzt')).toHaveLength(1);
});

it('has one outcome: of two leads the first counts, and what was begun is brought to its end', async () => {
  const office = await settled();
  const { lead, leadLine, jonas, deviceId } = office;
  const id = await ended(office);
  await untilState(jonas, 'empty');
  leadLine.pushes = false;
  expect(await failure(lead.api.handedIn.accept(deviceId))).toBe('server-unreachable');
  expect(await lead.api.handedIn.list()).toMatchObject([{ begun: true }]);
  expect(await failure(lead.api.handedIn.discard(deviceId))).toBe('decided-already');
  leadLine.pushes = true;
  expect((await lead.api.handedIn.accept(deviceId)).left).toBe(0);
  await lead.syncOnce();
  expect(await lead.api.clientFiles.search('zuletzt')).toMatchObject([{ id }]);

  const other = await settled();
  await ended(other);
  await untilState(other.jonas, 'empty');
  const both = await Promise.all([
    failure(other.lead.api.handedIn.accept(other.deviceId)),
    failure(other.lead.api.handedIn.discard(other.deviceId)),
  ]);
  expect(both.filter((code) => code === 'none')).toHaveLength(1);
  expect(both).toContainEqual(expect.stringMatching(/^(decided-already|not-found)$/));
  await other.lead.syncOnce();
  expect(await other.lead.api.clientFiles.search('zuletzt')).toHaveLength(both[0] === 'none' ? 1 : 0);
  expect(await other.lead.api.handedIn.list()).toEqual([]);
});

it('hands in from a lost device, which keeps everything and goes on when it is admitted again', async () => {
  const office = await settled();
  const { lead, jonas, deviceId, shared } = office;
  await takeIn(jonas, 'Verlegt');
  await jonas.api.documents.change('client-files', shared, { phone: '0151 5550333' });
  await lead.api.security.endDevice({ deviceId, as: 'lost' });
  expect(await failure(jonas.syncOnce())).toBe('device-lost');
  await until(async () => (await packagesOf(deviceId)) === 1);
  expect(await jonas.api.clientFiles.search('verlegt')).toHaveLength(1);
  // The same versions are not handed in twice.
  expect(await failure(jonas.syncOnce())).toBe('device-lost');
  expect((await lead.api.handedIn.accept(deviceId)).left).toBe(0);
  await lead.syncOnce();
  expect(await lead.api.clientFiles.search('verlegt')).toHaveLength(1);
  await lead.api.security.admitDevice({ deviceId });
  await jonas.syncOnce();
  await lead.syncOnce();
  expect(await packagesOf(deviceId)).toBe(1);
  expect(await lead.api.conflicts.open()).toEqual([]);
  expect(await jonas.api.clientFiles.search('verlegt')).toHaveLength(1);
});
