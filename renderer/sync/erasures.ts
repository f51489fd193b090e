import { z } from 'zod';
import type { Call } from './call';
import { isServerFailure } from './http';
import type { ErasureReceipts } from '../data/erasure-api';
import { COLLECTIONS, type LocalRow } from '../data/schema';
import { quarantined, type Entry, type RowRef } from '../data/sealing';
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

/** How far the stubs of the server are obeyed, and confirmed. */
const OBEYED = 'erasures.obeyed';
const CONFIRMED = 'erasures.confirmed';
/** What a person here decided to erase and the server does not know yet. */
const WANTED = 'erasures.wanted';
/** So long unsynchronised rows of an erased file wait for a person to export or discard them, in milliseconds. */
const GRACE_MS = 14 * 86_400_000;
const MAX_TRIES = 8;
/** Code of rows set aside because a person erased what they belong to. */
const ERASED = 'erased';

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

/** What people here decided to erase and the server does not know yet. */
export async function wantedTargets(store: Store): Promise<EraseTarget[]> {
  return (await store.local<EraseTarget[]>(WANTED)) ?? [];
}

/** Takes out of the list what was carried out; what was added meanwhile stays. */
async function settleWanted(store: Store, done: readonly EraseTarget[]): Promise<void> {
  const ids = new Set(done.map(({ id }) => id));
  const rest = (await wantedTargets(store)).filter(({ id }) => !ids.has(id));
  await store.putLocal(WANTED, rest);
}

/** Tells the server what people here decided to erase. What it refuses (no right) is dropped and stays. */
async function sendWanted(store: Store, call: Call): Promise<void> {
  const wanted = await wantedTargets(store);
  for (let from = 0; from < wanted.length; from += MAX_TARGETS) {
    const targets = wanted.slice(from, from + MAX_TARGETS);
    try {
      await call('POST', '/erasures', { body: { targets }, answer: eraseResponse });
    } catch (error) {
      if (!isServerFailure(error) || error.kind !== 'refused') throw error;
    }
    await settleWanted(store, targets);
  }
}

async function discardOverdue(store: Store): Promise<boolean> {
  const waiting = (await store.storage.quarantine()).filter(({ code }) => code === ERASED);
  const overdue = waiting.filter(({ since }) => store.clock.now() - Date.parse(since) > GRACE_MS);
  if (overdue.length > 0) await store.write([], () => ({ put: [], release: overdue.map(({ key }) => key) }));
  return overdue.length === waiting.length;
}

/** Sends and obeys erasures, and confirms once nothing of them is left here. Throws ServerFailure. */
export async function pullErasures(store: Store, call: Call): Promise<void> {
  await sendWanted(store, call);
  let after = (await store.local<number>(OBEYED)) ?? 0;
  for (let more = true; more;) {
    const answer = await call('GET', `/erasures?after=${after}`, { answer: erasuresResponse });
    for (const erasure of answer.erasures) {
      after = erasure.seq;
      await obey(store, erasure, { [OBEYED]: after });
    }
    more = answer.more && answer.erasures.length > 0;
  }
  const clean = await discardOverdue(store);
  if (!clean || after === ((await store.local<number>(CONFIRMED)) ?? 0)) return;
  await call('POST', '/erasures/receipt', { body: { upTo: after }, answer: z.unknown() });
  await store.putLocal(CONFIRMED, after);
}

/** Notes a decision to erase together with what is written for it: both or neither. */
export async function noteWanted(store: Store, put: Entry[], targets: readonly EraseTarget[]): Promise<void> {
  const wanted = await wantedTargets(store);
  await store.write([], () => ({ put, local: { [WANTED]: [...wanted, ...targets] } }));
}

/** Carries out what was decided, in an office without a server. */
export async function eraseHere(store: Store): Promise<void> {
  const wanted = await wantedTargets(store);
  for (const target of wanted) await obey(store, target);
  const aside = (await store.storage.quarantine()).filter(({ code }) => code === ERASED);
  await store.write([], () => ({ put: [], release: aside.map(({ key }) => key) }));
  await settleWanted(store, wanted);
}

/** Notes a decision to erase; it is carried out when the server knows it, at once where there is none. */
export async function wantErased(
  store: Store,
  targets: readonly EraseTarget[],
  hasServer: boolean,
): Promise<void> {
  await noteWanted(store, [], targets);
  if (!hasServer) await eraseHere(store);
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
