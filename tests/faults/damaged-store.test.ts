import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type Browser, type Office } from './support/browser';
import { enter } from './support/enter';
import { dice, LONG, SEED } from './support/run';
import type { Save } from './support/page';
import { openSite, type Site } from './support/site';

/**
 * Every file of the browser's own store, damaged in every way: the app opens with everything that was saved, or it
 * says that the store is lost or cannot be opened and rebuilds it from the journal. It never starts empty.
 */
const DAMAGES = {
  delete: (path: string) => rm(path),
  truncate: async (path: string) => truncate(path, Math.floor((await stat(path)).size / 4)),
  zero: async (path: string) => writeFile(path, new Uint8Array((await stat(path)).size)),
  flip: async (path: string, random: () => number) => {
    const content = await readFile(path);
    // Every few hundred bytes one bit, so that each block of the file has one.
    for (let at = 0; at < content.length; at += 1 + Math.floor(random() * 400))
      content[at] = (content[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    await writeFile(path, content);
  },
};
type Damage = keyof typeof DAMAGES;

/** Kinds of files by their names; a store without such a file has nothing to damage. */
type Kind = 'CURRENT' | 'MANIFEST' | 'log' | 'ldb' | 'all';

const isOf = (kind: Kind, name: string) =>
  kind === 'all' || (kind === 'log' || kind === 'ldb' ? name.endsWith(`.${kind}`) : name.startsWith(kind));

interface Case {
  kind: Kind;
  damage: Damage;
  /** Name of the office that suffers it. */
  name: string;
}

const casesOf = (kinds: readonly Kind[]): Case[] =>
  kinds.flatMap((kind) =>
    (Object.keys(DAMAGES) as Damage[]).map((damage) => ({
      kind,
      damage,
      name: `${kind}-${damage}`.toLowerCase(),
    })),
  );

let folder = '';
let site: Site;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wegbuch-faults-'));
  site = await openSite(join(folder, 'site'));
  console.log(`FAULT_SEED=${SEED}`);
});
afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

/** What a person sees after the damage, and whether everything is there once they took the way out. */
interface Outcome {
  state: string;
  /** Files whose last acknowledged note is not there. */
  lost: number;
}

async function lossOf(office: Office, acknowledged: readonly Save[]): Promise<number> {
  const notes = new Map((await office.saved()).map(({ id, note }) => [id, note]));
  return acknowledged.filter(({ id, note }) => (notes.get(id) ?? -1) < note).length;
}

/** Opens a damaged office, takes the way out that the app offers, and counts what is missing. */
async function outcomeOf(browser: Browser, name: string, acknowledged: readonly Save[]): Promise<Outcome> {
  const office = await browser.open(site.of(name));
  try {
    const state = await enter(office, acknowledged.length);
    return { state, lost: await lossOf(office, acknowledged) };
  } finally {
    await office.page.close();
  }
}

/** A new office and what its people saved; `saves`: how often each of three changed a note. */
async function fill(browser: Browser, name: string, saves: number): Promise<Save[]> {
  const newest = new Map<string, Save>();
  const office = await browser.open(site.of(name), (save) => newest.set(save.id, save));
  expect(await office.begin({})).toBe('empty');
  await office.setUp();
  await office.work({ people: 3, saves, ackBeforeCommit: false });
  await office.page.close();
  return [...newest.values()];
}

async function damage(profile: string, { name, kind, damage: how }: Case): Promise<number> {
  const home = site.databaseOf(profile, name);
  const names = (await readdir(home)).filter((one) => isOf(kind, one));
  const random = dice(SEED);
  for (const one of names) await DAMAGES[how](join(home, one), random);
  return names.length;
}

/** Fills an office per case, damages each, and opens them again. */
async function suffer(cases: readonly Case[], saves: number, name: string) {
  const profile = join(folder, name);
  const acknowledged = new Map<string, Save[]>();
  const before = await startBrowser(profile);
  for (const one of cases) acknowledged.set(one.name, await fill(before, one.name, saves));
  await before.kill();
  for (const one of cases) expect(await damage(profile, one), one.name).toBeGreaterThan(0);
  const browser = await startBrowser(profile);
  const outcomes = new Map<string, Outcome>();
  try {
    for (const one of cases)
      outcomes.set(one.name, await outcomeOf(browser, one.name, acknowledged.get(one.name) ?? []));
  } finally {
    await browser.kill();
  }
  return outcomes;
}

function expectNothingLost(outcomes: ReadonlyMap<string, Outcome>): void {
  for (const [name, { state, lost }] of outcomes) {
    expect({ name, lost }).toEqual({ name, lost: 0 });
    expect(['locked', 'broken: store-lost', 'broken: cannot-open'], name).toContain(state);
  }
}

describe('a damaged store', () => {
  it('is noticed, whichever of its files it is and however it was damaged, and gives everything back', async () => {
    // In short two damages of each kind; `npm run faults` tries all four.
    const SHORT = ['CURRENT-truncate', 'CURRENT-flip', 'MANIFEST-delete', 'MANIFEST-flip', 'log-delete', 'log-truncate', 'all-delete', 'all-zero']; // prettier-ignore
    const cases = casesOf(['CURRENT', 'MANIFEST', 'log', 'all']);
    const chosen = cases.filter(({ kind, damage: how }) => LONG || SHORT.includes(`${kind}-${how}`));
    const outcomes = await suffer(chosen, 12, 'young');
    expectNothingLost(outcomes);
    expect([...outcomes.values()].map(({ state }) => state)).toContain('broken: store-lost');
    expect([...outcomes.values()].map(({ state }) => state)).toContain('broken: cannot-open');
  }, 240_000);

  it('gives everything back also when it has grown over several files', async () => {
    const cases = casesOf(['ldb']).filter(({ damage: how }) => LONG || how === 'delete' || how === 'flip');
    expectNothingLost(await suffer(cases, 240, 'grown'));
  }, 240_000);
});

describe('control', () => {
  it('without note and journal the same damage starts an empty office, or loses saves in silence', async () => {
    const profile = join(folder, 'control');
    const before = await startBrowser(profile);
    const gone: Case = { kind: 'log', damage: 'delete', name: 'gone' };
    const torn: Case = { kind: 'log', damage: 'truncate', name: 'torn' };
    const acknowledged = new Map<string, Save[]>();
    for (const one of [gone, torn]) acknowledged.set(one.name, await fill(before, one.name, 20));
    await before.kill();
    for (const one of [gone, torn]) await damage(profile, one);
    const browser = await startBrowser(profile);
    const empty = await browser.open(site.of('gone'));
    expect(await empty.begin({ outside: false })).toBe('empty');
    const rolledBack = await browser.open(site.of('torn'));
    expect(await rolledBack.begin({ outside: false })).toBe('locked');
    await rolledBack.unlock();
    expect(await lossOf(rolledBack, acknowledged.get('torn') ?? [])).toBeGreaterThan(0);
    await browser.kill();
  }, 120_000);
});
