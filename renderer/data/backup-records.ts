import { BULK_DEADLINE_MS, database } from './errors';
import type { LocalDatabase } from './schema';
import { type Bytes, concat, fromUtf8, utf8 } from '#shared/crypto/bytes';
import { DamagedFile, type ReadAt } from '#shared/crypto/chunked';

/** Read models: made again from the rows. */
const PAGES = 'pages';
const LENGTHS_BYTES = 8;
/** Contents of attachments: large, and never changed once written, so they are read after all the others. */
export const CHUNKS = 'chunks';
export const CHUNKS_AT_ONCE = 8;

/** One row of one table, or at the end how many there were. */
type BackupRecord = { table: string; row: unknown } | { end: number };

/** A record as bytes: lengths of text and of bytes · JSON in which `$bytes` stands for bytes · the bytes. */
function encodeRecord(record: BackupRecord): Uint8Array {
  const parts: Uint8Array[] = [];
  const text = utf8(
    JSON.stringify(record, (_, value: unknown) =>
      value instanceof Uint8Array ? (parts.push(value), { $bytes: value.length }) : value,
    ),
  );
  const bytes = concat(...parts);
  const lengths = new Uint8Array(LENGTHS_BYTES);
  new DataView(lengths.buffer).setUint32(0, text.length);
  new DataView(lengths.buffer).setUint32(4, bytes.length);
  return concat(lengths, text, bytes);
}

function decodeRecord(text: Uint8Array, bytes: Uint8Array): BackupRecord {
  let from = 0;
  return JSON.parse(fromUtf8(text), (_, value: unknown) => {
    const length = (value as { $bytes?: unknown } | null)?.$bytes;
    return typeof length === 'number' ? bytes.slice(from, (from += length)) : value;
  }) as BackupRecord;
}

/** The records of a content that comes in pieces. Throws DamagedFile when it ends within one, or before its end. */
export async function* recordsOf(
  content: AsyncIterable<Bytes>,
): AsyncGenerator<{ table: string; row: unknown }> {
  let rest: Uint8Array = new Uint8Array(0);
  let count = 0;
  let ended = false;
  for await (const piece of content) {
    const all = concat(rest, piece);
    const view = new DataView(all.buffer);
    let from = 0;
    while (from + LENGTHS_BYTES <= all.length) {
      const text = from + LENGTHS_BYTES;
      const bytes = text + view.getUint32(from);
      const next = bytes + view.getUint32(from + 4);
      if (next > all.length) break;
      const record = decodeRecord(all.subarray(text, bytes), all.subarray(bytes, next));
      from = next;
      if ('end' in record) ended = record.end === count;
      else {
        count++;
        yield record;
      }
    }
    rest = all.subarray(from);
  }
  if (!ended || rest.length > 0) throw new DamagedFile();
}

/** Reads pieces of a file. */
export const readAtOf =
  (file: Blob): ReadAt =>
  async (from, length) =>
    new Uint8Array(await file.slice(from, from + length).arrayBuffer());

/** Every row as it stood at one moment, then the contents of attachments. */
export async function* recordsIn(db: LocalDatabase): AsyncGenerator<Uint8Array> {
  let count = 0;
  const encoded = (table: string, row: unknown) => {
    count++;
    return encodeRecord({ table, row });
  };
  const tables = db.tables.filter(({ name }) => name !== PAGES && name !== CHUNKS);
  const rows = await database(
    db.transaction('r', tables, () => Promise.all(tables.map((table) => table.toArray()))),
    BULK_DEADLINE_MS,
  );
  for (const [at, table] of tables.entries()) {
    for (const row of rows[at] ?? []) yield encoded(table.name, row);
    rows[at] = [];
  }
  const keys = await database(db.chunks.toCollection().primaryKeys(), BULK_DEADLINE_MS);
  for (let from = 0; from < keys.length; from += CHUNKS_AT_ONCE) {
    const chunks = await database(db.chunks.bulkGet(keys.slice(from, from + CHUNKS_AT_ONCE)));
    for (const chunk of chunks) if (chunk) yield encoded(CHUNKS, chunk);
  }
  yield encodeRecord({ end: count });
}
