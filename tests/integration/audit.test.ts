import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalDatabase } from '../../renderer/data/schema';
import { IDBKeyRange } from 'fake-indexeddb';
import type { Engine } from '../../renderer/data/engine';
import { createServerClient } from '../../renderer/sync/http';
import { type AuditFile, verifyAuditFile } from '#shared/audit/file';
import { localDay } from '#shared/domain/days';
import { auditQuery } from '#shared/sync/audit-protocol';
import { type Disk, newDisk, startEngine } from '../support/engine-device';
import { API, newId } from './support/office';
import { call, startTestServer, type TestServer } from './support/server';

/** Two leads, a server, and what must never stand in an audit. */
const PASSPHRASE = 'Vier Kraniche am Fluss';
const CANARIES = ['Kanarienvogel', 'Zeisig', 'Gimpelweg', 'Stieglitz'];

let server: TestServer;
let [anna, bela]: Engine[] = [];
const disk: Disk = newDisk();
let fileId = '';
let request = '';
const today = localDay(Date.now());

const start = (on: Disk) =>
  startEngine({ disk: on, now: Date.now, serverClient: (base) => createServerClient(base, fetch) });

async function until(holds: () => Promise<boolean>) {
  for (let i = 0; i < 400 && !(await holds()); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await holds()).toBe(true);
}
const isOpen = async (engine: Engine) => (await engine.api.security.state()).state === 'unlocked';
const me = async (engine: Engine) => {
  const state = await engine.api.security.state();
  return state.state === 'unlocked' ? state.person.id : '';
};
/** Several rounds: what one writes, the other asks for, and back. */
const both = async () => {
  for (const engine of [anna!, bela!, anna!, bela!]) await engine.syncOnce();
};
const actionsOf = async () => (await anna!.api.audit.read(request)).lines.map(({ action }) => action);
const owner = async <T extends object>(text: string, values: unknown[] = []) =>
  (await server.owner.query<T>(text, values)).rows;

beforeAll(async () => {
  server = await startTestServer();
  anna = await start(disk);
  await anna.api.security.setUpOffice({
    officeName: 'Servicestelle', personName: 'Anna Aydin', passphrase: PASSPHRASE, circles: 'small-team',
    server: server.url,
  }); // prettier-ignore
  await anna.syncOnce();
  const invited = await anna.api.security.invite({ purpose: 'person', name: 'Bela Baran', role: 'lead' });
  bela = await start(newDisk());
  await bela.api.security.join({ server: server.url, code: invited.code, passphrase: PASSPHRASE });
  await anna.syncOnce();
  await until(() => isOpen(bela!));
  await both();
});
afterAll(async () => {
  await Promise.all([anna?.close(), bela?.close()]);
  await server.end();
});

/** A morning's work on Anna's device. */
async function work(): Promise<void> {
  const { api } = anna!;
  const name = { family: 'Kanarienvogel', given: 'Zeisig', block: false };
  const file = await api.clientFiles.create({ name, concern: 'Gimpelweg', language: 'ti' });
  fileId = file.id;
  await api.documents.change('client-files', fileId, { phone: '0151 5550101' });
  for (let i = 0; i < 3; i++) await api.documents.list('language-skills', { fileId });
  await api.clientFiles.search('Stieglitz');
  await api.audit.note({ action: 'printed', fileId, kind: 'letters' });
  const personId = await me(anna!);
  await api.security.lock();
  await expect(api.security.unlock({ personId, passphrase: 'falsch falsch' })).rejects.toMatchObject({
    code: 'wrong-passphrase',
  });
  // A wrong one costs a second.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await api.security.unlock({ personId, passphrase: PASSPHRASE });
}

describe('the audit of an office', () => {
  it('is opened by two persons together, and holds what was done', async () => {
    await work();
    const { audit } = anna!.api;
    await audit.ask({ reason: 'sample', from: today, to: today });
    request = (await audit.requests())[0]?.id ?? '';
    await expect(audit.read(request)).rejects.toMatchObject({ code: 'no-right' });
    await expect(audit.consent(request)).rejects.toMatchObject({ code: 'no-right' });
    await both();
    expect(await bela!.api.audit.requests()).toMatchObject([
      { id: request, mine: false, can: { consent: true } },
    ]);
    await bela!.api.audit.consent(request);
    await both();
    await expect(bela!.api.audit.read(request)).rejects.toMatchObject({ code: 'no-right' });
    const { lines, chains } = await audit.read(request);
    const actions = lines.map(({ action }) => action);
    for (const action of ['created', 'changed', 'searched', 'printed', 'unlock-failed', 'unlocked', 'audit-asked', 'audit-consented'])
      expect(actions).toContain(action); // prettier-ignore
    // Once in a sitting, however often it is looked at.
    expect(lines.filter((line) => line.action === 'read' && line.fileId === fileId)).toHaveLength(1);
    expect(chains.map(({ fault }) => fault)).toEqual([null, null]);
    expect(chains.every(({ person }) => person !== null)).toBe(true);
    expect((await audit.state()).trouble).toBeNull();
  });

  it('holds nothing of what people write or look for, here or on the server', async () => {
    const { lines } = await anna!.api.audit.read(request);
    const stored = JSON.stringify(await owner('select * from audit_links'));
    const readable = `${JSON.stringify(lines)} ${stored} ${Buffer.from(stored, 'hex').toString('latin1')}`;
    for (const canary of CANARIES) expect(readable).not.toContain(canary);
    expect(readable).not.toContain('Anna Aydin');
    // Control: the file itself has them, and would be found.
    const file = JSON.stringify((await anna!.api.documents.get('client-files', fileId))?.value);
    expect(CANARIES.filter((canary) => file.includes(canary))).toHaveLength(3);
    const sealed = await owner<{ length: number }>(
      'select distinct length(sealed) as length from audit_links',
    );
    expect(sealed).toEqual([{ length: 465 }]);
  });

  it('shows one file alone, if that was asked', async () => {
    const { audit } = anna!.api;
    await audit.ask({ reason: 'information', from: today, to: today, clientFileId: fileId });
    const id = (await audit.requests())[0]?.id ?? '';
    await both();
    await bela!.api.audit.consent(id);
    await both();
    const { lines } = await audit.read(id);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.every((line) => line.fileId === fileId)).toBe(true);
  });

  it('leaves as a signed file that anybody can check', async () => {
    await both();
    const { name, text } = await anna!.api.audit.file(request);
    expect(name).toMatch(/^Wegbuch-Protokoll-.*json$/);
    const finding = await verifyAuditFile(JSON.parse(text));
    expect(finding).toMatchObject({ ok: true, officeName: 'Servicestelle', without: [] });
    const change = async (edit: (file: AuditFile) => void) => {
      const file = JSON.parse(text) as AuditFile;
      edit(file);
      return verifyAuditFile(file);
    };
    expect(await change((file) => file.chains[0]?.links.splice(1, 1))).toMatchObject({
      code: 'wrong-file-signature',
    });
    expect(await change((file) => (file.madeBy = 'nobody'))).toMatchObject({ code: 'unknown-person' });
    expect(await change((file) => file.roster.splice(2, 1))).toMatchObject({ code: 'roster' });
    expect(await verifyAuditFile({})).toMatchObject({ code: 'no-audit-file' });
  });
});

describe('the server', () => {
  it('takes only what continues a chain, signed by its device', async () => {
    const before = await owner('select count(*) from audit_links');
    const token = await tokenOf(anna!);
    const send = (number: number, previous: string) =>
      call(server.url, 'POST', `${API}/audit`, {
        token,
        body: {
          links: [{ number, previous, key: 1, sealed: Buffer.alloc(465).toString('base64url') }],
          signature: Buffer.alloc(64).toString('base64url'),
        },
      });
    const { body } = await call(server.url, 'GET', `${API}/audit/head`, { token });
    const head = body as { number: number; hash: string };
    expect(await send(head.number + 2, head.hash)).toMatchObject({
      status: 409,
      body: { code: 'audit-fork' },
    });
    expect(await send(head.number, head.hash)).toMatchObject({ status: 409 });
    expect(await send(head.number + 1, newId() + newId().slice(1))).toMatchObject({ status: 409 });
    expect(await send(head.number + 1, head.hash)).toMatchObject({
      status: 400,
      body: { code: 'audit-invalid' },
    });
    expect(await owner('select count(*) from audit_links')).toEqual(before);
    // Beyond the last moment and the largest number of the database: refused before the database is asked.
    const fits = (query: object) => auditQuery.safeParse(query).success;
    expect(fits({ from: '8640000000000000', number: '2147483647' })).toBe(true);
    expect(fits({ from: '8640000000000001' })).toBe(false);
    expect(fits({ from: '0', number: '2147483648' })).toBe(false);
  });

  it('lets its own role neither change nor delete; retention leaves the anchors', async () => {
    const [office] = await owner<{ office_id: string }>('select office_id from offices');
    const as = async (statement: string) => {
      await server.owner.query('begin');
      await server.owner.query('set local role wegbuch_app');
      await server.owner.query("select set_config('wegbuch.office', $1, true)", [office?.office_id]);
      try {
        return await server.owner.query(statement);
      } finally {
        await server.owner.query('rollback');
      }
    };
    for (const table of ['audit_links', 'audit_anchors'])
      for (const statement of [`delete from ${table}`, `update ${table} set at = now()`, `truncate ${table}`])
        await expect(as(statement)).rejects.toThrow(/permission denied/);
    // Control: it may look, and the owner could have done it.
    expect((await as('select * from audit_links')).rowCount).toBeGreaterThan(0);
    // What a device sent at once came at one moment: the first of each is old now.
    await server.owner.query(
      `update audit_links l set at = now() - interval '184 days'
       where number <= (select min(number) from audit_anchors a where a.device_id = l.device_id)`,
    );
    await server.owner.query("select set_config('wegbuch.office', $1, false)", [office?.office_id]);
    const anchors = await owner('select * from audit_anchors');
    await server.owner.query('select audit_retention()');
    expect(await owner('select * from audit_links where number = 1')).toEqual([]);
    expect(await owner('select * from audit_anchors')).toEqual(anchors);
  });

  it('that forgot what it had confirmed is noticed, told again, and it stands in the audit', async () => {
    await both();
    const deviceId = await deviceOf(anna!);
    const heads = await owner<{ number: number }>(
      'select number from audit_anchors where device_id = $1 order by number desc limit 2',
      [deviceId],
    );
    const [last, kept] = heads.map(({ number }) => number);
    await server.owner.query('delete from audit_anchors where device_id = $1 and number > $2', [
      deviceId,
      kept,
    ]);
    await server.owner.query('delete from audit_links where device_id = $1 and number > $2', [
      deviceId,
      kept,
    ]);
    await anna!.api.audit.note({ action: 'printed', kind: 'letters' });
    await anna!.syncOnce();
    expect((await anna!.api.audit.state()).trouble).toMatchObject({ action: 'server-behind' });
    const [there] = await owner<{ number: number }>(
      'select max(number) as number from audit_links where device_id = $1',
      [deviceId],
    );
    expect(there?.number).toBeGreaterThan(last ?? 0);
    expect(await actionsOf()).toContain('server-behind');
  });

  it('shows a device that lost its chain, or was copied, as one that went on elsewhere', async () => {
    const deviceId = await deviceOf(anna!);
    const db = new LocalDatabase('wegbuch', { indexedDB: disk.indexedDB, IDBKeyRange });
    await db.audit.clear();
    await db.local.bulkDelete([`audit.head.${deviceId}`, `audit.confirmed.${deviceId}`]);
    db.close();
    await anna!.api.audit.note({ action: 'printed', kind: 'letters' });
    await anna!.syncOnce();
    expect((await anna!.api.audit.state()).trouble).toMatchObject({ action: 'chain-rejoined' });
    const { chains } = await anna!.api.audit.read(request);
    expect(chains.find((chain) => chain.deviceId === deviceId)?.fault ?? null).toBeNull();
    expect(await actionsOf()).toContain('chain-rejoined');
  });
});

async function deviceOf(engine: Engine): Promise<string> {
  const [row] = await owner<{ device_id: string }>('select device_id from devices where person_id = $1', [
    await me(engine),
  ]);
  return row?.device_id ?? '';
}

/** A session of that person's device, as the database has it. */
async function tokenOf(engine: Engine): Promise<string> {
  const { createHash } = await import('node:crypto');
  const token = newId();
  const hash = createHash('sha256').update(token).digest('base64url');
  const personId = await me(engine);
  await server.owner.query(
    `insert into sessions (office_id, token_hash, person_id, device_id, expires_at)
     select office_id, $1, person_id, device_id, now() + interval '1 hour' from devices where person_id = $2`,
    [hash, personId],
  );
  return token;
}
