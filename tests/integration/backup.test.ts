import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServerClient } from '../../renderer/sync/http';
import { COLLECTIONS } from '../../renderer/data/schema';
import type { Engine } from '../../renderer/data/engine';
import { dumpDisk, newDisk, startEngine } from '../support/engine-device';
import { startTestServer, type TestServer } from './support/server';

/** The rehearsal: office → backup → empty device → restore. */
const PASSPHRASE = 'Vier Kraniche am Fluss';
let ahead = 0;
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.end());

const start = (disk = newDisk()) =>
  startEngine({
    disk,
    serverClient: (base) => createServerClient(base, fetch),
    now: () => Date.now() + ahead,
  });

async function founded(url: string | null): Promise<Engine> {
  const engine = await start();
  await engine.api.security.setUpOffice({
    officeName: 'Servicestelle', personName: 'Miriam Okafor', passphrase: PASSPHRASE, circles: 'small-team', server: url,
  }); // prettier-ignore
  return engine;
}

const me = async (engine: Engine) => {
  const state = await engine.api.security.state();
  if (state.state !== 'locked') throw new Error(state.state);
  return state.people[0]?.id ?? '';
};
const unlock = async (engine: Engine) =>
  engine.api.security.unlock({ personId: await me(engine), passphrase: PASSPHRASE });
const newFile = (engine: Engine, family: string) =>
  engine.api.clientFiles.create({ name: { family, given: 'Selam', block: false } });
const files = async (engine: Engine) =>
  (await engine.api.documents.list('client-files')).map(({ value }) => value.name.family).sort();

/** Every document with all that is known of it. */
async function everything(engine: Engine): Promise<string[]> {
  const all: string[] = [];
  for (const collection of COLLECTIONS)
    for (const { id, fileId, value, changedAt, changedBy } of await engine.api.documents.list(collection))
      all.push(JSON.stringify({ collection, id, fileId, value, changedAt, changedBy }));
  return all.sort();
}

async function restored(file: Blob, disk = newDisk()): Promise<Engine> {
  const engine = await start(disk);
  const { people } = await engine.api.backup.look(file);
  const personId = people[0]?.id ?? '';
  await engine.api.backup.restore({ file, personId, passphrase: PASSPHRASE });
  await unlock(engine);
  return engine;
}

describe('an office without a server', () => {
  it('stands on a new device as it was, with every document and its history', async () => {
    const a = await founded(null);
    await a.seedDemo({ clients: 12, seed: 3 });
    const file = await newFile(a, 'Haile');
    ahead += 3_600_000;
    await a.api.documents.change('client-files', file.id, { concern: 'Sprachkurs' });
    await a.api.documents.change('client-files', file.id, { concern: 'Arbeit' });
    const backup = await a.api.backup.make();
    const summary = await a.api.backup.kept(backup.file);
    expect(summary.files).toBe(13);
    expect(await a.api.backup.state()).toMatchObject({
      lastGood: summary.madeAt,
      overdue: false,
      due: false,
    });
    const before = await everything(a);
    const history = await a.api.documents.history('client-files', file.id);

    const b = await restored(backup.file);
    expect(await everything(b)).toEqual(before);
    expect(await b.api.documents.history('client-files', file.id)).toEqual(history);
    // Control: the comparison sees a single change.
    await b.api.documents.change('client-files', file.id, { concern: 'Anerkennung' });
    expect(await everything(b)).not.toEqual(before);
    await Promise.all([a.close(), b.close()]);
  });

  it('is warned when the newest good backup is older than seven days', async () => {
    const a = await founded(null);
    expect(await a.api.backup.state()).toMatchObject({ lastGood: null, overdue: false, due: true });
    ahead += 8 * 86_400_000;
    expect(await a.api.backup.state()).toMatchObject({ lastGood: null, overdue: true });
    const told = new Promise<string[]>((resolve) =>
      a.subscribe(({ collections }) => resolve([...collections])),
    );
    await a.api.backup.kept((await a.api.backup.make()).file);
    // Screens that show when the last one was ask again.
    expect(await told).toContain('sync');
    ahead += 7 * 86_400_000 - 60_000;
    expect(await a.api.backup.state()).toMatchObject({ overdue: false, due: true });
    ahead += 120_000;
    expect(await a.api.backup.state()).toMatchObject({ overdue: true });
    await a.close();
  });

  it('opens with the Notfallblatt too, and then gets a new passphrase', async () => {
    const a = await founded(null);
    await newFile(a, 'Haile');
    const groups = (await a.api.security.recoverySheet())?.groups.join(' ') ?? '';
    const { file } = await a.api.backup.make();
    const b = await start();
    await expect(
      b.api.backup.restore({ file, groups: groups.replace(/^..../, '0000') }),
    ).rejects.toMatchObject({
      code: 'recovery-wrong',
    });
    await b.api.backup.restore({ file, groups });
    const personId = await me(b);
    await b.api.security.recover({ groups, personId, passphrase: 'Fünf Reiher am Ufer' });
    expect(await files(b)).toEqual(['Haile']);
    await Promise.all([a.close(), b.close()]);
  });
});

describe('a backup', () => {
  it('says nothing of clients to who has the file', async () => {
    const a = await founded(null);
    await newFile(a, 'Kanarienvogel');
    const { file } = await a.api.backup.make();
    const text = Buffer.from(await file.arrayBuffer()).toString('latin1');
    expect(text).not.toContain('Kanarienvogel');
    // Not even how many rows there are of what.
    expect(text).not.toContain('client-files');
    // Control: the scan sees what stands readable.
    expect(text).toContain('Miriam Okafor');
    await a.close();
  });

  it('counts the client files that people see, and says of each restored device the same', async () => {
    const a = await founded(null);
    await newFile(a, 'Haile');
    const filesIn = async (engine: Engine) =>
      (await engine.api.backup.check((await engine.api.backup.make()).file)).files;
    expect(await filesIn(a)).toBe(1);
    const { id } = await newFile(a, 'Haile');
    // Control: a second one counts, until it is deleted.
    expect(await filesIn(a)).toBe(2);
    await a.api.documents.remove('client-files', id);
    expect(await filesIn(a)).toBe(1);
    const b = await restored((await a.api.backup.make()).file);
    expect([await filesIn(b), (await files(b)).length]).toEqual([1, 1]);
    await Promise.all([a.close(), b.close()]);
  });

  it('refuses a wrong passphrase, damage and a device in use, and leaves the device empty', async () => {
    const a = await founded(null);
    await newFile(a, 'Haile');
    const { file } = await a.api.backup.make();
    const disk = newDisk();
    const b = await start(disk);
    const { people } = await b.api.backup.look(file);
    const personId = people[0]?.id ?? '';
    const way = { personId, passphrase: PASSPHRASE };
    const refused = (input: Parameters<typeof b.api.backup.restore>[0]) =>
      b.api.backup.restore(input).then(() => 'taken', (error: unknown) => (error as { code: string }).code); // prettier-ignore
    expect(await refused({ file, personId, passphrase: 'Falsch' })).toBe('wrong-passphrase');
    const bytes = new Uint8Array(await file.arrayBuffer());
    for (const at of [0, 25, 300, 2_000, bytes.length - 300, bytes.length - 1]) {
      const flipped = Uint8Array.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 4;
      for (const broken of [new Blob([flipped]), file.slice(0, at)]) {
        expect(await refused({ file: broken, ...way }), String(at)).toBe('backup-damaged');
        await expect(a.api.backup.check(broken), String(at)).rejects.toMatchObject({
          code: 'backup-damaged',
        });
      }
    }
    expect(await b.api.security.state()).toEqual({ state: 'empty' });
    expect(await dumpDisk(disk)).not.toContain(personId);
    expect(await refused({ file, ...way })).toBe('taken');
    expect(await refused({ file, ...way })).toBe('already-set-up');
    const other = await founded(null);
    await expect(other.api.backup.check(file)).rejects.toMatchObject({ code: 'no-right' });
    await Promise.all([a.close(), b.close(), other.close()]);
  });

  it('brings back to an emptied device what the journal beside it still has', async () => {
    const disk = newDisk();
    const a = await start(disk);
    await a.api.security.setUpOffice({
      officeName: 'Servicestelle', personName: 'Miriam Okafor', passphrase: PASSPHRASE, circles: 'small-team', server: null,
    }); // prettier-ignore
    await newFile(a, 'Haile');
    const { file } = await a.api.backup.make();
    await newFile(a, 'Kovalenko');
    await a.close();
    const b = await restored(file, { ...newDisk(), journal: disk.journal, marker: disk.marker });
    expect(await files(b)).toEqual(['Haile', 'Kovalenko']);
    // Control: without the journal only the backup comes back.
    const c = await restored(file);
    expect(await files(c)).toEqual(['Haile']);
    await Promise.all([b.close(), c.close()]);
  });

  it('that is older than the server loses nothing, and brings nothing back', async () => {
    const a = await founded(server.url);
    const kept = await newFile(a, 'Haile');
    const gone = await newFile(a, 'Kovalenko');
    await a.syncOnce();
    // Not synchronised yet when the backup is made.
    await a.api.documents.change('client-files', kept.id, { concern: 'Sprachkurs' });
    const { file } = await a.api.backup.make();
    await a.syncOnce();
    await a.api.documents.change('client-files', kept.id, { phone: '0151 5550101' });
    await newFile(a, 'Haidari');
    await a.api.erasure.eraseFile(gone.id, 'requested');
    await a.syncOnce();

    const b = await restored(file);
    expect(await files(b)).toEqual(['Haile', 'Kovalenko']);
    await b.syncOnce();
    await b.syncOnce();
    expect(await files(b)).toEqual(['Haidari', 'Haile']);
    expect((await b.api.documents.get('client-files', kept.id))?.value).toMatchObject({
      concern: 'Sprachkurs',
      phone: '0151 5550101',
    });
    expect(await b.api.conflicts.open()).toEqual([]);
    expect(await b.api.quarantine.list()).toEqual([]);
    await b.api.documents.change('client-files', kept.id, { concern: 'Arbeit' });
    await b.syncOnce();
    await a.syncOnce();
    expect((await a.api.documents.get('client-files', kept.id))?.value.concern).toBe('Arbeit');
    expect(await files(a)).toEqual(['Haidari', 'Haile']);
    await Promise.all([a.close(), b.close()]);
  });
});
