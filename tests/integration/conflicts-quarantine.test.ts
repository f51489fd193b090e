import { beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../renderer/data/engine';
import { newDisk, startEngine, type Disk } from '../support/engine-device';
import { SyncServerDouble } from '../support/sync-server-double';

const PASSPHRASE = 'Vier Kraniche am Fluss';
const SERVER = 'https://server.example';

let time = 0;
let server: SyncServerDouble;
beforeEach(() => {
  time = Date.parse('2026-11-21T09:00:00Z');
  server = new SyncServerDouble(() => time);
});

const start = (disk: Disk) =>
  startEngine({ disk, serverClient: (base) => server.client(base), now: () => time++ });

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

/** A partner that the server has, and a change of it that it refuses. */
async function withRefused(engine: Engine): Promise<{ id: string; key: string }> {
  const { id } = await engine.api.documents.create('partners', {
    name: 'Jobcenter',
    kind: 'jobcenter',
    phone: '1',
  });
  await engine.syncOnce();
  server.refuse = (row) => row.id === id;
  await engine.api.documents.change('partners', id, { phone: '2' });
  await engine.syncOnce();
  return { id, key: `partners/${id}` };
}

const phoneOf = async (engine: Engine, id: string) =>
  (await engine.api.documents.get('partners', id))?.value.phone;

describe('what was not taken over', () => {
  it('says what was refused, why, and what can be done', async () => {
    const a = await founded();
    const { key } = await withRefused(a);
    expect(await a.api.quarantine.list()).toMatchObject([
      {
        key,
        collection: 'partners',
        code: 'invalid',
        whose: 'mine',
        changes: [{ field: 'phone', value: '2', before: '1' }],
        can: { sendAgain: true, takeServers: true, discard: true },
      },
    ]);
  });

  it('holds up nothing else', async () => {
    const a = await founded();
    await withRefused(a);
    const other = await a.api.documents.create('partners', { name: 'Kammer', kind: 'ihk' });
    await a.syncOnce();
    expect((await a.api.documents.get('partners', other.id))?.saved).toBe('server');
    // Control: a refusal that is not set aside would be pushed, and refused, again and again.
    let pushed = 0;
    const refuse = server.refuse;
    server.refuse = (row) => (refuse(row) ? ++pushed > 0 : false);
    await a.syncOnce();
    expect(pushed).toBe(0);
  });

  it('goes out by itself once it is corrected', async () => {
    const a = await founded();
    const { id } = await withRefused(a);
    server.refuse = () => false;
    await a.syncOnce();
    // Control: unchanged it stays where it is.
    expect(await a.api.quarantine.list()).toHaveLength(1);
    await a.api.documents.change('partners', id, { phone: '3' });
    expect(await a.api.quarantine.list()).toEqual([]);
    await a.syncOnce();
    expect((await a.api.documents.get('partners', id))?.saved).toBe('server');
    expect(await a.api.sync.state()).toMatchObject({ kind: 'synced' });
  });

  it('is sent again unchanged when a person says so', async () => {
    const a = await founded();
    const { id, key } = await withRefused(a);
    server.refuse = () => false;
    await a.api.quarantine.sendAgain(key);
    await a.syncOnce();
    expect(await a.api.quarantine.list()).toEqual([]);
    expect(await a.api.documents.get('partners', id)).toMatchObject({
      saved: 'server',
      value: { phone: '2' },
    });
  });

  /** Takes the server's version, ends, and says what stands there after the next start. */
  async function phoneAfterRestart(disk: Disk): Promise<string | undefined> {
    const a = await founded(disk);
    const { id, key } = await withRefused(a);
    await a.api.quarantine.takeServers(key);
    expect(await phoneOf(a, id)).toBe('1');
    const history = await a.api.documents.history('partners', id);
    expect(history.filter(({ field }) => field === 'phone')).toMatchObject([
      { value: '2', state: 'past' },
      { value: '1', state: 'current' },
    ]);
    await a.close();
    const again = await start(disk);
    const state = await again.api.security.state();
    if (state.state !== 'locked') throw new Error(state.state);
    await again.api.security.unlock({ personId: state.people[0]?.id ?? '', passphrase: PASSPHRASE });
    return phoneOf(again, id);
  }

  it("makes room for the server's version, keeps ours in the history, and stays so", async () => {
    expect(await phoneAfterRestart(newDisk())).toBe('1');
  });

  it('control: a journal that is not told brings back what was decided against', async () => {
    const { journal, ...disk } = newDisk();
    const untold = (entries: Parameters<typeof journal.append>[0]) =>
      journal.append(entries.filter((entry) => !('erased' in entry)));
    expect(await phoneAfterRestart({ ...disk, journal: { ...journal, append: untold } })).toBe('2');
  });

  it('goes for good only by a decision, and only if it is one’s own', async () => {
    const a = await founded();
    server.refuse = (row) => row.collection === 'partners';
    const { id } = await a.api.documents.create('partners', { name: 'Jobcenter', kind: 'jobcenter' });
    await a.syncOnce();
    const key = `partners/${id}`;
    expect(await a.api.quarantine.list()).toMatchObject([{ can: { takeServers: false, discard: true } }]);
    await a.api.quarantine.discard(key);
    expect(await a.api.quarantine.list()).toEqual([]);
    expect(await a.api.documents.get('partners', id)).toBeNull();
    await expect(a.api.quarantine.discard(key)).rejects.toMatchObject({ code: 'not-found' });
  });

  it("never discards what came from the server: somebody else's row that does not open", async () => {
    const a = await founded();
    const { id } = await a.api.documents.create('partners', { name: 'Jobcenter', kind: 'jobcenter' });
    await a.syncOnce();
    const stored = server.rows.get(id);
    if (!stored) throw new Error('not stored');
    server.rows.set(id, {
      ...stored,
      seq: ++server.head,
      rev: 'A'.repeat(22),
      body: `AAAAAAAA${stored.body.slice(8)}`,
    });
    await a.syncOnce();
    expect(await a.api.quarantine.list()).toMatchObject([
      {
        code: 'does-not-open',
        whose: 'server',
        changes: null,
        can: { sendAgain: false, takeServers: false, discard: false },
      },
    ]);
    await expect(a.api.quarantine.discard(`partners/${id}`)).rejects.toMatchObject({ code: 'no-right' });
    await expect(a.api.quarantine.readableCopy(`partners/${id}`)).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await a.api.quarantine.list()).toHaveLength(1);
  });

  it('leaves the house as it is encrypted, or readable when that is asked for', async () => {
    const a = await founded();
    const { key } = await withRefused(a);
    const sealed = await a.api.quarantine.sealedCopy(key);
    expect(sealed).not.toContain('Jobcenter');
    expect(JSON.parse(sealed)).toMatchObject({ format: 'wegbuch-set-aside', key, row: { dirty: 1 } });
    // Control: the name is found where it may be read.
    expect(await a.api.quarantine.readableCopy(key)).toContain('Jobcenter');
  });
});
