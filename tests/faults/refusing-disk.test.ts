import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type Browser, type Office } from './support/browser';
import { LONG } from './support/run';
import { openSite, type Site } from './support/site';
import { canTrace, tracing } from './support/strace';

/** A disk that refuses, or has no room: whoever saves is told, and what was called saved before is there. */
const SAVES = 30;
/** Calls of the browser after which its disk refuses. */
const WHEN = LONG ? [1, 2, 3, 5, 8, 13, 21, 34] : [8];
const TOLD = ['storage-broken', 'storage-full', 'time-out'];
const MEGABYTE = 1024 * 1024;
const root = resolve(import.meta.dirname, '../..');

let folder = '';
let site: Site;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wegbuch-faults-'));
  site = await openSite(join(folder, 'site'));
});
afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

/** Saves again and again: the highest note that was called saved, and what else was said. */
async function saveOften(office: Office, id: string, from: number) {
  let saved = from;
  const told: string[] = [];
  for (let note = from + 1; note <= from + SAVES; note++) {
    const answer = await office.save(id, note);
    if (answer === 'saved') saved = note;
    else told.push(answer);
  }
  return { saved, told };
}

const noteOf = async (office: Office, id: string) =>
  (await office.saved()).find((one) => one.id === id)?.note ?? null;

/** Opens an office with all that the app offers, and gives the note of its file. */
async function noteAfter(browser: Browser, name: string, id: string): Promise<number | null> {
  const office = await browser.open(site.of(name));
  if ((await office.begin({})).startsWith('broken')) {
    await office.rebuild();
    await office.page.reload();
    await office.begin({});
  }
  await office.unlock();
  const note = await noteOf(office, id);
  await office.page.close();
  return note;
}

async function filesBelow(home: string): Promise<string[]> {
  const all = await readdir(home, { recursive: true, withFileTypes: true });
  return all.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
}

const REFUSALS = [
  { of: 'store', call: 'fdatasync', error: 'EIO' },
  { of: 'store', call: 'write', error: 'ENOSPC' },
  { of: 'journal', call: 'fdatasync', error: 'EIO' },
  { of: 'journal', call: 'pwrite64', error: 'ENOSPC' },
] as const;
const CASES = REFUSALS.flatMap((refusal) => WHEN.map((when) => ({ ...refusal, when })));

describe.skipIf(!canTrace)('a disk that refuses', () => {
  it.each(CASES)(
    '$error at $call of the $of, from call $when on',
    async ({ of, call, error, when }) => {
      const name = `${of}-${call}-${when}`.toLowerCase();
      const profile = join(folder, name);
      const before = await startBrowser(profile);
      const first = await before.open(site.of(name));
      await first.begin({});
      await first.setUp();
      const id = await first.newFile();
      await first.page.close();
      await before.close();
      const home = of === 'store' ? site.databaseOf(profile, name) : join(profile, 'Default/File System');
      const files = (await filesBelow(home)).filter((path) =>
        of === 'store' ? path.endsWith('.log') : /\/\d+$/.test(path),
      );
      const browser = await startBrowser(profile, [
        ...tracing(call, '/dev/null', ...files.flatMap((path) => ['-P', path])),
        '-e',
        `inject=${call}:error=${error}:when=${when}+`,
      ]);
      let result = { saved: 0, told: [] as string[] };
      try {
        const office = await browser.open(site.of(name));
        expect(await office.begin({})).toBe('locked');
        const refused = await office.unlock().then(() => null, String);
        if (refused === null) result = await saveOften(office, id, 0);
        else result.told.push(TOLD.find((code) => refused.includes(code)) ?? refused);
      } finally {
        await browser.kill();
      }
      expect(result.told.length).toBeGreaterThan(0);
      for (const code of result.told) expect(TOLD).toContain(code);
      const after = await startBrowser(profile);
      try {
        expect(await noteAfter(after, name, id)).toBeGreaterThanOrEqual(result.saved);
      } finally {
        await after.kill();
      }
    },
    120_000,
  );

  it('control: the same saves on a willing disk are all taken', async () => {
    const browser = await startBrowser(join(folder, 'willing'), tracing('fdatasync', '/dev/null'));
    const office = await browser.open(site.of('willing'));
    await office.begin({});
    await office.setUp();
    expect(await saveOften(office, await office.newFile(), 0)).toEqual({ saved: SAVES, told: [] });
    await browser.kill();
  }, 60_000);
});

describe.skipIf(!canTrace)('the journal file of the desktop app on a disk that refuses', () => {
  it.each([
    ['fdatasync', 'EIO', 'failed'],
    ['write', 'ENOSPC', 'full'],
  ])(
    '%s %s is told as %s, and nothing that was done is lost',
    async (call, error, outcome) => {
      const home = join(folder, `journal-${call}`);
      const path = join(home, 'worker-1.journal');
      for (const when of LONG ? Array.from({ length: 40 }, (_, at) => at + 1) : [1, 7]) {
        await rm(home, { recursive: true, force: true });
        const [command = '', ...rest] = [
          ...tracing(call, '/dev/null', '-P', path, '-e', `inject=${call}:error=${error}:when=${when}`),
          process.execPath, '--import', 'tsx', join(import.meta.dirname, 'support/journal-writer.ts'), home, '50',
        ]; // prettier-ignore
        const { stdout } = spawnSync(command, rest, {
          cwd: root,
          encoding: 'utf8',
          // One thread writes, so that the calls are counted in one place.
          env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
        });
        const answers = stdout
          .trim()
          .split('\n')
          .map((line) => line.split(' '));
        expect(answers.filter(([said]) => said !== 'done')).toEqual([[outcome, String(when)]]);
        const content = await readFile(path, 'utf8');
        for (const [said, turn] of answers)
          expect(content.includes(`record ${turn}\n`)).toBe(said === 'done');
      }
    },
    120_000,
  );
});

describe('a browser without room', () => {
  /** As browsers did that told pages the truth about the room left; newer ones always say 10 GB. */
  const truthful = ['--disable-features=StaticStorageQuota'];
  const limit = async (office: Office, bytes: number | null) => {
    const session = await office.page.context().newCDPSession(office.page);
    const { origin } = new URL(office.page.url());
    const quota = bytes === null ? {} : { quotaSize: bytes };
    await session.send('Storage.overrideQuotaForOrigin', { origin, ...quota });
  };

  it('warns, then refuses before the store does, and takes saves again once there is room', async () => {
    const browser = await startBrowser(join(folder, 'room'), [], truthful);
    const office = await browser.open(site.of('room'));
    await limit(office, 200 * MEGABYTE);
    await office.begin({});
    await office.setUp();
    const id = await office.newFile();
    expect(await office.room()).toEqual({ level: 'low', journal: true });
    expect(await office.save(id, 1)).toBe('saved');
    await limit(office, 20 * MEGABYTE);
    await expect
      .poll(() => office.room(), { timeout: 20_000, interval: 500 })
      .toMatchObject({ level: 'full' });
    expect(await office.save(id, 2)).toBe('storage-full');
    expect(await noteOf(office, id)).toBe(1);
    await limit(office, null);
    await expect
      .poll(() => office.room(), { timeout: 20_000, interval: 500 })
      .not.toMatchObject({ level: 'full' });
    expect(await office.save(id, 3)).toBe('saved');
    await browser.kill();
  }, 90_000);

  it('control: whoever does not look for room is refused by the store itself, and told so', async () => {
    const browser = await startBrowser(join(folder, 'blind'));
    const office = await browser.open(site.of('blind'));
    await office.begin({ looksForRoom: false });
    await office.setUp();
    const id = await office.newFile();
    await limit(office, 1);
    let saved = 0;
    let told = 'saved';
    // The browser grants some room in advance.
    for (let note = 1; told === 'saved' && note < 3_000; note++) {
      told = await office.save(id, note);
      if (told === 'saved') saved = note;
    }
    expect(told).toBe('storage-full');
    await browser.kill();
    const after = await startBrowser(join(folder, 'blind'));
    expect(await noteAfter(after, 'blind', id)).toBeGreaterThanOrEqual(saved);
    await after.kill();
  }, 90_000);
});

/** Mounting a small disk needs rights that few machines give. */
const disk = LONG
  ? spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'wegbuch', '/mnt']).status === 0
  : false;
if (disk) spawnSync('umount', ['/mnt']);

describe.skipIf(!disk)('a small disk that runs full', () => {
  it('loses nothing that was called saved, ten times over', async () => {
    const profile = join(folder, 'small');
    await mkdir(profile);
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300m', 'wegbuch', profile]).status).toBe(0);
    try {
      let id = '';
      let saved = 0;
      for (let round = 0; round < 10; round++) {
        const browser = await startBrowser(profile);
        const office = await browser.open(site.of('small'));
        const state = await office.begin({ looksForRoom: false });
        if (state === 'empty') {
          expect(round).toBe(0);
          await office.setUp();
          id = await office.newFile();
        } else await office.unlock();
        expect(await noteOf(office, id)).toBeGreaterThanOrEqual(saved);
        const ballast = join(profile, 'ballast');
        const filled = spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=64k']);
        expect(filled.status).not.toBe(0);
        const result = await saveOften(office, id, saved + 1);
        for (const code of result.told) expect(TOLD).toContain(code);
        saved = Math.max(saved, result.told.length === SAVES ? saved : result.saved);
        await browser.kill();
        await rm(ballast);
      }
    } finally {
      spawnSync('umount', ['-l', profile]);
    }
  }, 300_000);
});
