import { REPLAY_NAME } from './device';
import { cursorName, type Cursor } from './read-models';
import type { QuarantineRow } from './schema';
import { openEntry, quarantined, RowError } from './sealing';
import { keyOf } from './storage';
import type { Store } from './store';

/** Code of rows of this device that do not open. */
export const DAMAGED = 'damaged';

/**
 * Rows that did not open since the start and still do not: as if they were set aside, though they stand where they
 * stood. Those whose key is still to come are none.
 */
export async function* damagedRows(store: Store): AsyncGenerator<QuarantineRow> {
  for (const { ref } of store.damaged()) {
    const row = (await store.storage.get([ref])).get(keyOf(ref));
    if (!row) continue;
    try {
      await openEntry(store.keys(), ref.collection, row);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      if (error.code === 'key-missing') continue;
      const aside = quarantined(ref.collection, row, DAMAGED, store.clock.now());
      yield { ...aside, key: `${DAMAGED}/${aside.key}` };
    }
  }
}

/** Whether any row of this device does not open. Throws DataError. */
export async function isAnythingDamaged(store: Store): Promise<boolean> {
  return !(await damagedRows(store).next()).done;
}

/** Everything of the compartment is read once more; only what does not stand here changes. */
async function fetchAgain(store: Store, { seq, compartment }: QuarantineRow): Promise<void> {
  const name = cursorName(compartment);
  const cursor = await store.local<Cursor>(name);
  if (seq > 0 && cursor) await store.putLocal(name, { ...cursor, low: Number.MAX_SAFE_INTEGER });
}

/**
 * Looks for a version of a damaged row that opens: in the journal, where what was not synchronised stands too,
 * else, with the next pull, on the server. Throws DataError.
 */
export async function mend(
  store: Store,
  damaged: QuarantineRow,
  replay: () => Promise<unknown>,
): Promise<void> {
  if (damaged.row.dirty === 0) return fetchAgain(store, damaged);
  const key = damaged.key.slice(DAMAGED.length + 1);
  const left = await store.local<true | string[]>(REPLAY_NAME);
  if (left !== true) await store.putLocal(REPLAY_NAME, [...new Set([...(left ?? []), key])]);
  await replay();
  for await (const still of damagedRows(store)) {
    if (still.key === damaged.key) return fetchAgain(store, damaged);
  }
  // The damaged version was set aside under its name when the whole one took its place.
  await store.write([], () => ({ put: [], release: [key] }));
}
