import { database, dataError, DATABASE_DEADLINE_MS, within } from './errors';
import type { JournalFile } from './journal';
import { LocalDatabase, type NamedValue } from './schema';
import { CLOCK_NAME } from './store';
import type { LocalVault } from '../security/local-vault';

/**
 * A note outside IndexedDB: what the vault holds (public, wrapped and sealed records). With it, an empty database
 * is a lost store and not a new device (architecture § 5), and the office can be opened again on this device.
 */
export interface Marker {
  /** Null: no store was ever begun here. */
  read(): Promise<string | null>;
  write(note: string | null): Promise<void>;
}

/** Where journal and note lie outside IndexedDB: files of the desktop app, or of the browser's private file system. */
export interface DeviceFiles {
  marker: Marker;
  /** Bytes that may still be written; null where nobody knows. */
  freeBytes(): Promise<number | null>;
  /** The journal file of one worker; what ended workers left is in it. `name` serves when there is none yet. */
  openJournal(name: string): Promise<JournalFile>;
}

/** A note in memory: tests, and Node. */
export function memoryMarker(): Marker {
  let note: string | null = null;
  return {
    read: () => Promise.resolve(note),
    write(next) {
      note = next;
      return Promise.resolve();
    },
  };
}

/** After a loss true: every row may stand in the journal alone; later the keys of those that did not open then. */
export const REPLAY_NAME = 'journal-replay';

/** Why the store cannot be used; words for it stand in the i18n files. */
export type BrokenReason = 'newer-version' | 'cannot-open' | 'store-lost';

export type Opened =
  | { ok: true; strict: LocalDatabase; relaxed: LocalDatabase; lost: boolean; highWater: string }
  | { ok: false; reason: Exclude<BrokenReason, 'store-lost'> };

type DexieOptions = ConstructorParameters<typeof LocalDatabase>[1];

/** A store that was emptied under a running app. */
class StoreLost extends Error {
  override name = 'DatabaseClosedError';
}

/**
 * Opens both handles of the database and compares it with the note outside. Never throws. A handle that the
 * browser closes is opened once more by the next call; should the store be gone then, `onLost` is told and
 * every call fails.
 */
export async function openDatabase(
  name: string,
  dexie: DexieOptions,
  marker: Marker,
  onLost: () => void,
): Promise<Opened> {
  const strict = new LocalDatabase(name, { ...dexie, chromeTransactionDurability: 'strict' });
  const relaxed = new LocalDatabase(name, { ...dexie, chromeTransactionDurability: 'relaxed' });
  try {
    const [outside] = await Promise.all([
      within(DATABASE_DEADLINE_MS, marker.read()),
      database(strict.open()),
      database(relaxed.open()),
    ]);
    const records = await database(strict.vault.toArray());
    if (records.length > 0 && outside === null) await marker.write(noteOf(records));
    const lost = records.length === 0 && outside !== null;
    if (lost) await database(strict.local.put({ name: REPLAY_NAME, value: true }));
    for (const handle of [strict, relaxed]) refuseEmptied(handle, marker, onLost);
    const highWater = (await database(strict.local.get(CLOCK_NAME)))?.value;
    return { ok: true, strict, relaxed, lost, highWater: typeof highWater === 'string' ? highWater : '' };
  } catch (error) {
    strict.close();
    relaxed.close();
    return { ok: false, reason: isVersionError(error) ? 'newer-version' : 'cannot-open' };
  }
}

/** From now on the handle does not open over an emptied store. */
function refuseEmptied(handle: LocalDatabase, marker: Marker, onLost: () => void): void {
  const check = async (opened: LocalDatabase) => {
    if ((await opened.vault.count()) > 0 || (await marker.read()) === null) return;
    onLost();
    throw new StoreLost();
  };
  // Called without a database for the handle as it is open now: that one has been compared already.
  handle.on('ready', (opened?: unknown) => (opened ? check(opened as LocalDatabase) : undefined), true);
  // Asked at once, so that a loss is told before somebody works on. A handle closed on purpose stays closed.
  handle.on('close', () => void setTimeout(() => handle.vault.count().catch(() => undefined), 0));
}

function isVersionError(error: unknown): boolean {
  const { name, inner } = (error ?? {}) as { name?: string; inner?: { name?: string } };
  return name === 'VersionError' || inner?.name === 'VersionError';
}

const noteOf = (records: readonly NamedValue[]) => JSON.stringify(records);

/** The records of a note; null when there is none, or when it cannot be read. */
export async function readNote(marker: Marker): Promise<NamedValue[] | null> {
  const note = await marker.read();
  try {
    return note === null ? null : (JSON.parse(note) as NamedValue[]);
  } catch {
    return null;
  }
}

/** The vault of security in the database, each change also in the note. `onTrouble`: the note was not written. */
export function vaultOf(db: LocalDatabase, marker: Marker, onTrouble: (error: unknown) => void): LocalVault {
  const note = async () => {
    const records = await database(db.vault.toArray());
    try {
      await within(DATABASE_DEADLINE_MS, marker.write(records.length > 0 ? noteOf(records) : null));
    } catch (error) {
      onTrouble(error);
    }
  };
  return {
    async get<T>(name: string) {
      return ((await database(db.vault.get(name)))?.value as T | undefined) ?? null;
    },
    async put(name, value) {
      await database(db.vault.put({ name, value }));
      await note();
    },
    async remove(name) {
      await database(db.vault.delete(name));
      await note();
    },
  };
}

/**
 * Begins the store of this device anew from the note: the same office and people, no rows yet; unlocking brings
 * back what the journal holds. What is left of the old database goes. Throws DataError; `not-found` without note.
 */
export async function rebuildDatabase(name: string, dexie: DexieOptions, marker: Marker): Promise<void> {
  const records = await readNote(marker);
  if (!records) throw dataError('not-found');
  const db = new LocalDatabase(name, { ...dexie, chromeTransactionDurability: 'strict' });
  try {
    await database(db.delete());
    await database(db.open());
    await database(
      db.transaction('rw', [db.vault, db.local], async () => {
        await db.local.put({ name: REPLAY_NAME, value: true });
        await db.vault.bulkPut(records);
      }),
    );
  } finally {
    db.close();
  }
}
