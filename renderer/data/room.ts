import type { Room } from './storage-api';
import { dataError } from './errors';
import type { Journal } from './journal';
import type { RowStorage } from './storage';

/** Below this many free bytes a person is told to make room. */
const LOW_BYTES = 256 * 1024 * 1024;
/** Below this many nothing more is taken: the store itself needs some to stay whole. */
const FULL_BYTES = 32 * 1024 * 1024;
/** How long an answer holds, in milliseconds. */
const ASK_EVERY_MS = 5_000;

/** Bytes that may still be written, null where that cannot be told. */
export type FreeBytes = () => Promise<number | null>;

/** Knows how much room is left, and refuses while there is none. */
export interface RoomKeeper {
  level(): Promise<Room['level']>;
  /** Throws `storage-full`. */
  admit(): Promise<void>;
}

/** Asks the device at most every few seconds. `now`: Unix ms. */
export function createRoomKeeper(free: FreeBytes, now: () => number): RoomKeeper {
  let asked = -Infinity;
  let known: Promise<Room['level']> = Promise.resolve(null);
  const level = () => {
    if (Math.abs(now() - asked) >= ASK_EVERY_MS) {
      asked = now();
      known = free().then(levelOf, () => null);
    }
    return known;
  };
  return {
    level,
    async admit() {
      if ((await level()) === 'full') throw dataError('storage-full');
    },
  };
}

function levelOf(free: number | null): Room['level'] {
  if (free === null) return null;
  if (free < FULL_BYTES) return 'full';
  return free < LOW_BYTES ? 'low' : 'enough';
}

/** A storage that takes rows only while there is room for them. */
export function whileThereIsRoom(storage: RowStorage, room: RoomKeeper): RowStorage {
  return {
    get: (refs) => storage.get(refs),
    list: (collection, fileId) => storage.list(collection, fileId),
    dirty: () => storage.dirty(),
    seqs: (collection, compartment) => storage.seqs(collection, compartment),
    quarantine: () => storage.quarantine(),
    local: (name) => storage.local(name),
    async commit(transaction, durability, meanwhile) {
      if (transaction.rows.length > 0) await room.admit();
      return storage.commit(transaction, durability, meanwhile);
    },
  };
}

/** A journal that takes records only while there is room for the rows themselves. */
export function journalWhileThereIsRoom(journal: Journal, room: RoomKeeper): Journal {
  return {
    async append(records) {
      await room.admit();
      await journal.append(records);
    },
    flush: () => journal.flush(),
    beside: () => journal.beside(),
    read: (from) => journal.read(from),
    size: () => journal.size(),
    reset: (keep, end) => journal.reset(keep, end),
  };
}
