import { REPLAY_NAME } from './device';
import { dataError } from './errors';
import type { Journal, JournalRecord } from './journal';
import { COLLECTIONS, type LocalRow } from './schema';
import { ChangedMeanwhile, keyOf, markerOf } from './storage';
import type { Store } from './store';

const COMPACTED_NAME = 'journal-compacted';
/** A journal is not rewritten before it has grown by this many bytes. */
const COMPACT_FROM = 4 * 1024 * 1024;
/** What a database loses without losing everything are its last writes: so many bytes of the journal tell. */
const TAIL_BYTES = 64 * 1024;
/** Rows put back in one transaction. */
const BATCH = 1_000;
const MAX_TRIES = 8;

const refOf = ({ collection, row }: JournalRecord) => ({ collection, id: row.id });

/** The newest record of each row in a journal. */
function newestOf(records: readonly JournalRecord[]): Map<string, JournalRecord> {
  return new Map(records.map((record) => [keyOf(refOf(record)), record]));
}

/** Whether the store lacks what the journal says of a row: no such row, or one from before. */
function lacks(row: LocalRow | undefined, record: JournalRecord): boolean {
  if (!row) return true;
  return row.rev !== record.row.rev && row.seq <= record.row.seq && row.maxStamp < record.row.maxStamp;
}

/** Whether rows of the journal may be missing: the store was lost, or fell back behind its last writes. */
async function isDue(store: Store, journal: Journal): Promise<boolean> {
  if ((await store.local<boolean>(REPLAY_NAME)) === true) return true;
  const tail = newestOf(await journal.read(Math.max(0, (await journal.size()) - TAIL_BYTES)));
  const present = await store.storage.get([...tail.values()].map(refOf));
  return [...tail].some(([key, record]) => lacks(present.get(key), record));
}

async function putBack(store: Store, records: readonly JournalRecord[]): Promise<JournalRecord[]> {
  for (let tries = 1; ; tries++) {
    const present = await store.storage.get(records.map(refOf));
    const missing = records.filter((record) => lacks(present.get(keyOf(refOf(record))), record));
    const refs = missing.map(refOf);
    try {
      await store.storage.commit(
        {
          expected: refs.map((ref) => ({ ref, marker: markerOf(present.get(keyOf(ref))) })),
          rows: missing.map((record) => ({ ref: refOf(record), row: record.row, addOnly: false })),
          quarantine: [],
          release: [],
          erase: [],
          local: () => ({}),
        },
        'strict',
      );
      await store.reread(refs);
      return missing;
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
      if (tries === MAX_TRIES) throw dataError('unknown');
    }
  }
}

/**
 * After a loss: puts back unsynchronised rows that the store does not have. Only rows whose key is held, so that
 * the work of another office or person stays where it is. Returns how many came back.
 */
export async function replayJournal(store: Store, journal: Journal): Promise<number> {
  if (!(await isDue(store, journal))) return 0;
  const keyring = store.keys();
  const all = [...newestOf(await journal.read()).values()];
  const readable = all.filter(({ row }) => keyring.byId(row.keyId));
  let count = 0;
  for (let from = 0; from < readable.length; from += BATCH)
    count += (await putBack(store, readable.slice(from, from + BATCH))).length;
  await store.putLocal(REPLAY_NAME, readable.length < all.length);
  return count;
}

/** Rewrites a journal that has doubled since the last time (an office without server never empties it). */
export async function compactJournal(store: Store, journal: Journal): Promise<void> {
  const before = (await store.local<number>(COMPACTED_NAME)) ?? 0;
  if ((await journal.size()) < 2 * before + COMPACT_FROM) return;
  await trimJournal(store, journal);
  await store.putLocal(COMPACTED_NAME, await journal.size());
}

/** Drops from the journal what the server has; keeps what still waits, and what this person cannot read. */
export async function trimJournal(store: Store, journal: Journal): Promise<void> {
  const keyring = store.keys();
  const end = await journal.size();
  if (end === 0) return;
  const records = await journal.read();
  const waiting = new Set<string>();
  for (const collection of COLLECTIONS) {
    const rows = await store.storage.dirty(collection);
    for (const { id } of rows) waiting.add(keyOf({ collection, id }));
  }
  const newest = newestOf(records);
  const present = await store.storage.get([...newest.values()].map(refOf));
  const keep = [...newest].flatMap(([key, record]) =>
    waiting.has(key) || !keyring.byId(record.row.keyId) || !present.has(key) ? [record] : [],
  );
  if (keep.length < records.length) await journal.reset(keep, end);
}
