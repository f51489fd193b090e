import { canonical } from '#shared/sync/canonical';
import type { Json } from '#shared/sync/document';
import { concat, fromBase64url, fromUtf8, toBase64url, utf8 } from '#shared/crypto/bytes';
import type { Collection } from '#shared/security/compartments';
import { COLLECTIONS, type LocalRow } from './schema';

/** One unsynchronised row as it lies on disk: the same ciphertext, a second time. */
export interface JournalRecord {
  collection: Collection;
  row: LocalRow;
}

/**
 * Second home of unsynchronised rows outside IndexedDB, which the browser may reset (architecture § 5).
 * `append` resolves when the records are flushed.
 */
export interface Journal {
  append(records: JournalRecord[]): Promise<void>;
  read(): Promise<JournalRecord[]>;
  /** Bytes that it takes. */
  size(): Promise<number>;
  /** Everything is on the server, or stands in `keep`: the rest is dropped. */
  reset(keep: JournalRecord[]): Promise<void>;
}

/** A file that the journal writes to. */
export interface JournalFile {
  append(bytes: Uint8Array): Promise<void>;
  read(): Promise<Uint8Array>;
  size(): Promise<number>;
  replace(bytes: Uint8Array): Promise<void>;
}

const HEADER_BYTES = 8;

/** The CRC-32 (IEEE 802.3) of each byte. */
const CRC_OF_BYTE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

/** CRC-32 (IEEE 802.3), to tell a torn record from a whole one. */
function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_OF_BYTE[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

const pack = (value: unknown): unknown =>
  value instanceof Uint8Array
    ? { $bytes: toBase64url(value) }
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, pack(item)]))
      : value;

const unpack = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  const bytes = (value as { $bytes?: unknown }).$bytes;
  if (typeof bytes === 'string') return fromBase64url(bytes);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unpack(item)]));
};

/** Length (4 bytes) · CRC-32 (4 bytes) · JSON of each record, one after another. */
export function encodeRecords(records: readonly JournalRecord[]): Uint8Array {
  return concat(
    ...records.flatMap((record) => {
      const body = utf8(canonical(pack(record) as Json));
      const header = new DataView(new ArrayBuffer(HEADER_BYTES));
      header.setUint32(0, body.length);
      header.setUint32(4, crc32(body));
      return [new Uint8Array(header.buffer), body];
    }),
  );
}

/** The whole records of a file; what follows the first torn one is left out. */
export function decodeRecords(bytes: Uint8Array): JournalRecord[] {
  const records: JournalRecord[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + HEADER_BYTES <= bytes.length;) {
    const length = view.getUint32(at);
    const body = bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length);
    if (body.length < length || crc32(body) !== view.getUint32(at + 4)) break;
    const record = unpack(JSON.parse(fromUtf8(body))) as JournalRecord;
    if (COLLECTIONS.includes(record.collection)) records.push(record);
    at += HEADER_BYTES + length;
  }
  return records;
}

/** A journal over a file; calls run one after another. */
export function createJournal(file: JournalFile): Journal {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
  return {
    append: (records) => inTurn(() => file.append(encodeRecords(records))),
    read: () => inTurn(async () => decodeRecords(await file.read())),
    size: () => inTurn(() => file.size()),
    reset: (keep) => inTurn(() => file.replace(encodeRecords(keep))),
  };
}

/** A file in memory: tests, and Node. */
export function memoryFile(): JournalFile {
  let content = new Uint8Array(0);
  return {
    append(bytes) {
      content = concat(content, bytes);
      return Promise.resolve();
    },
    read: () => Promise.resolve(content),
    size: () => Promise.resolve(content.length),
    replace(bytes) {
      content = Uint8Array.from(bytes);
      return Promise.resolve();
    },
  };
}
