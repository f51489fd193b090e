import type { BackupApi, BackupSummary } from './backup-api';
import { CHUNKS, CHUNKS_AT_ONCE, readAtOf, recordsIn, recordsOf } from './backup-records';
import { vaultOf, type Marker, REPLAY_NAME } from './device';
import { isDeleted } from './documents';
import { BULK_DEADLINE_MS, database, dataError } from './errors';
import type { LocalDatabase, LocalRow, NamedValue } from './schema';
import { openCurrent, RowError } from './sealing';
import { CLOCK_NAME, type Store } from './store';
import { backupHeader, type BackupHeader, openBackupWith } from '../security/backup-keys';
import type { Security } from '../security/create-security';
import { RECORD_NAME } from '../security/device-record';
import type { Bytes } from '#shared/crypto/bytes';
import { DamagedFile, openChunks, readHeader, sealChunks } from '#shared/crypto/chunked';
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
/** Rows written in one transaction. */
const BATCH = 500;

export interface BackupOptions {
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
  /** A backup is known to be good: screens say when the last one was. */
  onKept: () => void;
}

/** Damage in our words. */
async function undamaged<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DamagedFile) throw dataError('backup-damaged');
    throw error;
  }
}

/** Reading backups, with and without keeping what is in them. */
function createReader(strict: LocalDatabase) {
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

  /** Reads it to the end without keeping anything. `isFile`: which rows people count as client files. */
  const readThrough = (
    file: Blob,
    key: Bytes,
    { madeAt }: BackupHeader,
    isFile: (row: LocalRow) => Promise<boolean> = () => Promise.resolve(true),
  ): Promise<BackupSummary> =>
    undamaged(async () => {
      const summary = { madeAt, files: 0, records: 0 };
      for await (const { table, row } of recordsOf(openChunks(key, readAtOf(file)))) {
        summary.records++;
        if (table === 'client-files' && (await isFile(row as LocalRow))) summary.files++;
        if (!strict.tables.some(({ name }) => name === table)) throw dataError('backup-newer');
      }
      return summary;
    });

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

  return { headerOf, readThrough, fill };
}

/** Making, checking and restoring backups. */
export function createBackup(options: BackupOptions): BackupApi {
  const { strict, store, security, random, now } = options;
  const { headerOf, readThrough, fill } = createReader(strict);

  /** One that was deleted is no file any more; one that does not open here may well be one. */
  const isFile = async (row: LocalRow): Promise<boolean> => {
    try {
      return !isDeleted((await openCurrent(store.keys(), 'client-files', row)).doc);
    } catch (error) {
      if (error instanceof RowError) return true;
      throw error;
    }
  };

  const check = async (file: Blob): Promise<BackupSummary> => {
    const header = await headerOf(file);
    return readThrough(file, await security.openBackupKey(header), header, isFile);
  };

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
      options.onKept();
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
