import type { Call } from './call';
import { makeGood } from './lost';
import { isCollection, openRemote, receive, remoteEntry, type Remote } from './remote';
import { cursorName, type Cursor } from '../data/read-models';
import type { Entry } from '../data/sealing';
import { keyOf } from '../data/storage';
import type { QuarantineRow } from '../data/schema';
import type { Plan, Store } from '../data/store';
import { toBase64url } from '#shared/crypto/bytes';
import type { Compartment } from '#shared/security/compartments';
import { pullResponse, type PullQuery, type PullResponse, type StoredRow } from '#shared/sync/protocol';

const PAGE_ROWS = 1_000;
/** Asks for the newest rows. */
export const FROM_THE_TOP = Number.MAX_SAFE_INTEGER;

/** What pulling needs besides the store. */
export interface PullTools {
  store: Store;
  call: Call;
  /** Fetches grants that may have come since; a row with an unknown key is tried once more after it. */
  refreshRoster: () => Promise<void>;
  pageRows?: number;
  /** Whether something came up that shall not wait until everything is here. */
  interrupted: () => boolean;
  /** A page was written: how far this compartment has been caught up, in rows; null when it has. */
  onPage: (compartment: Compartment, ahead: { done: number; left: number } | null) => void;
  /** The server lost commits: what it said of them counts no longer. */
  onLost: () => Promise<void>;
}

type Opened = Remote | QuarantineRow;
type Pull = Pick<PullQuery, 'compartment' | 'from' | 'direction'>;

/** Rows of the server, opened and not yet written. */
interface Page extends PullResponse {
  compartment: Compartment;
  opened: Opened[];
}

async function openRows(tools: PullTools, rows: readonly StoredRow[]): Promise<Opened[]> {
  const { store } = tools;
  const open = () => Promise.all(rows.map((row) => openRemote(store.keys(), row, store.clock.now())));
  const opened = await open();
  if (!opened.some((item) => 'code' in item && item.code === 'key-missing')) return opened;
  await tools.refreshRoster();
  return open();
}

async function load(tools: PullTools, { compartment, from, direction }: Pull): Promise<Page> {
  const limit = String(tools.pageRows ?? PAGE_ROWS);
  const query = new URLSearchParams({ compartment, from: String(from), direction, limit });
  const path = `/sync/pull?${query.toString()}`;
  const answer = await tools.call('GET', path, { answer: pullResponse, timeoutMs: 60_000 });
  return { ...answer, compartment, opened: await openRows(tools, answer.rows) };
}

/** Begins to load a page while another is being written; whether it failed shows when it is waited for. */
function ahead(tools: PullTools, pull: Pull): Promise<Page> {
  const page = load(tools, pull);
  page.catch(() => undefined);
  return page;
}

/** Adds rows that are not here yet, without reading each first. Gives those that are here already. */
async function addMissing(store: Store, remotes: readonly Remote[]): Promise<Remote[]> {
  const entries = remotes.map((remote) => remoteEntry(store, remote));
  const plan: Plan = { put: [], addMissing: entries };
  const added = await store.write([], () => plan, { durability: 'relaxed' });
  const keys = new Set(added.map(({ ref }) => keyOf(ref)));
  return remotes.filter(({ ref }) => !keys.has(keyOf(ref)));
}

/**
 * Writes rows of the server, and what must move with them in one transaction. `mostlyNew`: they are added first;
 * what moves with them follows with the last of them.
 */
async function applyRows(
  { store }: PullTools,
  opened: readonly Opened[],
  local: Record<string, unknown>,
  mostlyNew = false,
): Promise<void> {
  const remotes = opened.filter((item): item is Remote => !('code' in item));
  const quarantine = opened.filter((item): item is QuarantineRow => 'code' in item);
  const aside = new Set((await store.storage.quarantine()).map(({ key }) => key));
  const release = remotes.map(({ ref }) => keyOf(ref)).filter((key) => aside.has(key));
  const present = mostlyNew ? await addMissing(store, remotes) : remotes;
  // Another window may have written them and ended before it told this one.
  if (mostlyNew && present.length > 0) await store.reread(present.map(({ ref }) => ref));
  const decide = async (entries: Map<string, Entry>): Promise<Plan> => {
    const plan = { put: [] as Entry[], addMissing: [] as Entry[], quarantine, local, release };
    for (const remote of present) {
      const { put, addMissing } = await receive(store, entries, remote);
      plan.put.push(...put);
      plan.addMissing.push(...addMissing);
    }
    return plan;
  };
  await store.write(
    present.map(({ ref }) => ref),
    decide,
    { durability: 'relaxed' },
  );
}

const seqsOf = ({ rows }: Page) => rows.map(({ seq }) => seq);

/** Whether rows of a compartment are still to come for the first time. */
export const isLoading = (cursor: Cursor | null): boolean =>
  !cursor || (cursor.low > 0 && cursor.low < FROM_THE_TOP && !cursor.again);

/** The cursor once a page that was loaded downwards is written. */
function lowered(cursor: Cursor, page: Page): Cursor {
  const { again, ...before } = cursor;
  const low = page.more ? Math.min(...seqsOf(page)) : 0;
  if (again || cursor.low === FROM_THE_TOP) return { ...before, low, ...(low > 0 ? { again: true } : {}) };
  const loaded = (cursor.loaded ?? 0) + page.rows.length;
  return { ...before, low, ...(page.left === undefined ? {} : { loaded, left: page.left }) };
}

async function writeDownwards(tools: PullTools, page: Page, cursor: Cursor): Promise<void> {
  if (page.lost) await heed(tools, page);
  await applyRows(tools, page.opened, { [cursorName(page.compartment)]: cursor }, true);
  tools.onPage(page.compartment, null);
}

export function cursorOf(store: Store, compartment: Compartment): Promise<Cursor | null> {
  return store.local<Cursor>(cursorName(compartment));
}

/** Where taking in what is newer begins: on a new device with the newest rows, for they are there first. */
async function beginning(
  tools: PullTools,
  compartment: Compartment,
): Promise<{ at: Cursor | null; page: Page }> {
  const at = await cursorOf(tools.store, compartment);
  const first: Pull = { compartment, from: FROM_THE_TOP, direction: 'backward' };
  const page = await load(tools, at ? { compartment, from: at.forward, direction: 'forward' } : first);
  if (page.lost) await heed(tools, page);
  return { at, page };
}

/** What the server lost waits for it again before anything of a page is taken in. */
function heed({ store, onLost }: PullTools, { compartment, lost = [] }: Page): Promise<void> {
  return makeGood(store, [compartment], lost, onLost);
}

/** Takes in a page of what is newer and those that follow it. `toTheEnd`: until the server has nothing more. */
async function goAhead(
  tools: PullTools,
  begun: { at: Cursor; page: Page },
  toTheEnd: boolean,
): Promise<PullResponse['check']> {
  let { at, page } = begun;
  for (let done = page.rows.length; page.rows.length > 0; done += page.rows.length) {
    const { compartment } = page;
    const last = Math.max(...seqsOf(page));
    at = { ...at, forward: page.more ? last : Math.max(last, page.head) };
    const goesOn = page.more || toTheEnd;
    const coming = goesOn ? ahead(tools, { compartment, from: at.forward, direction: 'forward' }) : null;
    await applyRows(tools, page.opened, { [cursorName(compartment)]: at });
    const left = page.left ?? 0;
    tools.onPage(compartment, left > 0 ? { done, left } : null);
    if (!coming) return undefined;
    page = await coming;
    if (page.lost) await heed(tools, page);
  }
  return page.check;
}

/**
 * Takes in what is newer than what is here; on a new device, the newest page of each compartment. The next one is
 * asked for while the one before is being written.
 */
export async function pullAhead(tools: PullTools, compartments: readonly Compartment[]): Promise<void> {
  const begin = (compartment: Compartment | undefined) => {
    const begun = compartment && beginning(tools, compartment);
    begun?.catch(() => undefined);
    return begun;
  };
  let coming = begin(compartments[0]);
  for (let next = 1; coming; next++) {
    const { at, page } = await coming;
    coming = begin(compartments[next]);
    if (at) await goAhead(tools, { at, page }, false);
    else await writeDownwards(tools, page, lowered({ forward: page.head, low: 0 }, page));
  }
}

/** Takes in what is newer until the server has nothing more, for the sake of the check that it gives then. */
export async function pullToTheEnd(
  tools: PullTools,
  compartment: Compartment,
): Promise<PullResponse['check']> {
  const { at, page } = await beginning(tools, compartment);
  return at ? goAhead(tools, { at, page }, true) : undefined;
}

/** The compartment whose next page is the newest, and where that page begins. */
function newest(cursors: ReadonlyMap<Compartment, Cursor>): Pull | null {
  const [first] = [...cursors].filter(([, { low }]) => low > 0).sort(([, a], [, b]) => b.low - a.low);
  return first ? { compartment: first[0], from: first[1].low, direction: 'backward' } : null;
}

/** Loads what is still missing below, newest first. Gives false when it broke off because of something else. */
export async function pullRest(tools: PullTools, compartments: readonly Compartment[]): Promise<boolean> {
  const found = compartments.map(async (name) => [name, await cursorOf(tools.store, name)] as const);
  const cursors = new Map(
    (await Promise.all(found)).flatMap(([name, cursor]) => (cursor ? [[name, cursor]] : [])),
  );
  let next = newest(cursors);
  let coming = next && load(tools, next);
  while (coming) {
    const page: Page = await coming;
    const cursor = lowered(cursors.get(page.compartment) ?? { forward: page.head, low: 0 }, page);
    cursors.set(page.compartment, cursor);
    next = newest(cursors);
    const breaksOff = tools.interrupted();
    // A page that waited for a later round could bring back what was erased meanwhile.
    coming = next && !breaksOff ? ahead(tools, next) : null;
    await writeDownwards(tools, page, cursor);
  }
  return next === null;
}

/**
 * Tries rows again that were set aside because their key had not come yet, or because one of the two sides was too
 * old for them: it may have been updated since.
 */
export async function retryLoading(tools: PullTools): Promise<void> {
  const { store } = tools;
  const waiting = await store.storage.quarantine();
  const release = waiting.filter(({ code }) => code === 'server-too-old').map(({ key }) => key);
  if (release.length > 0) await store.write([], () => ({ put: [], release }), { quiet: true });
  const ready = waiting.filter(({ code, collection, row }) => {
    if (code === 'unknown-collection') return isCollection(collection);
    return code === 'key-missing' && store.keys().byId(row.keyId) !== null;
  });
  if (ready.length === 0) return;
  const rows = ready.map(({ collection, row }): StoredRow => ({
    id: row.id,
    collection,
    compartment: row.compartment,
    fileId: row.fileId ?? null,
    keyId: row.keyId,
    seq: row.seq,
    rev: row.rev,
    maxStamp: row.maxStamp,
    body: toBase64url(row.body),
  }));
  await applyRows(tools, await openRows(tools, rows), {});
}
