import { z } from 'zod';
import type { Call } from './call';
import { isServerFailure } from './http';
import { isLost, openLosses, reachOf } from './lost';
import type { ErasureReceipts } from '../data/erasure-api';
import type { Exclusive } from '../data/leadership';
import { COLLECTIONS, type LocalRow } from '../data/schema';
import { ERASED, quarantined, type Entry, type RowRef } from '../data/sealing';
import { ChangedMeanwhile, keyOf } from '../data/storage';
import type { Store } from '../data/store';
import {
  eraseResponse,
  erasuresResponse,
  MAX_TARGETS,
  receiptsResponse,
  type Erasure,
  type EraseTarget,
} from '#shared/sync/erasures-protocol';
import { HISTORY, historyId } from '#shared/sync/history';
import type { LostCommits } from '#shared/sync/protocol';
import type { Happening } from '#shared/audit/entries';

/** How far the stubs of the server are obeyed, and confirmed. */
const OBEYED = 'erasures.obeyed';
const CONFIRMED = 'erasures.confirmed';
/** Stubs that were ordered or obeyed here, and up to which seq losses of the server are made good with them. */
const STUBS = 'erasures.stubs';
const MADE_GOOD = 'erasures.lost';
/** A server is brought back to no state older than this, in milliseconds. */
const STUBS_KEPT_MS = 400 * 86_400_000;
/** What a person here decided to erase and the server does not know yet. */
const WANTED = 'erasures.wanted';
/** So long unsynchronised rows of an erased file wait for a person to export or discard them, in milliseconds. */
export const GRACE_MS = 14 * 86_400_000;
const MAX_TRIES = 8;
/** Codes of decisions to erase that the server refused. */
export type RefusedErasure = 'erase-no-right' | 'erase-refused';

/** A server of the time before erasures: they wait until it is renewed, and hold up nothing. */
const isOlderServer = (error: unknown) =>
  isServerFailure(error) && error.kind === 'refused' && error.status === 404;

/** Where decisions are noted; without `exclusive` in one window only. */
interface Here {
  store: Store;
  exclusive?: Exclusive;
}

type Named = Pick<Erasure, 'kind' | 'id'>;

async function rowsOf(store: Store, refs: RowRef[]): Promise<{ ref: RowRef; row: LocalRow }[]> {
  const found = await store.storage.get(refs);
  return refs.flatMap((ref) => {
    const row = found.get(keyOf(ref));
    return row ? [{ ref, row }] : [];
  });
}

async function rowsUnder(store: Store, { kind, id }: Named): Promise<{ ref: RowRef; row: LocalRow }[]> {
  if (kind === 'row') {
    const refs = COLLECTIONS.map((collection): RowRef => ({ collection, id }));
    const rows = await rowsOf(store, refs);
    // Its history too, though begun here and unknown to whoever erased it.
    for (let part = 1; ; part++) {
      const history = await rowsOf(store, [{ collection: HISTORY, id: historyId(id, part) }]);
      if (history.length === 0) return rows;
      rows.push(...history);
    }
  }
  const rows: { ref: RowRef; row: LocalRow }[] = [];
  for (const collection of COLLECTIONS)
    for (const row of await store.storage.list(collection, id))
      rows.push({ ref: { collection, id: row.id }, row });
  return rows;
}

/**
 * Takes off the device whatever a stub names. Unsynchronised rows are set aside, so that a person sees what was
 * written meanwhile, and may export it, before it goes.
 */
async function obey(store: Store, erasure: Named, local: Record<string, unknown> = {}): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await obeyOnce(store, erasure, local);
    } catch (error) {
      // A row was saved meanwhile: it goes too, once it is set aside.
      if (!(error instanceof ChangedMeanwhile) || tries === MAX_TRIES) throw error;
    }
  }
}

async function obeyOnce(store: Store, erasure: Named, local: Record<string, unknown>): Promise<void> {
  const rows = await rowsUnder(store, erasure);
  const aside = await store.storage.quarantine();
  const named = ({ id, row }: { id: string; row: LocalRow }) =>
    erasure.kind === 'row' ? id === erasure.id : row.fileId === erasure.id;
  const now = store.clock.now();
  await store.erase(rows, {
    quarantine: rows.flatMap(({ ref, row }) =>
      row.dirty === 1 ? [quarantined(ref.collection, row, ERASED, now)] : [],
    ),
    release: aside.filter((item) => named(item) && item.row.dirty === 0).map(({ key }) => key),
    local,
  });
}

/** A target that the server does not know yet, and the document of `erasures` with the decision. */
interface Wanted extends EraseTarget {
  decision?: string;
}

const refOf = (decision: string): RowRef => ({ collection: 'erasures', id: decision });
const allWanted = async (store: Store): Promise<Wanted[]> => (await store.local<Wanted[]>(WANTED)) ?? [];

/** What people here decided to erase and the server does not know yet. */
export async function wantedTargets(store: Store): Promise<EraseTarget[]> {
  return (await allWanted(store)).map(({ kind, id }) => ({ kind, id }));
}

const turns = new WeakMap<Store, Promise<unknown>>();

/**
 * Changes the list, one change after another in all windows: what is decided while the server answers, or in
 * another window, stays in it.
 */
function changeWanted(
  { store, exclusive = (work) => work() }: Here,
  change: (wanted: Wanted[]) => Wanted[],
  put: Entry[] = [],
  happenings: readonly Happening[] = [],
): Promise<void> {
  const work = () =>
    exclusive(async () => {
      const local = { [WANTED]: change(await allWanted(store)) };
      await store.write([], () => ({ put, local, happenings }), { quiet: put.length === 0 });
    });
  const mine = (turns.get(store) ?? Promise.resolve()).then(work, work);
  turns.set(store, mine);
  return mine;
}

/** Takes out of the list what was carried out. */
function settleWanted(here: Here, done: readonly EraseTarget[]): Promise<void> {
  const ids = new Set(done.map(({ id }) => id));
  return changeWanted(here, (wanted) => wanted.filter(({ id }) => !ids.has(id)));
}

/** Decisions that the server is to be told, by their document; without one, those of an older version. */
async function decisions(store: Store): Promise<Map<string | undefined, EraseTarget[]>> {
  const byDecision = new Map<string | undefined, EraseTarget[]>();
  for (const { decision, kind, id } of await allWanted(store))
    byDecision.set(decision, [...(byDecision.get(decision) ?? []), { kind, id }]);
  return byDecision;
}

/** Keys of documents that say what was erased: they wait for the server until it has been. */
export async function undoneDecisions(store: Store): Promise<Set<string>> {
  const wanted = await decisions(store);
  return new Set([...wanted.keys()].flatMap((decision) => (decision ? keyOf(refOf(decision)) : [])));
}

/** Whether something waits to be told to the server that it did not refuse. */
export async function isErasureDue(store: Store): Promise<boolean> {
  const undone = await undoneDecisions(store);
  if (undone.size === 0) return false;
  for (const { key } of await store.storage.quarantine()) undone.delete(key);
  return undone.size > 0;
}

/** Gives why the server refuses, or null once it has erased and its stubs are remembered. */
async function order(
  store: Store,
  call: Call,
  targets: readonly EraseTarget[],
): Promise<RefusedErasure | null> {
  try {
    for (let from = 0; from < targets.length; from += MAX_TARGETS) {
      const body = { targets: targets.slice(from, from + MAX_TARGETS) };
      const { erasures } = await call('POST', '/erasures', { body, answer: eraseResponse });
      await store.putLocal(STUBS, await stubsWith(store, ...erasures));
    }
    return null;
  } catch (error) {
    if (!isServerFailure(error) || error.kind !== 'refused' || isOlderServer(error)) throw error;
    return error.code === 'no-right' ? 'erase-no-right' : 'erase-refused';
  }
}

/**
 * Tells the server what people here decided to erase. A decision that it refuses is set aside with the reason and
 * waits for a person, who has it sent again or gives it up; no other waits behind it.
 */
async function sendWanted(here: Here, call: Call): Promise<void> {
  const { store } = here;
  const aside = new Set((await store.storage.quarantine()).map(({ key }) => key));
  for (const [decision, targets] of await decisions(store)) {
    const ref = refOf(decision ?? '');
    if (aside.has(keyOf(ref))) continue;
    const row = (await store.storage.get([ref])).get(keyOf(ref));
    // Without its document a person has given it up.
    const code = decision !== undefined && !row ? null : await order(store, call, targets);
    if (code && row) {
      const quarantine = [quarantined(ref.collection, row, code, store.clock.now())];
      await store.write([], () => ({ put: [], quarantine }));
    } else await settleWanted(here, targets);
  }
}

async function discardOverdue(store: Store): Promise<boolean> {
  const waiting = (await store.storage.quarantine()).filter(({ code }) => code === ERASED);
  const overdue = waiting.filter(({ since }) => store.clock.now() - Date.parse(since) > GRACE_MS);
  if (overdue.length > 0) await store.write([], () => ({ put: [], release: overdue.map(({ key }) => key) }));
  return overdue.length === waiting.length;
}

/** Sends and obeys what was erased; gives how far the server knows, null from an older server. */
async function exchange(here: Here, call: Call): Promise<number | null> {
  const { store } = here;
  try {
    await sendWanted(here, call);
    let after = (await store.local<number>(OBEYED)) ?? 0;
    for (let more = true; more;) {
      const answer = await call('GET', `/erasures?after=${after}`, { answer: erasuresResponse });
      await orderLostAgain(here, call, answer.lost ?? []);
      for (const erasure of answer.erasures) {
        after = erasure.seq;
        const local = { [OBEYED]: after, [STUBS]: await stubsWith(store, erasure) };
        await obey(store, erasure, local);
      }
      more = answer.more && answer.erasures.length > 0;
    }
    return after;
  } catch (error) {
    if (isOlderServer(error)) return null;
    throw error;
  }
}

async function stubsWith(store: Store, ...more: readonly Erasure[]): Promise<Erasure[]> {
  const stubs = (await store.local<Erasure[]>(STUBS)) ?? [];
  const since = store.clock.now() - STUBS_KEPT_MS;
  const seqs = new Set(more.map(({ seq }) => seq));
  return [...stubs.filter(({ at, seq }) => at > since && !seqs.has(seq)), ...more];
}

/**
 * A server that was brought back to an earlier state has again what was erased since: it is told once more, by
 * every device that knows, before anything is fetched from it. Whoever may not erase is refused, and leaves it to
 * others.
 */
async function orderLostAgain(here: Here, call: Call, lost: readonly LostCommits[]): Promise<void> {
  const { store } = here;
  const open = openLosses(lost, (await store.local<number>(MADE_GOOD)) ?? 0);
  if (open.length === 0) return;
  const stubs = (await store.local<Erasure[]>(STUBS)) ?? [];
  const gone = stubs.filter(({ seq }) => isLost(open, seq));
  await noteWanted(
    here,
    [],
    gone.map(({ kind, id }) => ({ kind, id })),
  );
  await store.putLocal(CONFIRMED, 0);
  await store.putLocal(MADE_GOOD, reachOf(open));
  await sendWanted(here, call);
}

/** Sends and obeys erasures, and confirms once nothing of them is left here. Throws ServerFailure. */
export async function pullErasures(here: Here, call: Call): Promise<void> {
  const { store } = here;
  const after = await exchange(here, call);
  const clean = await discardOverdue(store);
  if (!clean || after === null || after === ((await store.local<number>(CONFIRMED)) ?? 0)) return;
  await call('POST', '/erasures/receipt', { body: { upTo: after }, answer: z.unknown() });
  await store.putLocal(CONFIRMED, after);
}

/** Notes a decision to erase together with what is written for it: both or neither. `decision`: id of its document. */
export function noteWanted(
  here: Here,
  put: Entry[],
  targets: readonly EraseTarget[],
  decision?: string,
  happenings: readonly Happening[] = [],
): Promise<void> {
  const added = targets.map((target) => (decision === undefined ? target : { ...target, decision }));
  return changeWanted(here, (wanted) => [...wanted, ...added], put, happenings);
}

/** Carries out what was decided, in an office without a server. */
export async function eraseHere(here: Here): Promise<void> {
  const { store } = here;
  const wanted = await wantedTargets(store);
  for (const target of wanted) await obey(store, target);
  const aside = (await store.storage.quarantine()).filter(({ code }) => code === ERASED);
  await store.write([], () => ({ put: [], release: aside.map(({ key }) => key) }));
  await settleWanted(here, wanted);
}

/** Notes a decision to erase; it is carried out when the server knows it, at once where there is none. */
export async function wantErased(
  store: Store,
  targets: readonly EraseTarget[],
  hasServer: boolean,
): Promise<void> {
  await noteWanted({ store }, [], targets);
  if (!hasServer) await eraseHere({ store });
}

/** Each stub's place in the order of the office, and how far every device has confirmed. Throws ServerFailure. */
export async function pullReceipts(call: Call): Promise<ErasureReceipts> {
  const stubs: Erasure[] = [];
  for (let after = 0, more = true; more;) {
    const answer = await call('GET', `/erasures?after=${after}`, { answer: erasuresResponse });
    stubs.push(...answer.erasures);
    after = answer.erasures.at(-1)?.seq ?? after;
    more = answer.more && answer.erasures.length > 0;
  }
  const { devices } = await call('GET', '/erasures/receipts', { answer: receiptsResponse });
  return {
    seqs: Object.fromEntries(stubs.map(({ id, seq }) => [id, seq])),
    devices: devices.map(({ deviceId, personId, upTo, at }) => ({
      deviceId,
      personId,
      upTo,
      at: at === null ? null : new Date(at).toISOString(),
    })),
  };
}
