import { concat, fromBase64url, fromUtf8, toBase64url, utf8 } from '#shared/crypto/bytes';
import type { Collection } from '#shared/security/compartments';
import { COLLECTIONS, type LocalRow } from './schema';

/** One unsynchronised row as it lies on disk: the same ciphertext, a second time. */
export interface JournalRecord {
  collection: Collection;
  row: LocalRow;
  /** Revs of the versions on this device that it grew from, the last one first. */
  from?: readonly string[];
  /** When it was appended (Unix ms, growing within a file); the journal gives it. */
  at?: number;
}

/** A row that left the device for good: what stands before it of that row never comes back. */
export interface JournalErasure {
  collection: Collection;
  erased: string;
  at?: number;
}

/** The version `rev` of a row is about to be sent: it goes out unchanged until it is answered. */
export interface JournalSent {
  collection: Collection;
  sent: string;
  rev: string;
  /** The seq that the version grew from. */
  seq: number;
  at?: number;
}

/** The version `rev` of a row was not written after all: somebody else wrote the row first. */
export interface JournalUndone {
  collection: Collection;
  undone: string;
  rev: string;
  at?: number;
}

type JournalEntry = JournalRecord | JournalErasure | JournalSent | JournalUndone;

/**
 * Second home of unsynchronised rows outside IndexedDB, which the browser may reset (architecture § 5).
 * Once `append` has resolved, the records outlive the process; after the next `flush`, a power cut.
 */
export interface Journal {
  /** Whether another window of this device was writing one when this one was opened. */
  beside(): Promise<boolean>;
  /** Entries that belong together: a torn file gives back all of them or none. */
  append(entries: readonly JournalEntry[]): Promise<void>;
  flush(): Promise<void>;
  /** Every whole record in the order of its time, or those that begin after byte `from`. */
  read(from?: number): Promise<JournalRecord[]>;
  /** Bytes that it takes. */
  size(): Promise<number>;
  /** Of its first `end` bytes only `keep` is still needed; what was appended since stays. */
  reset(keep: readonly JournalRecord[], end: number): Promise<void>;
}

/** A file that the journal writes to. */
export interface JournalFile {
  /** Whether other windows were using theirs when this one was opened. */
  beside(): Promise<boolean>;
  /** Resolves when the operating system has the bytes; they are on the disk after the next `flush`. */
  append(bytes: Uint8Array): Promise<void>;
  flush(): Promise<void>;
  /** What stands from byte `from` to the end. */
  read(from: number): Promise<Uint8Array>;
  size(): Promise<number>;
  /** Puts `bytes` in the place of the first `end` bytes: either all of it happens or nothing, and it is flushed. */
  replace(bytes: Uint8Array, end: number): Promise<void>;
}

/** Begins each frame, so that a damaged one costs itself and none that follow. Never part of UTF-8. */
const MAGIC = 0xf5a7_ff01;
/** Magic · length of what follows the checksum · CRC-32 of that, 4 bytes each. */
const HEADER_BYTES = 12;
/** The time of a frame: a 64-bit float before its text. */
const TIME_BYTES = 8;
/** How far from the end the last time is looked for. */
const LAST_BYTES = 1024 * 1024;
/** The least step from one time to the next; exact in a 64-bit float. */
const TICK_MS = 1 / 1024;

/** The CRC-32 (IEEE 802.3) of each byte. */
const CRC_OF_BYTE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

/** CRC-32 (IEEE 802.3), to tell a torn frame from a whole one. */
function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_OF_BYTE[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

/** Bytes stand in the JSON of a frame as base64url. */
const pack = (_: string, value: unknown) =>
  value instanceof Uint8Array ? { $bytes: toBase64url(value) } : value;

const unpack = (_: string, value: unknown) => {
  const bytes = (value as { $bytes?: unknown } | null)?.$bytes;
  return typeof bytes === 'string' ? fromBase64url(bytes) : value;
};

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Entries that stand or fall together, as they lie in a file. */
function frameOf(entries: readonly JournalEntry[], at: number): Uint8Array {
  const time = new Uint8Array(TIME_BYTES);
  viewOf(time).setFloat64(0, at);
  const plain = entries.map(({ at: _, ...entry }) => entry);
  const content = concat(time, utf8(JSON.stringify(plain, pack)));
  const header = new Uint8Array(HEADER_BYTES);
  viewOf(header).setUint32(0, MAGIC);
  viewOf(header).setUint32(4, content.length);
  viewOf(header).setUint32(8, crc32(content));
  return concat(header, content);
}

/** Records as they lie in a file, each by itself; `at` serves those without a time of their own. */
export function encodeRecords(records: readonly JournalRecord[], at: number): Uint8Array {
  return concat(...records.map((record) => frameOf([record], record.at ?? at)));
}

/** Time and text of each whole frame; after a torn or damaged one it looks for the next beginning. */
function* frames(bytes: Uint8Array): Generator<{ at: number; text: Uint8Array }> {
  const view = viewOf(bytes);
  for (let from = 0; from + HEADER_BYTES + TIME_BYTES <= bytes.length;) {
    const length = view.getUint32(from) === MAGIC ? view.getUint32(from + 4) : 0;
    const start = from + HEADER_BYTES;
    const content = bytes.subarray(start, start + length);
    const whole =
      length > TIME_BYTES && content.length === length && crc32(content) === view.getUint32(from + 8);
    if (whole) yield { at: view.getFloat64(start), text: content.subarray(TIME_BYTES) };
    from = whole ? start + length : from + 1;
  }
}

const sentVersion = ({ rev, keyId, maxStamp, body }: LocalRow, seq: number) => ({
  rev,
  keyId,
  maxStamp,
  body,
  seq,
});

/** The records of a row with one more; of two of the same version the later stands, grown from what both name. */
function withRecord(records: readonly JournalRecord[], record: JournalRecord): JournalRecord[] {
  const same = records.find(({ row }) => row.rev === record.row.rev);
  if (!same?.from) return [...records.filter((one) => one !== same), record];
  const from = [...new Set([...(record.from ?? []), ...same.from])];
  return [...records.filter((one) => one !== same), { ...record, from }];
}

/**
 * The whole records of a file in the order of their time, with what is known to be under way, without those that
 * were taken back and those of rows that were erased after. Windows with different clocks may have written them:
 * what is said of a version is found by its rev.
 */
export function decodeRecords(bytes: Uint8Array): JournalRecord[] {
  const all: JournalEntry[] = [];
  for (const { at, text } of frames(bytes)) {
    const entries = JSON.parse(fromUtf8(text), unpack) as JournalEntry[];
    for (const entry of entries) if (COLLECTIONS.includes(entry.collection)) all.push({ ...entry, at });
  }
  // Files of several windows stand one after another; within one the order of its times is that of its entries.
  all.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  const undone = new Map(
    all.flatMap((entry) => ('undone' in entry ? [[entry.rev, entry.at ?? 0] as const] : [])),
  );
  const sent = new Map(all.flatMap((entry) => ('sent' in entry ? [[entry.rev, entry.seq] as const] : [])));
  const byRow = new Map<string, JournalRecord[]>();
  for (const entry of all) {
    if ('erased' in entry) byRow.delete(`${entry.collection}/${entry.erased}`);
    if (!('row' in entry)) continue;
    const { row } = entry;
    // Taken back, and not written after all.
    if ((entry.at ?? 0) < (undone.get(row.rev) ?? 0)) continue;
    const key = `${entry.collection}/${row.id}`;
    const seq = sent.get(row.rev);
    const record = seq === undefined ? entry : { ...entry, row: { ...row, sent: sentVersion(row, seq) } };
    byRow.set(key, withRecord(byRow.get(key) ?? [], record));
  }
  return [...byRow.values()].flat().sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
}

/** A journal over a file; calls run one after another. `now`: Unix ms. */
export function createJournal(file: JournalFile, now: () => number = Date.now): Journal {
  let turn: Promise<unknown> = Promise.resolve();
  let latest: number | null = null;
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work, work);
    turn = next.catch(() => undefined);
    return next;
  };
  /** A time after every other in this file, whatever the clock of the device does. */
  const nextTime = async (): Promise<number> => {
    if (latest === null) {
      latest = 0;
      const size = await file.size();
      let bytes = LAST_BYTES;
      do {
        const end = await file.read(Math.max(0, size - bytes));
        for (const { at } of frames(end)) latest = Math.max(latest, at);
        bytes *= 4;
      } while (latest === 0 && bytes < 4 * size);
    }
    return (latest = Math.max(now(), latest + TICK_MS));
  };
  return {
    beside: () => file.beside(),
    append: (entries) => inTurn(async () => file.append(frameOf(entries, await nextTime()))),
    flush: () => inTurn(() => file.flush()),
    read: (from = 0) => inTurn(async () => decodeRecords(await file.read(from))),
    size: () => inTurn(() => file.size()),
    reset: (keep, end) => inTurn(async () => file.replace(encodeRecords(keep, await nextTime()), end)),
  };
}

/** A file in memory: tests, and Node. */
export function memoryFile(): JournalFile {
  let content = new Uint8Array(0);
  return {
    beside: () => Promise.resolve(false),
    append(bytes) {
      content = concat(content, bytes);
      return Promise.resolve();
    },
    flush: () => Promise.resolve(),
    read: (from) => Promise.resolve(content.slice(from)),
    size: () => Promise.resolve(content.length),
    replace(bytes, end) {
      content = concat(bytes, content.subarray(end));
      return Promise.resolve();
    },
  };
}
