import { z } from 'zod';
import type { Call } from './call';
import { isServerFailure } from './http';
import { COLLECTIONS, type LocalRow } from '../data/schema';
import { quarantined, type RowRef } from '../data/sealing';
import { keyOf } from '../data/storage';
import type { Store } from '../data/store';
import {
  eraseResponse,
  erasuresResponse,
  type Erasure,
  type EraseTarget,
} from '#shared/sync/erasures-protocol';

/** How far the stubs of the server are obeyed, and confirmed. */
const OBEYED = 'erasures.obeyed';
const CONFIRMED = 'erasures.confirmed';
/** What a person here decided to erase and the server does not know yet. */
const WANTED = 'erasures.wanted';
/** So long unsynchronised rows of an erased file wait for a person to export or discard them, in milliseconds. */
const GRACE_MS = 14 * 86_400_000;
/** Code of rows set aside because a person erased what they belong to. */
export const ERASED = 'erased';

type Named = Pick<Erasure, 'kind' | 'id'>;

async function rowsUnder(store: Store, { kind, id }: Named): Promise<{ ref: RowRef; row: LocalRow }[]> {
  if (kind === 'row') {
    const refs = COLLECTIONS.map((collection): RowRef => ({ collection, id }));
    const found = await store.storage.get(refs);
    return refs.flatMap((ref) => {
      const row = found.get(keyOf(ref));
      return row ? [{ ref, row }] : [];
    });
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
export async function obey(
  store: Store,
  erasure: Named,
  local: Record<string, unknown> = {},
): Promise<void> {
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

/** Tells the server what people here decided to erase. What it refuses (no right) is dropped and stays. */
async function sendWanted(store: Store, call: Call): Promise<void> {
  const wanted = (await store.local<EraseTarget[]>(WANTED)) ?? [];
  if (wanted.length === 0) return;
  try {
    await call('POST', '/erasures', { body: { targets: wanted }, answer: eraseResponse });
  } catch (error) {
    if (!isServerFailure(error) || error.kind !== 'refused') throw error;
  }
  const since = (await store.local<EraseTarget[]>(WANTED)) ?? [];
  await store.putLocal(WANTED, since.slice(wanted.length));
}

async function discardOverdue(store: Store): Promise<boolean> {
  const waiting = (await store.storage.quarantine()).filter(({ code }) => code === ERASED);
  const overdue = waiting.filter(({ since }) => store.clock.now() - Date.parse(since) > GRACE_MS);
  if (overdue.length > 0)
    await store.write([], () => ({ put: [], release: overdue.map(({ key }) => key) }));
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

/** Notes a decision to erase; it is carried out when the server knows it, at once where there is none. */
export async function wantErased(
  store: Store,
  targets: readonly EraseTarget[],
  hasServer: boolean,
): Promise<void> {
  if (hasServer) {
    const wanted = (await store.local<EraseTarget[]>(WANTED)) ?? [];
    await store.putLocal(WANTED, [...wanted, ...targets]);
    return;
  }
  for (const target of targets) {
    await obey(store, target);
    const aside = (await store.storage.quarantine()).filter(({ code }) => code === ERASED);
    await store.write([], () => ({ put: [], release: aside.map(({ key }) => key) }));
  }
}
