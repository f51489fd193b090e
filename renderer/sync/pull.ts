import type { Call } from './call';
import { openRemote, receive, type Remote } from './remote';
import { cursorName, type Cursor } from '../data/read-models';
import { COLLECTIONS, type QuarantineRow } from '../data/schema';
import type { Entry } from '../data/sealing';
import { keyOf } from '../data/storage';
import type { Plan, Store } from '../data/store';
import { toBase64url, toHex, sha256, utf8 } from '#shared/crypto/bytes';
import type { Compartment } from '#shared/security/compartments';
import { pullResponse, type PullResponse, type StoredRow } from '#shared/sync/protocol';

const PAGE_ROWS = 1_000;
const CHECK_EVERY_MS = 60 * 60_000;

/** What pulling needs besides the store. */
export interface PullTools {
  store: Store;
  call: Call;
  /** Fetches grants that may have come since; a row with an unknown key is tried once more after it. */
  refreshRoster: () => Promise<void>;
}

function page(call: Call, compartment: Compartment, from: number, direction: 'forward' | 'backward') {
  const query = new URLSearchParams({ compartment, from: String(from), direction, limit: String(PAGE_ROWS) });
  return call('GET', `/sync/pull?${query.toString()}`, { answer: pullResponse, timeoutMs: 60_000 });
}

async function openPage(tools: PullTools, rows: readonly StoredRow[]): Promise<(Remote | QuarantineRow)[]> {
  const { store } = tools;
  const open = () => Promise.all(rows.map((row) => openRemote(store.keys(), row, store.clock.now())));
  const opened = await open();
  if (!opened.some((item) => 'code' in item && item.code === 'key-missing')) return opened;
  await tools.refreshRoster();
  return open();
}

/** Writes rows of the server and what must move with them in one transaction. */
async function applyRows(
  tools: PullTools,
  rows: readonly StoredRow[],
  local: Record<string, unknown>,
): Promise<void> {
  const { store } = tools;
  const opened = await openPage(tools, rows);
  const remotes = opened.filter((item): item is Remote => !('code' in item));
  const quarantine = opened.filter((item): item is QuarantineRow => 'code' in item);
  const aside = new Set((await store.storage.quarantine()).map(({ key }) => key));
  const release = remotes.map(({ ref }) => keyOf(ref)).filter((key) => aside.has(key));
  const decide = async (entries: Map<string, Entry>): Promise<Plan> => {
    const plan = { put: [] as Entry[], addMissing: [] as Entry[], quarantine, local, release };
    for (const remote of remotes) {
      const { put, addMissing } = await receive(store, entries, remote);
      plan.put.push(...put);
      plan.addMissing.push(...addMissing);
    }
    return plan;
  };
  await store.write(
    remotes.map(({ ref }) => ref),
    decide,
    { durability: 'relaxed' },
  );
}

const lowest = (rows: readonly StoredRow[]) => Math.min(...rows.map(({ seq }) => seq));

/** Notes the head, and starts with the newest rows: they are there first. */
async function firstPage(tools: PullTools, compartment: Compartment): Promise<Cursor> {
  const answer = await page(tools.call, compartment, Number.MAX_SAFE_INTEGER, 'backward');
  const cursor: Cursor = { forward: answer.head, low: answer.more ? lowest(answer.rows) : 0 };
  await applyRows(tools, answer.rows, { [cursorName(compartment)]: cursor });
  return cursor;
}

async function forward(
  tools: PullTools,
  compartment: Compartment,
  cursor: Cursor,
): Promise<{ cursor: Cursor; check: PullResponse['check'] }> {
  let at = cursor;
  for (;;) {
    const answer = await page(tools.call, compartment, at.forward, 'forward');
    if (answer.rows.length === 0) return { cursor: at, check: answer.check };
    const last = Math.max(...answer.rows.map(({ seq }) => seq));
    at = { ...at, forward: answer.more ? last : Math.max(last, answer.head) };
    await applyRows(tools, answer.rows, { [cursorName(compartment)]: at });
  }
}

async function backfill(tools: PullTools, compartment: Compartment, cursor: Cursor): Promise<Cursor> {
  let at = cursor;
  while (at.low > 0) {
    const answer = await page(tools.call, compartment, at.low, 'backward');
    at = { ...at, low: answer.more ? lowest(answer.rows) : 0 };
    await applyRows(tools, answer.rows, { [cursorName(compartment)]: at });
  }
  return at;
}

/** Count and hash of (id, seq) of a compartment as this device has it; the server computes the same. */
async function ownCheck(store: Store, compartment: Compartment): Promise<{ count: number; hash: string }> {
  const seqs = new Map<string, number>();
  for (const collection of COLLECTIONS) {
    for (const { id, seq } of await store.storage.seqs(collection, compartment)) seqs.set(id, seq);
  }
  const aside = await store.storage.quarantine();
  for (const { id, seq, compartment: home } of aside) {
    if (home === compartment && seq > (seqs.get(id) ?? 0)) seqs.set(id, seq);
  }
  const lines = [...seqs].sort(([, a], [, b]) => a - b).map(([id, seq]) => `${id}:${seq}`);
  return { count: lines.length, hash: toHex(await sha256(utf8(lines.join('\n')))) };
}

/** Remembers per compartment when it was compared last, and whether it had to be healed. */
export type Checks = Map<Compartment, { at: number; healing: boolean }>;

/** What a compartment's pull found out: `differs` is a difference that one re-reading did not heal. */
export type PullResult = 'complete' | 'healing' | 'differs';

/** Brings one compartment up to date: newest rows first, then forward, then the rest downwards. */
export async function pullCompartment(
  tools: PullTools,
  compartment: Compartment,
  checks: Checks,
): Promise<PullResult> {
  const { store } = tools;
  const known = await store.local<Cursor>(cursorName(compartment));
  const start = known ?? (await firstPage(tools, compartment));
  const ahead = await forward(tools, compartment, start);
  const cursor = await backfill(tools, compartment, ahead.cursor);
  const last = checks.get(compartment);
  const now = store.clock.now();
  if (!ahead.check || cursor.low > 0 || (last && !last.healing && now - last.at < CHECK_EVERY_MS))
    return 'complete';
  const own = await ownCheck(store, compartment);
  const same = own.count === ahead.check.count && own.hash === ahead.check.hash;
  checks.set(compartment, { at: now, healing: !same });
  if (same) return 'complete';
  if (last?.healing) return 'differs';
  // Everything is read once more, from the top down; rows that are here already stay as they are.
  await store.write([], () => ({
    put: [],
    local: { [cursorName(compartment)]: { ...cursor, low: Number.MAX_SAFE_INTEGER } },
  }));
  await backfill(tools, compartment, { ...cursor, low: Number.MAX_SAFE_INTEGER });
  return 'healing';
}

/** Tries rows again that were set aside because their key had not come yet. */
export async function retryLoading(tools: PullTools): Promise<void> {
  const { store } = tools;
  const waiting = await store.storage.quarantine();
  const ready = waiting.filter(
    ({ code, row }) => code === 'key-missing' && store.keys().byId(row.keyId) !== null,
  );
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
  await applyRows(tools, rows, {});
}
