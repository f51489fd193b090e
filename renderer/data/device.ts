import { database, DATABASE_DEADLINE_MS, within } from './errors';
import type { Journal, JournalRecord } from './journal';
import { COLLECTIONS, LocalDatabase } from './schema';
import { keyOf, type Store } from './store';
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

/** Notes inside and outside the database that there is a store now. */
export async function markDevice(db: LocalDatabase, marker: Marker, random: Random): Promise<void> {
  const known = await database(db.local.get(MARK_NAME));
  const mark = known ? String(known.value) : newId(random);
  if (!known) await database(db.local.put({ name: MARK_NAME, value: mark }));
  await marker.write(mark);
}

/** The newest record of each row in a journal. */
function newestOf(records: readonly JournalRecord[]): Map<string, JournalRecord> {
  return new Map(records.map((record) => [keyOf({ collection: record.collection, id: record.row.id }), record]));
}

/**
 * Puts back unsynchronised rows that the store does not have, from the journal. Only rows whose key is held, so
 * that the work of another office or person stays where it is. Returns how many came back.
 */
export async function replayJournal(store: Store, journal: Journal): Promise<number> {
  const keyring = store.keys();
  const lost: JournalRecord[] = [];
  for (const record of newestOf(await journal.read()).values()) {
    if (!keyring.byId(record.row.keyId)) continue;
    const row = await database(store.strict.rows(record.collection).get(record.row.id));
    if (!row) lost.push(record);
  }
  if (lost.length === 0) return 0;
  const tables = [...new Set(lost.map(({ collection }) => collection))].map((name) => store.strict.rows(name));
  await database(
    store.strict.transaction('rw', tables, async () => {
      for (const { collection, row } of lost) await store.strict.rows(collection).add(row);
    }),
  );
  await store.reread(lost.map(({ collection, row }) => ({ collection, id: row.id })));
  return lost.length;
}

/** Drops from the journal what the server has; keeps what still waits, and what this person cannot read. */
export async function trimJournal(store: Store, journal: Journal): Promise<void> {
  const keyring = store.keys();
  const records = await journal.read();
  if (records.length === 0) return;
  const waiting = new Set<string>();
  for (const collection of COLLECTIONS) {
    const ids = await database(
      store.strict.rows(collection).where('[dirty+maxStamp]').between([1, ''], [1, '\uffff']).primaryKeys(),
    );
    for (const id of ids) waiting.add(keyOf({ collection, id }));
  }
  const keep: JournalRecord[] = [];
  for (const [key, record] of newestOf(records)) {
    const { collection, row } = record;
    const needed = waiting.has(key) || !keyring.byId(row.keyId);
    if (needed || !(await database(store.strict.rows(collection).get(row.id)))) keep.push(record);
  }
  if (keep.length < records.length) await journal.reset(keep);
}
