import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from './support/browser';
import type { Mode } from './support/faults-worker';
import { LONG } from './support/run';
import { openSite, type Site } from './support/site';
import { callsOf, canTrace, tracing, type Call } from './support/strace';

/**
 * „Saved“ means flushed: watched at the system calls, each acknowledged save has its own flush of the browser's
 * store and of the journal, and both came back before it.
 */
const SAVES = LONG ? 1_000 : 60;
const root = resolve(import.meta.dirname, '../..');
/** Clocks of page and trace are the same but for rounding. */
const ROUNDING_MS = 1;

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

const flushes = (calls: readonly Call[], where: string) =>
  calls.filter(
    ({ name, with: file, result }) => name.endsWith('sync') && file.includes(where) && result === 0,
  );

/** Saves that had fewer flushes behind them than saves, counted from the first one. */
function unflushed(times: readonly number[], calls: readonly Call[], where: string): number {
  const all = flushes(calls, where).map(({ at }) => at);
  const before = (time: number) => all.filter((at) => at <= time + ROUNDING_MS).length;
  const start = before(times[0] ?? 0);
  return times.filter((time, at) => before(time) - start < at).length;
}

/** One person saving in a traced browser: when each save was called saved, and what was flushed. */
async function traced(name: string, mode: Mode): Promise<{ times: number[]; calls: Call[] }> {
  const output = join(folder, `${name}.trace`);
  const browser = await startBrowser(join(folder, name), tracing('fsync,fdatasync', output));
  const times: number[] = [];
  try {
    const office = await browser.open(site.of(name), ({ at }) => times.push(at));
    await office.begin(mode);
    await office.setUp();
    await office.work({ people: 1, saves: SAVES, ackBeforeCommit: false });
  } finally {
    await browser.close();
  }
  return { times, calls: await callsOf(output) };
}

describe.skipIf(!canTrace)('flushed before it is called saved', () => {
  it('in the store of the browser and in the journal', async () => {
    const { times, calls } = await traced('strict', {});
    expect(times).toHaveLength(SAVES + 1);
    expect(unflushed(times, calls, '.indexeddb.leveldb/')).toBe(0);
    expect(unflushed(times, calls, '/File System/')).toBe(0);
  }, 180_000);

  it('control: without strict durability and journal hardly anything is flushed', async () => {
    const { times, calls } = await traced('relaxed', { durability: 'relaxed', outside: false });
    expect(unflushed(times, calls, '.indexeddb.leveldb/')).toBeGreaterThan(SAVES * 0.8);
    expect(unflushed(times, calls, '/File System/')).toBe(SAVES);
  }, 180_000);
});

/** What a program that appends and answers did, in the order of its system calls. */
async function answersBeforeFlush(
  program: readonly string[],
  output: string,
): Promise<{ answers: number; early: number }> {
  const [command = '', ...parameters] = [...tracing('fsync,fdatasync,write', output), ...program];
  const run = spawnSync(command, parameters, { cwd: root, encoding: 'utf8' });
  expect(run.status, run.stderr).toBe(0);
  let [answers, flushed, early] = [0, 0, 0];
  for (const { name, with: file } of await callsOf(output)) {
    if (name === 'write' && /^1<.*"done /.test(file)) {
      answers++;
      if (flushed < answers) early++;
    } else if (name.endsWith('sync') && file.includes('.journal')) flushed++;
  }
  return { answers, early };
}

describe.skipIf(!canTrace)('the journal file of the desktop app', () => {
  const writer = (file: string, home: string) => [
    process.execPath, '--import', 'tsx', join(import.meta.dirname, 'support', file), join(folder, home), String(SAVES),
  ]; // prettier-ignore

  it('is flushed before each answer', async () => {
    const seen = await answersBeforeFlush(
      writer('journal-writer.ts', 'journal'),
      join(folder, 'journal.trace'),
    );
    expect(seen).toEqual({ answers: SAVES, early: 0 });
  }, 60_000);

  it('control: a writer that only writes is seen', async () => {
    const seen = await answersBeforeFlush(
      writer('careless-writer.ts', 'careless'),
      join(folder, 'careless.trace'),
    );
    expect(seen).toEqual({ answers: SAVES, early: SAVES });
  }, 60_000);
});
