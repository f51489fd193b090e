import type { ClientRow } from './api';
import { ClientIndex, fold, type ClientEntry, type Folded } from './client-index';
import { isDeleted, valuesOf } from './documents';
import { BULK_DEADLINE_MS, database, dataError } from './errors';
import type { LocalDatabase, LocalRow, PageRow } from './schema';
import type { OpenRow, RowRef } from './sealing';
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
  /** How many came by loading downwards, and how many are still to come, where the server says. */
  loaded?: number;
  left?: number;
  /** What stands below is here and is read once more. */
  again?: true;
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
/** What the list is made of. */
export const SOURCES: readonly Collection[] = ['client-files', 'aliases'];
const CURSOR = cursorName('stammdaten');
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
function displayName(name: { family: string; given: string }): string {
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

export interface ClientListOptions {
  store: Store;
  strict: LocalDatabase;
  relaxed: LocalDatabase;
  random: Random;
  now: () => number;
  /** Only one window writes pages. */
  isLeader: () => boolean;
}

/**
 * The read model behind the list of client files and search: held in memory while unlocked, kept on disk as
 * pages of about 1,000 entries, sealed under a key of their own that lies sealed beside them.
 */
export class ClientList {
  private index: ClientIndex;
  private loading: Promise<void> | null = null;
  private usable = false;
  /** Rows written while the list was loading. */
  private waiting: OpenRow[] = [];
  private mark: Cursor = EMPTY_MARK;
  /** Further names whose client file has not come yet, by its id. */
  private orphans = new Map<string, Record<string, string>>();
  private pages: Set<string>[] = [];
  private pageOf = new Map<string, number>();
  private changed = new Set<number>();
  private pageKey: PageKey | null = null;
  /** Counts how often everything was let go. */
  private turn = 0;
  private flushTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: ClientListOptions) {
    this.index = this.emptyIndex();
    options.store.onApplied((rows, local, erased) => {
      this.mark = (local[CURSOR] as Cursor | undefined) ?? this.mark;
      if (this.usable) {
        this.apply(rows);
        this.remove(erased);
      } else if (this.loading) this.waiting.push(...rows);
    });
  }

  private emptyIndex(): ClientIndex {
    return new ClientIndex(() => new Date(this.options.now()).getFullYear());
  }

  private assignPage(id: string): void {
    let page = this.pageOf.get(id);
    if (page === undefined) {
      page = Math.max(0, this.pages.length - 1);
      if ((this.pages[page]?.size ?? 0) >= PAGE_ENTRIES) page++;
      (this.pages[page] ??= new Set()).add(id);
      this.pageOf.set(id, page);
    }
    this.changed.add(page);
  }

  private putClient(row: OpenRow): void {
    const { id } = row.ref;
    this.assignPage(id);
    if (isDeleted(row.doc)) {
      this.index.remove(id);
      return;
    }
    const packed = rowOf(row);
    const aliases = { ...this.index.get(id)?.aliases, ...this.orphans.get(id) };
    this.orphans.delete(id);
    this.index.put({ row: packed, aliases, folded: fold(packed, aliases) });
  }

  private putAlias({ ref, place, doc }: OpenRow): void {
    if (place.fileId === null) return;
    const text = isDeleted(doc) ? null : valuesOf<'aliases'>(doc).text;
    const known = this.index.get(place.fileId);
    const aliases = { ...(known ? known.aliases : this.orphans.get(place.fileId)) };
    if (text === null) delete aliases[ref.id];
    else aliases[ref.id] = text;
    if (!known) {
      this.orphans.set(place.fileId, aliases);
      return;
    }
    this.assignPage(place.fileId);
    this.index.put({ row: known.row, aliases, folded: fold(known.row, aliases) });
  }

  /** Names of an erased file leave memory, and the pages with the next flush. */
  private remove(erased: readonly RowRef[]): void {
    for (const { collection, id } of erased) {
      if (collection !== 'client-files') continue;
      const page = this.pageOf.get(id);
      this.index.remove(id);
      this.orphans.delete(id);
      this.pageOf.delete(id);
      if (page === undefined) continue;
      this.pages[page]?.delete(id);
      this.changed.add(page);
    }
    this.flushSoon();
  }

  private apply(rows: readonly OpenRow[]): void {
    for (const row of rows) {
      if (row.ref.collection === 'client-files') this.putClient(row);
      else if (row.ref.collection === 'aliases') this.putAlias(row);
    }
    this.flushSoon();
  }

  private flushSoon(): void {
    if (this.changed.size > 0 && this.usable)
      this.flushTimer ??= setTimeout(() => void this.flush().catch(() => undefined), FLUSH_AFTER_MS);
  }

  /** Opens the pages; null when there are none, or the key that opens them is not held. */
  private async readPages(): Promise<Mark | null> {
    const { turn } = this;
    const rows = await database(this.options.strict.pages.toArray(), BULK_DEADLINE_MS);
    const meta = rows.find(({ id }) => id === META);
    const key = meta && this.options.store.keys().byId(meta.keyId);
    if (!meta || !key) return null;
    const place = (row: PageRow) => ({ table: 'pages', id: row.id, keyId: row.keyId, maxStamp: '' });
    const opened = JSON.parse(fromUtf8(await key.open(place(meta), meta.body))) as {
      key: number[];
      pages: number;
      mark: Mark;
    };
    const aes = await importPageKey(Uint8Array.from(opened.key));
    // A new epoch of the compartment renews the key of the pages too.
    if (meta.keyId === this.options.store.keys().current('stammdaten')?.keyId)
      this.pageKey = { keyId: meta.keyId, raw: Uint8Array.from(opened.key), aes };
    const bodies = rows.filter(({ id }) => id !== META).sort((a, b) => (a.id < b.id ? -1 : 1));
    if (bodies.length !== opened.pages) return null;
    const plain = await Promise.all(bodies.map((row) => openRow(aes, place(row), row.body)));
    if (turn !== this.turn) return null;
    plain.forEach((bytes, page) => {
      const ids = new Set<string>();
      for (const [row, aliases, folded] of JSON.parse(fromUtf8(bytes)) as Packed[]) {
        this.index.put({ row, aliases, folded });
        ids.add(row.id);
        this.pageOf.set(row.id, page);
      }
      this.pages[page] = ids;
    });
    return opened.mark;
  }

  private async rowsBeyond(collection: Collection, from: Mark, now: Cursor): Promise<LocalRow[]> {
    const table = this.options.strict.rows(collection);
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

  /** Lets go of everything (lock). */
  forget(): void {
    this.turn++;
    clearTimeout(this.flushTimer);
    this.flushTimer = undefined;
    this.index = this.emptyIndex();
    [this.loading, this.usable, this.waiting, this.mark] = [null, false, [], EMPTY_MARK];
    this.orphans = new Map();
    this.pages = [];
    this.pageOf = new Map();
    this.changed = new Set();
    this.pageKey = null;
  }

  private async load(): Promise<void> {
    const { store } = this.options;
    const { turn } = this;
    const now = (await store.local<Cursor>(CURSOR)) ?? EMPTY_MARK;
    this.mark = now;
    // Pages are a copy: when they cannot be opened, the rows themselves are read.
    const from = await this.readPages().catch(() => null);
    // Locked meanwhile: what was opened since is let go with this call.
    if (turn !== this.turn) throw dataError('locked');
    if (!from) {
      this.index = this.emptyIndex();
      this.pages = [];
      this.pageOf = new Map();
      this.pageKey = null;
    }
    for (const collection of SOURCES) {
      const rows = from ? await this.rowsBeyond(collection, from, now) : null;
      const open = rows ? await store.openAll(collection, rows) : await store.list(collection);
      if (turn !== this.turn) throw dataError('locked');
      this.apply(open);
    }
    this.usable = true;
    this.apply(this.waiting);
    this.waiting = [];
  }

  private async pageRow(page: number, { keyId, aes }: PageKey): Promise<PageRow> {
    const entries = [...(this.pages[page] ?? [])].flatMap((id): Packed[] => {
      const entry = this.index.get(id);
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
  async flush(): Promise<void> {
    clearTimeout(this.flushTimer);
    this.flushTimer = undefined;
    const key =
      this.usable && this.options.isLeader() ? this.options.store.keys().current('stammdaten') : null;
    if (!key || this.changed.size === 0) return;
    const stand: Mark = {
      ...this.mark,
      maxStamp: makeStamp(Math.max(0, this.options.now() - MARGIN_MS), 0, ''),
    };
    const { relaxed } = this.options;
    const renew = this.pageKey === null;
    const raw = this.options.random(32);
    const current = this.pageKey ?? { keyId: key.keyId, raw, aes: await importPageKey(raw) };
    const numbers = renew ? this.pages.keys() : this.changed.values();
    this.pageKey = current;
    this.changed = new Set();
    const rows: Awaited<ReturnType<ClientList['pageRow']>>[] = [];
    // One after another: what a person does meanwhile waits for one page at most.
    for (const page of [...numbers]) rows.push(await this.pageRow(page, current));
    const meta = utf8(JSON.stringify({ key: [...current.raw], pages: this.pages.length, mark: stand }));
    const place = { table: 'pages', id: META, keyId: current.keyId, maxStamp: '' };
    rows.push({ id: META, keyId: current.keyId, body: await key.seal(place, meta) });
    await database(
      relaxed.transaction('rw', relaxed.pages, async () => {
        if (renew) await relaxed.pages.clear();
        await relaxed.pages.bulkPut(rows);
      }),
      BULK_DEADLINE_MS,
    );
  }

  /** The list, once it is usable. */
  async ready(): Promise<ClientIndex> {
    this.loading ??= this.load();
    const mine = this.loading;
    await mine.catch((error: unknown) => {
      if (this.loading === mine) this.forget();
      throw error;
    });
    return this.index;
  }

  /** Reads everything anew: another window, which led until now, may have ended before it told of what it wrote. */
  async again(): Promise<void> {
    if (!this.usable) return;
    this.forget();
    await this.ready();
  }

  /** Drops the pages on disk; the next unlock reads the rows. */
  async discardPages(): Promise<void> {
    await database(this.options.strict.pages.clear());
  }
}

function importPageKey(raw: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', Uint8Array.from(raw), 'AES-GCM', false, ['encrypt', 'decrypt']);
}
