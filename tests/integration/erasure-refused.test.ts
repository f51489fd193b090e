import { beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../renderer/data/engine';
import { newDisk, startEngine, type Disk } from '../support/engine-device';
import { failure, SyncServerDouble } from '../support/sync-server-double';

/** Erasures that a server refuses or does not know yet, and how long a device keeps what was not synchronised. */
const DAY = 86_400_000;

let time = 0;
let server: SyncServerDouble;
beforeEach(() => {
  time = Date.parse('2026-11-21T09:00:00Z');
  server = new SyncServerDouble(() => time);
});

async function founded(disk: Disk = newDisk()): Promise<Engine> {
  const engine = await startEngine({
    disk,
    serverClient: (base) => server.client(base),
    now: () => (time += 5),
  });
  await engine.api.security.setUpOffice({
    officeName: 'Servicestelle', personName: 'Miriam', passphrase: 'Vier Kraniche am Fluss', circles: 'small-team',
    server: 'https://server.test',
  }); // prettier-ignore
  await engine.syncOnce();
  return engine;
}

const newFile = async (engine: Engine, family: string) =>
  (await engine.api.clientFiles.create({ name: { family, given: 'Selam', block: false } })).id;
const files = async (engine: Engine) =>
  (await engine.api.documents.list('client-files')).map(({ value }) => value.name.family).sort();
const documentsOnServer = () =>
  [...server.rows.values()].filter((row) => row.collection === 'erasures').length;

/** Two files that the server has, and the decision to erase both; it refuses the first. */
async function withRefused(refuses: () => void): Promise<{ a: Engine; id: string }> {
  const a = await founded();
  const id = await newFile(a, 'Haile');
  const other = await newFile(a, 'Kovalenko');
  await a.syncOnce();
  server.onErasures = (_, targets) => {
    if (targets.some((target) => target.id === id)) refuses();
  };
  await a.api.erasure.eraseFile(id, 'requested');
  await a.api.erasure.eraseFile(other, 'duplicate');
  expect(documentsOnServer()).toBe(0);
  await a.syncOnce();
  return { a, id };
}

const noRight = () => {
  throw failure('refused', 403, 'no-right');
};

/** Whether a person is told that a file was not erased: in the list, and among what was not taken over. */
async function isTold(engine: Engine, id: string): Promise<boolean> {
  const [erasures, aside] = await Promise.all([engine.api.erasure.list(), engine.api.quarantine.list()]);
  const told = erasures.find(({ target }) => target === id)?.refused;
  return told?.code === 'erase-no-right' && aside.some(({ key }) => key === told.key);
}

describe('an erasure that the server refuses', () => {
  it('is told, with what can be done; the file stays, and other erasures go on', async () => {
    const { a, id } = await withRefused(noRight);
    expect(await isTold(a, id)).toBe(true);
    expect(await files(a)).toEqual(['Haile']);
    expect(await a.api.sync.state()).toMatchObject({ kind: 'problem', code: 'quarantine', waiting: 0 });
    expect(await a.api.quarantine.list()).toMatchObject([
      { collection: 'erasures', value: { target: id }, can: { sendAgain: true, discard: true, copy: true } },
    ]);
    // That it was erased is told to nobody else, since it was not.
    expect(documentsOnServer()).toBe(1);
    await a.syncOnce();
    expect(await isTold(a, id)).toBe(true);
  });

  it('control: a server that says nothing of it leaves nobody told', async () => {
    const { a, id } = await withRefused(() => undefined);
    expect(await isTold(a, id)).toBe(false);
    expect(await files(a)).toEqual([]);
    expect(documentsOnServer()).toBe(2);
  });

  it('is sent again when a person says so', async () => {
    const { a, id } = await withRefused(noRight);
    server.onErasures = () => undefined;
    await a.syncOnce();
    // Control: by itself it is not.
    expect(await files(a)).toEqual(['Haile']);
    await a.api.quarantine.sendAgain(
      (await a.api.erasure.list()).find((one) => one.refused)?.refused?.key ?? '',
    );
    expect((await a.api.erasure.list()).find(({ target }) => target === id)).toMatchObject({
      waiting: true,
      refused: null,
    });
    await a.syncOnce();
    expect(await files(a)).toEqual([]);
    expect((await a.api.erasure.list()).map(({ waiting, refused }) => [waiting, refused])).toEqual([
      [false, null],
      [false, null],
    ]);
    expect(await a.api.quarantine.list()).toEqual([]);
  });

  it('is given up by who decided it, and never sent again', async () => {
    const { a, id } = await withRefused(noRight);
    await a.api.quarantine.discard((await a.api.quarantine.list())[0]?.key ?? '');
    server.onErasures = () => undefined;
    await a.syncOnce();
    expect(await files(a)).toEqual(['Haile']);
    expect((await a.api.erasure.list()).map(({ target }) => target)).not.toContain(id);
    expect(server.erasures.map((stub) => stub.id)).not.toContain(id);
    expect(await a.api.sync.state()).toMatchObject({ kind: 'synced' });
  });
});

describe('a server of the time before erasures', () => {
  it('holds up nothing; what was decided waits, and the person is told why', async () => {
    const a = await founded();
    const id = await newFile(a, 'Haile');
    await a.syncOnce();
    server.onErasures = () => {
      throw failure('refused', 404, 'not-found');
    };
    await a.api.erasure.eraseFile(id, 'requested');
    const other = await newFile(a, 'Kovalenko');
    await a.syncOnce();
    expect(server.rows.has(other)).toBe(true);
    expect(await a.api.erasure.list()).toMatchObject([{ target: id, waiting: true, refused: null }]);
    await expect(a.api.erasure.receipts()).rejects.toMatchObject({ code: 'server-too-old' });
    server.onErasures = () => undefined;
    await a.syncOnce();
    expect(await files(a)).toEqual(['Kovalenko']);
  });

  it('control: any other trouble with erasures ends the round before anything is sent', async () => {
    const a = await founded();
    server.onErasures = () => {
      throw failure('offline', 500, 'http-500');
    };
    const id = await newFile(a, 'Haile');
    await expect(a.syncOnce()).rejects.toMatchObject({ status: 500 });
    expect(server.rows.has(id)).toBe(false);
  });
});

/** A file with a change that only this device has, when another one erases it. */
async function erasedElsewhere(): Promise<{ a: Engine; head: number }> {
  const a = await founded();
  const id = await newFile(a, 'Haile');
  await a.syncOnce();
  await a.api.documents.change('client-files', id, { concern: 'Sprachkurs' });
  const { seq: head } = server.erase({ kind: 'file', id });
  await a.syncOnce();
  return { a, head };
}

describe('what was not synchronised when its file was erased', () => {
  it('stays for fourteen days, with the day on which it goes, and is confirmed only then', async () => {
    const { a, head } = await erasedElsewhere();
    const [aside] = await a.api.quarantine.list();
    expect(aside).toMatchObject({ code: 'erased', changes: [{ field: 'concern', value: 'Sprachkurs' }] });
    const goesOn = Date.parse(aside?.goesOn ?? '');
    expect(goesOn - Date.parse(aside?.since ?? '')).toBe(14 * DAY);
    time = goesOn - 60_000;
    await a.syncOnce();
    expect(await a.api.quarantine.list()).toHaveLength(1);
    expect(server.confirmed).toBeLessThan(head);
    time = goesOn + 60_000;
    await a.syncOnce();
    expect(await a.api.quarantine.list()).toEqual([]);
    expect(server.confirmed).toBe(head);
  });

  it('control: without anything that waits it is confirmed at once', async () => {
    const a = await founded();
    const id = await newFile(a, 'Haile');
    await a.syncOnce();
    const { seq } = server.erase({ kind: 'file', id });
    await a.syncOnce();
    expect(server.confirmed).toBe(seq);
  });

  it('control: what was refused for another reason does not go with time', async () => {
    const a = await founded();
    server.refuse = (row) => row.collection === 'partners';
    await a.api.documents.create('partners', { name: 'Jobcenter', kind: 'jobcenter' });
    await a.syncOnce();
    time += 15 * DAY;
    await a.syncOnce();
    expect(await a.api.quarantine.list()).toMatchObject([{ code: 'invalid', goesOn: null }]);
  });
});
