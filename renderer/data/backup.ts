import type { BackupApi, BackupSummary } from './backup-api';
import { vaultOf, type Marker, REPLAY_NAME } from './device';
import { BULK_DEADLINE_MS, database, dataError } from './errors';
import type { LocalDatabase, NamedValue } from './schema';
import { CLOCK_NAME, type Store } from './store';
import { backupHeader, type BackupHeader, openBackupWith } from '../security/backup-keys';
import type { Security } from '../security/create-security';
import { RECORD_NAME } from '../security/device-record';
import { type Bytes, concat, fromUtf8, utf8 } from '#shared/crypto/bytes';
import { DamagedFile, openChunks, readHeader, sealChunks, type ReadAt } from '#shared/crypto/chunked';
import type { Kdf } from '#shared/crypto/kdf';
import type { Random } from '#shared/crypto/random';

const LAST_GOOD = 'backup.last-good';
/** Since when this device could have made one. */
const SINCE = 'backup.since';
const KEY_BYTES = 32;
const HOUR_MS = 3_600_000;
/** After so long a daily backup is made again. */
const DUE_MS = 20 * HOUR_MS;
/** After so long without one, an office that has no server is warned. */
const OVERDUE_MS = 7 * 24 * HOUR_MS;
/** Read models: made again from the rows. */
const PAGES = 'pages';
/** Contents of attachments: large, and never changed once written, so they are read after all the others. */
const CHUNKS = 'chunks';
const CHUNKS_AT_ONCE = 8;
/** Rows written in one transaction. */
const BATCH = 500;
const LENGTHS_BYTES = 8;

/** One row of one table, or at the end how many there were. */
type BackupRecord = { table: string; row: unknown } | { end: number };

interface BackupOptions {
  strict: LocalDatabase;
  marker: Marker;
  store: Store;
  security: Security;
  kdf: Kdf;
  random: Random;
  /** Unix ms. */
  now: () => number;
  /** A device that had nothing has an office now. */
  onRestored: () => void;
}

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
async function* recordsOf(content: AsyncIterable<Bytes>): AsyncGenerator<{ table: string; row: unknown }> {
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

const readAtOf =
  (file: Blob): ReadAt =>
  async (from, length) =>
    new Uint8Array(await file.slice(from, from + length).arrayBuffer());

/** Damage in our words. */
async function undamaged<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DamagedFile) throw dataError('backup-damaged');
    throw error;
  }
}

/** Every row as it stood at one moment, then the contents of attachments. */
async function* recordsIn(db: LocalDatabase): AsyncGenerator<Uint8Array> {
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

/** Making, checking and restoring backups. */
export function createBackup(options: BackupOptions): BackupApi {
  const { strict, store, security, random, now } = options;

  /** The header. Throws `backup-damaged`, `backup-newer`. */
  const headerOf = (file: Blob): Promise<BackupHeader> =>
    undamaged(async () => {
      const { header } = await readHeader(readAtOf(file));
      const { format } = (header ?? {}) as { format?: unknown };
      const parsed = backupHeader.safeParse(header);
      if (!parsed.success)
        throw dataError(typeof format === 'number' && format > 1 ? 'backup-newer' : 'backup-damaged');
      if (parsed.data.schema > strict.verno) throw dataError('backup-newer');
      return parsed.data;
    });

  /** Reads it to the end without keeping anything. */
  const readThrough = (file: Blob, key: Bytes, { madeAt }: BackupHeader): Promise<BackupSummary> =>
    undamaged(async () => {
      const summary = { madeAt, files: 0, records: 0 };
      for await (const { table } of recordsOf(openChunks(key, readAtOf(file)))) {
        summary.records++;
        if (table === 'client-files') summary.files++;
        if (!strict.tables.some(({ name }) => name === table)) throw dataError('backup-newer');
      }
      return summary;
    });

  const check = async (file: Blob): Promise<BackupSummary> => {
    const header = await headerOf(file);
    return readThrough(file, await security.openBackupKey(header), header);
  };

  /** Writes all rows; what belongs to security comes back instead, to be written last. */
  async function fill(file: Blob, key: Bytes): Promise<NamedValue[]> {
    const kept: NamedValue[] = [];
    const waiting = new Map<string, unknown[]>();
    const write = async (table: string) => {
      await database(strict.table(table).bulkPut(waiting.get(table) ?? []), BULK_DEADLINE_MS);
      waiting.delete(table);
    };
    for await (const { table, row } of recordsOf(openChunks(key, readAtOf(file)))) {
      if (table === 'vault') kept.push(row as NamedValue);
      else {
        const rows = waiting.get(table) ?? [];
        waiting.set(table, rows);
        rows.push(row);
        if (rows.length >= (table === CHUNKS ? CHUNKS_AT_ONCE : BATCH)) await write(table);
      }
    }
    for (const table of [...waiting.keys()]) await write(table);
    return kept;
  }

  const api: BackupApi = {
    async state() {
      const at = await store.local<number>(LAST_GOOD);
      const since = at ?? (await store.local<number>(SINCE));
      if (since === null) await store.putLocal(SINCE, now());
      const server = (await security.server()) !== null;
      return {
        lastGood: at === null ? null : new Date(at).toISOString(),
        server,
        due: at === null || now() - at > DUE_MS,
        overdue: !server && since !== null && now() - since > OVERDUE_MS,
      };
    },
    async make() {
      const key = random(KEY_BYTES);
      const header = await security.sealBackupKey(key, strict.verno);
      const parts: Bytes[] = [];
      for await (const part of sealChunks(key, header, recordsIn(strict))) parts.push(part);
      const name = `Wegbuch-Sicherung-${header.madeAt.slice(0, 16).replace(/[-:]/g, '').replace('T', '-')}.wegbuch`;
      return { name, file: new Blob(parts, { type: 'application/octet-stream' }) };
    },
    check,
    async kept(file) {
      const summary = await check(file);
      await store.putLocal(LAST_GOOD, Date.parse(summary.madeAt));
      return summary;
    },
    async look(file) {
      const { officeName, madeAt, people } = await headerOf(file);
      return { officeName, madeAt, people: people.map(({ personId, name }) => ({ id: personId, name })) };
    },
    async restore({ file, ...way }) {
      const inUse = async () => (await database(strict.vault.count())) > 0;
      if (await inUse()) throw dataError('already-set-up');
      const header = await headerOf(file);
      const key = await openBackupWith(options.kdf, header, way);
      await readThrough(file, key, header);
      // What an earlier try left; the device counts as empty until the records of security are there.
      for (const table of strict.tables) if (table.name !== 'vault') await database(table.clear());
      const kept = await undamaged(() => fill(file, key));
      if (!kept.some(({ name }) => name === RECORD_NAME)) throw dataError('backup-damaged');
      if (await inUse()) throw dataError('already-set-up');
      // A journal that survived beside the lost store has what was written since.
      await database(strict.local.put({ name: REPLAY_NAME, value: true }));
      const vault = vaultOf(strict, options.marker, () => undefined);
      const last = (one: NamedValue) => (one.name === RECORD_NAME ? 1 : 0);
      for (const { name, value } of kept.sort((a, b) => last(a) - last(b))) await vault.put(name, value);
      const highWater = (await database(strict.local.get(CLOCK_NAME)))?.value;
      if (typeof highWater === 'string') store.clock.observe(highWater);
      options.onRestored();
    },
  };
  return api;
}
