import type { ClientRow } from './api';
import { ClientIndex, fold, type ClientEntry, type Folded } from './client-index';
import { isDeleted, valuesOf } from './documents';
import { BULK_DEADLINE_MS, database } from './errors';
import type { LocalRow, PageRow } from './schema';
import type { OpenRow } from './sealing';
import type { Store } from './store';
import { fromUtf8, utf8 } from '#shared/crypto/bytes';
import { openRow, sealRow } from '#shared/crypto/envelope';
import type { Random } from '#shared/crypto/random';
import type { Collection } from '#shared/security/compartments';
import { makeStamp } from '#shared/sync/clock';

/** How far a compartment is pulled: everything in (low, head at the first sync] ∪ (that head, forward]. */
export interface Cursor {
  forward: number;
  /** Rows below are still to come; 0 = all are here. */
  low: number;
}

/** Name of a compartment's cursor among the local values. */
export const cursorName = (compartment: string) => `cursor.${compartment}`;

/** Where the pages stand: rows beyond it are applied when unlocking. */
interface Mark extends Cursor {
  maxStamp: string;
}

const PAGE_ENTRIES = 1_000;
/** Rows stamped this long before the pages were written are read once more: other windows stamp too. */
const MARGIN_MS = 60_000;
const FLUSH_AFTER_MS = 3_000;
const META = 'clients.meta';
const SOURCES: readonly Collection[] = ['client-files', 'aliases'];
const EMPTY_MARK: Cursor = { forward: 0, low: 0 };

/** The key of the pages; `keyId` names the compartment's key that it lies sealed under. */
interface PageKey {
  keyId: string;
  raw: Uint8Array;
  aes: CryptoKey;
}

type PackedRow = ClientEntry['row'];
type Packed = [PackedRow, Record<string, string>, Folded];

/** Family and given name as they stand in lists. */
export function displayName(name: { family: string; given: string }): string {
  return name.given === '' ? name.family : `${name.family}, ${name.given}`;
}

function rowOf({ ref, doc, dirty }: OpenRow): PackedRow {
  const value = valuesOf<'client-files'>(doc);
  return {
    id: ref.id,
    fileNumber: value.fileNumber,
    name: displayName(value.name),
    nameOriginal: value.nameOriginal?.text ?? null,
    birthDate: value.birthDate ?? null,
    language: value.language ?? null,
    nationality: value.nationality ?? null,
    interpreter: value.interpreter ?? 'open',
    counsellor: value.counsellor ?? null,
    concern: value.concern?.slice(0, 200) ?? null,
    openedOn: value.openedOn,
    closed: Boolean(value.closedOn),
    saved: dirty ? 'here' : 'server',
  } satisfies Omit<ClientRow, 'matched'>;
}

export type ClientList = ReturnType<typeof createClientList>;

/**
 * The read model behind the list of client files and search: held in memory while unlocked, kept on disk as
 * pages of about 1,000 entries, sealed under a key of their own that lies sealed beside them.
 */
export function createClientList(options: {
  store: Store;
  random: Random;
  now: () => number;
  /** Only one window writes pages. */
  isLeader: () => boolean;
}) {
  const { store } = options;
  const { strict, relaxed } = store;
  const cursor = cursorName('stammdaten');
  let index = new ClientIndex(() => new Date(options.now()).getFullYear());
  let loading: Promise<void> | null = null;
  let ready = false;
  let waiting: OpenRow[] = [];
  let mark: Cursor = EMPTY_MARK;
  let orphans = new Map<string, Record<string, string>>();
  let pages: Set<string>[] = [];
  let pageOf = new Map<string, number>();
  let changed = new Set<number>();
  let pageKey: PageKey | null = null;
  let flushTimer: ReturnType<typeof setTimeout> | undefined;

  function assignPage(id: string): void {
    let page = pageOf.get(id);
    if (page === undefined) {
      page = Math.max(0, pages.length - 1);
      if ((pages[page]?.size ?? 0) >= PAGE_ENTRIES) page++;
      (pages[page] ??= new Set()).add(id);
      pageOf.set(id, page);
    }
    changed.add(page);
  }

  function putClient(row: OpenRow): void {
    const { id } = row.ref;
    assignPage(id);
    if (isDeleted(row.doc)) {
      index.remove(id);
      return;
    }
    const packed = rowOf(row);
    const aliases = { ...index.get(id)?.aliases, ...orphans.get(id) };
    orphans.delete(id);
    index.put({ row: packed, aliases, folded: fold(packed, aliases) });
  }

  function putAlias({ ref, place, doc }: OpenRow): void {
    if (place.fileId === null) return;
    const text = isDeleted(doc) ? null : valuesOf<'aliases'>(doc).text;
    const known = index.get(place.fileId);
    const aliases = { ...(known ? known.aliases : orphans.get(place.fileId)) };
    if (text === null) delete aliases[ref.id];
    else aliases[ref.id] = text;
    if (!known) {
      orphans.set(place.fileId, aliases);
      return;
    }
    assignPage(place.fileId);
    index.put({ row: known.row, aliases, folded: fold(known.row, aliases) });
  }

  function apply(rows: readonly OpenRow[]): void {
    for (const row of rows) {
      if (row.ref.collection === 'client-files') putClient(row);
      else if (row.ref.collection === 'aliases') putAlias(row);
    }
    if (changed.size > 0 && ready)
      flushTimer ??= setTimeout(() => void flush().catch(() => undefined), FLUSH_AFTER_MS);
  }

  store.onApplied((rows, local) => {
    const moved = local[cursor] as Cursor | undefined;
    if (moved) mark = moved;
    if (ready) apply(rows);
    else if (loading) waiting.push(...rows);
  });

  /** Opens the pages; null when there are none, or the key that opens them is not held. */
  async function readPages(): Promise<Mark | null> {
    const rows = await database(strict.pages.toArray(), BULK_DEADLINE_MS);
    const meta = rows.find(({ id }) => id === META);
    const key = meta && store.keys().byId(meta.keyId);
    if (!meta || !key) return null;
    const place = (row: PageRow) => ({ table: 'pages', id: row.id, keyId: row.keyId, maxStamp: '' });
    const opened = JSON.parse(fromUtf8(await openRow(key.aes, place(meta), meta.body))) as {
      key: number[];
      pages: number;
      mark: Mark;
    };
    const aes = await importPageKey(Uint8Array.from(opened.key));
    // A new epoch of the compartment renews the key of the pages too.
    if (meta.keyId === store.keys().current('stammdaten')?.keyId)
      pageKey = { keyId: meta.keyId, raw: Uint8Array.from(opened.key), aes };
    const bodies = rows.filter(({ id }) => id !== META).sort((a, b) => (a.id < b.id ? -1 : 1));
    if (bodies.length !== opened.pages) return null;
    const plain = await Promise.all(bodies.map((row) => openRow(aes, place(row), row.body)));
    plain.forEach((bytes, page) => {
      const ids = new Set<string>();
      for (const [row, aliases, folded] of JSON.parse(fromUtf8(bytes)) as Packed[]) {
        index.put({ row, aliases, folded });
        ids.add(row.id);
        pageOf.set(row.id, page);
      }
      pages[page] = ids;
    });
    return opened.mark;
  }

  async function rowsBeyond(collection: Collection, from: Mark, now: Cursor): Promise<LocalRow[]> {
    const table = strict.rows(collection);
    const found = await Promise.all([
      database(table.where('seq').above(from.forward).toArray(), BULK_DEADLINE_MS),
      // Backfilled since: rows below the old mark of the backfill.
      from.low > 0 && now.low < from.low
        ? database(
            table.where('seq').between(Math.max(1, now.low), from.low, true, false).toArray(),
            BULK_DEADLINE_MS,
          )
        : [],
      database(
        table.where('[dirty+maxStamp]').between([1, from.maxStamp], [1, '\uffff']).toArray(),
        BULK_DEADLINE_MS,
      ),
    ]);
    return [...new Map(found.flat().map((row) => [row.id, row])).values()];
  }

  function forget(): void {
    clearTimeout(flushTimer);
    flushTimer = undefined;
    index = new ClientIndex(() => new Date(options.now()).getFullYear());
    [loading, ready, waiting, mark] = [null, false, [], EMPTY_MARK];
    orphans = new Map();
    pages = [];
    pageOf = new Map();
    changed = new Set();
    pageKey = null;
  }

  async function load(): Promise<void> {
    const now = (await store.local<Cursor>(cursor)) ?? EMPTY_MARK;
    mark = now;
    // Pages are a copy: when they cannot be opened, the rows themselves are read.
    const from = await readPages().catch(() => null);
    if (!from) {
      index = new ClientIndex(() => new Date(options.now()).getFullYear());
      pages = [];
      pageOf = new Map();
      pageKey = null;
    }
    for (const collection of SOURCES) {
      const rows = from ? await rowsBeyond(collection, from, now) : null;
      apply(rows ? await store.openAll(collection, rows) : await store.list(collection));
    }
    ready = true;
    apply(waiting);
    waiting = [];
  }

  async function pageRow(page: number, { keyId, aes }: PageKey): Promise<PageRow> {
    const entries = [...(pages[page] ?? [])].flatMap((id): Packed[] => {
      const entry = index.get(id);
      return entry ? [[entry.row, entry.aliases, entry.folded]] : [];
    });
    const id = `clients.${String(page).padStart(5, '0')}`;
    const body = await sealRow(
      aes,
      { table: 'pages', id, keyId, maxStamp: '' },
      utf8(JSON.stringify(entries)),
    );
    return { id, keyId, body };
  }

  /** Writes the changed pages; all of them under a fresh key when there is none. One window does so. */
  async function flush(): Promise<void> {
    clearTimeout(flushTimer);
    flushTimer = undefined;
    const key = ready && options.isLeader() ? store.keys().current('stammdaten') : null;
    if (!key || changed.size === 0) return;
    const stand: Mark = { ...mark, maxStamp: makeStamp(Math.max(0, options.now() - MARGIN_MS), 0, '') };
    const renew = pageKey === null;
    const raw = options.random(32);
    const current = pageKey ?? { keyId: key.keyId, raw, aes: await importPageKey(raw) };
    const numbers = renew ? pages.keys() : changed.values();
    pageKey = current;
    changed = new Set();
    const rows = await Promise.all([...numbers].map((page) => pageRow(page, current)));
    const meta = utf8(JSON.stringify({ key: [...current.raw], pages: pages.length, mark: stand }));
    const place = { table: 'pages', id: META, keyId: current.keyId, maxStamp: '' };
    rows.push({ id: META, keyId: current.keyId, body: await sealRow(key.aes, place, meta) });
    await database(
      relaxed.transaction('rw', relaxed.pages, async () => {
        if (renew) await relaxed.pages.clear();
        await relaxed.pages.bulkPut(rows);
      }),
      BULK_DEADLINE_MS,
    );
  }

  return {
    /** The list, once it is usable. */
    async ready(): Promise<ClientIndex> {
      loading ??= load();
      const mine = loading;
      await mine.catch((error: unknown) => {
        if (loading === mine) forget();
        throw error;
      });
      return index;
    },
    flush,
    forget,
    /** Drops the pages on disk; the next unlock reads the rows. */
    async discardPages(): Promise<void> {
      await database(strict.pages.clear());
    },
  };
}

function importPageKey(raw: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', Uint8Array.from(raw), 'AES-GCM', false, ['encrypt', 'decrypt']);
}
