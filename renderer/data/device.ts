import { database, DATABASE_DEADLINE_MS, within } from './errors';
import type { Journal, JournalRecord } from './journal';
import { COLLECTIONS, LocalDatabase } from './schema';
import { keyOf } from './storage';
import type { Store } from './store';
import { newId, type Random } from '#shared/crypto/random';

/**
 * A small note outside IndexedDB that a store was begun on this device. With it, an empty database is a lost
 * store and not a new device (architecture § 5).
 */
export interface Marker {
  read(): Promise<string | null>;
  write(deviceMark: string): Promise<void>;
}

/** A note in memory: tests, and Node. */
export function memoryMarker(): Marker {
  let mark: string | null = null;
  return {
    read: () => Promise.resolve(mark),
    write(next) {
      mark = next;
      return Promise.resolve();
    },
  };
}

const MARK_NAME = 'device-mark';
/** True while rows of a lost store may still stand in the journal alone. */
const REPLAY_NAME = 'journal-replay';
const COMPACTED_NAME = 'journal-compacted';
/** A journal is not rewritten before it has grown by this many bytes. */
const COMPACT_FROM = 4 * 1024 * 1024;

/** Why the store cannot be used; words for it stand in the i18n files. */
export type BrokenReason = 'newer-version' | 'cannot-open' | 'store-lost';

export type Opened =
  | { ok: true; strict: LocalDatabase; relaxed: LocalDatabase; lost: boolean }
  | { ok: false; reason: Exclude<BrokenReason, 'store-lost'> };

/** Opens both handles of the database and compares it with the note outside. Never throws. */
export async function openDatabase(
  name: string,
  dexie: ConstructorParameters<typeof LocalDatabase>[1],
  marker: Marker,
): Promise<Opened> {
  const strict = new LocalDatabase(name, { ...dexie, chromeTransactionDurability: 'strict' });
  const relaxed = new LocalDatabase(name, { ...dexie, chromeTransactionDurability: 'relaxed' });
  try {
    await within(DATABASE_DEADLINE_MS, strict.open());
    await within(DATABASE_DEADLINE_MS, relaxed.open());
    const [inside, outside] = await Promise.all([strict.local.get(MARK_NAME), marker.read()]);
    if (inside && outside === null) await marker.write(String(inside.value));
    return { ok: true, strict, relaxed, lost: !inside && outside !== null };
  } catch (error) {
    strict.close();
    relaxed.close();
    return { ok: false, reason: isVersionError(error) ? 'newer-version' : 'cannot-open' };
  }
}

function isVersionError(error: unknown): boolean {
  const { name, inner } = (error ?? {}) as { name?: string; inner?: { name?: string } };
  return name === 'VersionError' || inner?.name === 'VersionError';
}

/** Notes inside and outside the database that there is a store now; after a loss, that the journal is to be read. */
export async function markDevice(
  db: LocalDatabase,
  marker: Marker,
  random: Random,
  lost: boolean,
): Promise<void> {
  const known = await database(db.local.get(MARK_NAME));
  const mark = known ? String(known.value) : newId(random);
  if (!known) {
    const replay = { name: REPLAY_NAME, value: lost };
    await database(db.local.bulkPut([{ name: MARK_NAME, value: mark }, replay]));
  }
  await marker.write(mark);
}

/** The newest record of each row in a journal. */
function newestOf(records: readonly JournalRecord[]): Map<string, JournalRecord> {
  return new Map(
    records.map((record) => [keyOf({ collection: record.collection, id: record.row.id }), record]),
  );
}

/**
 * After a loss: puts back unsynchronised rows that the store does not have. Only rows whose key is held, so that
 * the work of another office or person stays where it is. Returns how many came back.
 */
export async function replayJournal(store: Store, journal: Journal): Promise<number> {
  if ((await store.local<boolean>(REPLAY_NAME)) !== true) return 0;
  const keyring = store.keys();
  const readable: JournalRecord[] = [];
  let unreadable = 0;
  for (const record of newestOf(await journal.read()).values()) {
    if (keyring.byId(record.row.keyId)) readable.push(record);
    else unreadable++;
  }
  const rows = readable.map(({ collection, row }) => ({
    ref: { collection, id: row.id },
    row,
    addOnly: true,
  }));
  const present = await store.storage.commit(
    {
      expected: [],
      rows,
      quarantine: [],
      release: [],
      erase: [],
      local: () => ({ [REPLAY_NAME]: unreadable > 0 }),
    },
    'strict',
  );
  const lost = rows.flatMap(({ ref }) => (present.has(keyOf(ref)) ? [] : [ref]));
  await store.reread(lost);
  return lost.length;
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
  if ((await journal.size()) === 0) return;
  const records = await journal.read();
  const waiting = new Set<string>();
  for (const collection of COLLECTIONS) {
    const rows = await store.storage.dirty(collection);
    for (const { id } of rows) waiting.add(keyOf({ collection, id }));
  }
  const newest = newestOf(records);
  const present = await store.storage.get(
    [...newest.values()].map(({ collection, row }) => ({ collection, id: row.id })),
  );
  const keep = [...newest].flatMap(([key, record]) =>
    waiting.has(key) || !keyring.byId(record.row.keyId) || !present.has(key) ? [record] : [],
  );
  if (keep.length < records.length) await journal.reset(keep);
}
