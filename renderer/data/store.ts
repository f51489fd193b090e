import type { Keyring } from '../security/keyring';
import { newId, type Random } from '#shared/crypto/random';
import type { Collection } from '#shared/security/compartments';
import type { Happening } from '#shared/audit/entries';
import type { HybridClock } from '#shared/sync/clock';
import type { StoredDocument } from '#shared/sync/document';
import type { Make } from '#shared/sync/decisions';
import { BULK_DEADLINE_MS, dataError, toDataError, within } from './errors';
import type { Journal } from './journal';
import { journalOf, type JournalEntries } from './journal-entries';
import { completeJournal, JOURNAL_END } from './journal-newest';
import type { LocalRow, QuarantineRow } from './schema';
import {
  openCurrent,
  openEntry,
  quarantined,
  RowError,
  sealEntry,
  type Entry,
  type LocalVersion,
  type OpenRow,
  type RowRef,
} from './sealing';
import {
  ChangedMeanwhile,
  groupByCollection,
  keyOf,
  markerOf,
  type Along,
  type AuditNote,
  type Durability,
  type RowStorage,
} from './storage';
import { UnsyncedRows } from './unsynced';

/** What one transaction writes. */
export interface Plan {
  put: Entry[];
  /** Written only where no such row exists (conflicts, filed arrivals: the same on every device). */
  addMissing?: Entry[];
  quarantine?: QuarantineRow[];
  release?: string[];
  /** Revs that the journal knows and the versions of these rows grew from, beside the one that they replace. */
  parents?: ReadonlyMap<string, readonly string[]>;
  /** Small values of this device that move together with the rows (cursors). */
  local?: Record<string, unknown>;
  /** What the audit notes of it, in the same transaction. */
  happenings?: readonly Happening[];
}

export interface WriteOptions {
  durability?: Durability;
  /** Nothing readable changes, so nobody is told. */
  quiet?: boolean;
  /** Whoever writes can do it again: the journal need not know. */
  repeatable?: boolean;
}

/** Rows just written, the small values that moved with them, rows that left for good; `own`: by this window. */
type AppliedListener = (
  rows: OpenRow[],
  local: Record<string, unknown>,
  erased: readonly RowRef[],
  own: boolean,
) => void;

export interface StoreOptions {
  storage: RowStorage;
  keyring: () => Keyring | null;
  clock: HybridClock;
  random: Random;
  journal: Journal;
  along?: Along;
}

/** Rows opened at a time: keeps WebCrypto busy without holding every promise at once. */
const OPEN_BATCH = 500;
/** Each try in vain let another write of the same rows through: nobody has so many under way. */
const MAX_TRIES = 100;
/** Name of the clock's high-water mark among the local values. */
export const CLOCK_NAME = 'clock';

/** One try of a write: the rows that it read, and whether one of them was written since. */
interface Try {
  read: ReadonlySet<string>;
  overtaken: boolean;
}

/** The small value that names the last version in the journal. */
function endOf(journal: JournalEntries): Record<string, unknown> {
  const last = journal.findLast((entry) => 'row' in entry);
  return last && 'row' in last ? { [JOURNAL_END]: last.row.rev } : {};
}

function currentOf(entry: Entry): OpenRow {
  const { seq, dirty, version } = entry.replica;
  return { ref: entry.ref, place: entry.place, doc: version.doc, seq, dirty };
}

/**
 * Encrypted rows on disk: opens before reading, seals before the transaction (awaiting WebCrypto inside one may
 * commit it early), writes rows and everything that must move with them in one transaction.
 */
export class Store {
  readonly storage: RowStorage;
  readonly clock: HybridClock;
  private readonly applied = new Set<AppliedListener>();
  private readonly problems = new Map<string, RowError>();
  private readonly tries = new Set<Try>();
  /** Rows between journal and table, each with what ends that. */
  private readonly underWay = new Map<string, Promise<void>>();
  /** Revs of the versions that this process has written to the journal. */
  private readonly noted = new Set<string>();
  private complete: Promise<void> | null = null;
  /** Which rows the server does not have yet. */
  readonly unsynced: UnsyncedRows;

  constructor(private readonly options: StoreOptions) {
    this.storage = options.storage;
    this.unsynced = new UnsyncedRows(options.storage);
    this.clock = options.clock;
  }

  /** The keys of the unlocked person; throws `locked`. */
  keys(): Keyring {
    const keyring = this.options.keyring();
    if (!keyring) throw dataError('locked');
    return keyring;
  }

  /** A version not sealed yet, with a new rev. */
  readonly make: Make<LocalVersion> = (doc: StoredDocument) => ({
    rev: newId(this.options.random),
    doc,
    sealed: null,
  });

  /** Opens rows for reading; those whose key is still to come are left out, damaged ones are remembered. */
  async openAll(collection: Collection, rows: LocalRow[]): Promise<OpenRow[]> {
    const keyring = this.keys();
    const open: OpenRow[] = [];
    for (let from = 0; from < rows.length; from += OPEN_BATCH) {
      const batch = rows.slice(from, from + OPEN_BATCH).map((row) =>
        openCurrent(keyring, collection, row).catch((error: unknown) => {
          if (!(error instanceof RowError)) throw error;
          if (error.code !== 'key-missing') this.problems.set(keyOf(error.ref), error);
          return null;
        }),
      );
      for (const row of await Promise.all(batch)) if (row) open.push(row);
    }
    return open;
  }

  private async attempt(
    refs: readonly RowRef[],
    decide: (entries: Map<string, Entry>) => Plan | null | Promise<Plan | null>,
    durability: Durability,
    repeatable: boolean,
  ): Promise<{ entries: Entry[]; local: Record<string, unknown> }> {
    const own: Try = { read: new Set(refs.map(keyOf)), overtaken: false };
    this.tries.add(own);
    try {
      return await this.decided(own, refs, decide, durability, repeatable);
    } finally {
      this.tries.delete(own);
    }
  }

  private async decided(
    own: Try,
    ...[refs, decide, durability, repeatable]: Parameters<Store['attempt']>
  ): ReturnType<Store['attempt']> {
    const keyring = this.keys();
    const before = await this.storage.get(refs);
    const entries = new Map<string, Entry>();
    const closed = new Map<string, RowError>();
    const opened = [...before].map(async ([key, row]) => {
      const collection = key.slice(0, key.indexOf('/')) as Collection;
      try {
        entries.set(key, await openEntry(keyring, collection, row));
      } catch (error) {
        if (!(error instanceof RowError)) throw error;
        closed.set(key, error);
      }
    });
    await Promise.all(opened);
    const plan = await decide(entries);
    if (!plan) return { entries: [], local: {} };
    const along = this.options.along?.(plan.happenings ?? []);
    const all = [
      ...plan.put.map((entry) => ({ entry, addOnly: false })),
      ...(plan.addMissing ?? []).map((entry) => ({ entry, addOnly: true })),
    ];
    const rows = await Promise.all(
      all.map(async ({ entry, addOnly }) => ({
        ref: entry.ref,
        row: await sealEntry(keyring, entry),
        addOnly,
      })),
    );
    const journal = repeatable ? [] : journalOf(rows, before, this.noted, plan.parents);
    const flush = journal.length > 0 ? () => this.options.journal.flush() : undefined;
    const transaction = {
      expected: refs.map((ref) => ({ ref, marker: markerOf(before.get(keyOf(ref))) })),
      rows,
      quarantine: [...(plan.quarantine ?? []), ...this.displaced(rows, before, closed)],
      release: plan.release ?? [],
      erase: [],
      local: () => ({ ...plan.local, ...endOf(journal), [CLOCK_NAME]: this.clock.highWater() }),
    };
    const skipped = await this.inTurn(own, rows, journal, async () => {
      const commit = (note?: AuditNote) =>
        this.storage.commit({ ...transaction, ...(note && { note }) }, durability, flush);
      const there = await (along ? along(commit) : commit());
      for (const { ref, row } of rows) if (!there.has(keyOf(ref))) this.unsynced.note(ref, row);
      return there;
    });
    const written = all.filter(({ entry }) => !skipped.has(keyOf(entry.ref)));
    return { entries: written.map(({ entry }) => entry), local: plan.local ?? {} };
  }

  /**
   * Lets one write of a row happen after another, each from journal to table: what stands in the journal is
   * committed next, and no other write of this process can come between. Whatever the store holds alone, the
   * journal has too; what another window prevented is taken back there.
   */
  private async inTurn<T>(
    own: Try | null,
    rows: readonly { ref: RowRef }[],
    journal: JournalEntries,
    commit: () => Promise<T>,
  ): Promise<T> {
    const keys = rows.map(({ ref }) => keyOf(ref));
    const others = () => keys.flatMap((key) => this.underWay.get(key) ?? []);
    for (let open = others(); open.length > 0; open = others()) await Promise.all(open);
    if (own?.overtaken) throw new ChangedMeanwhile();
    let end = (): void => undefined;
    const turn = new Promise<void>((resolve) => (end = resolve));
    for (const key of keys) this.underWay.set(key, turn);
    try {
      if (journal.length > 0) {
        await this.journalComplete();
        await this.options.journal.append(journal);
      }
      for (const entry of journal) if ('row' in entry) this.noted.add(entry.row.rev);
      const result = await commit();
      for (const other of this.tries)
        if (other !== own) other.overtaken ||= keys.some((key) => other.read.has(key));
      return result;
    } catch (error) {
      if (error instanceof ChangedMeanwhile) await this.takeBack(journal);
      throw error;
    } finally {
      for (const key of keys) this.underWay.delete(key);
      end();
    }
  }

  /** Once in a process, before anything else is written there: the journal has what the store has. */
  journalComplete(): Promise<void> {
    const { storage, options } = this;
    const complete = (this.complete ??= completeJournal(storage, options.journal));
    complete.catch(() => (this.complete = null));
    return complete;
  }

  /** Writes to the journal what is safe on disk before anything else happens. */
  private async note(entries: JournalEntries): Promise<void> {
    await this.options.journal.append(entries);
    await this.options.journal.flush();
  }

  private async takeBack(journal: JournalEntries): Promise<void> {
    const undone = journal.flatMap((entry) =>
      'row' in entry ? [{ collection: entry.collection, undone: entry.row.id, rev: entry.row.rev }] : [],
    );
    if (undone.length > 0) await this.note(undone);
  }

  /** Whether a row is between its journal and its table. */
  isUnderWay(key: string): boolean {
    return this.underWay.has(key);
  }

  /** Unsynchronised rows that do not open and are written over: they are set aside, never lost. */
  private displaced(
    rows: readonly { ref: RowRef }[],
    before: ReadonlyMap<string, LocalRow>,
    closed: ReadonlyMap<string, RowError>,
  ): QuarantineRow[] {
    return rows.flatMap(({ ref }): QuarantineRow[] => {
      const [row, error] = [before.get(keyOf(ref)), closed.get(keyOf(ref))];
      if (!row || !error || row.dirty === 0) return [];
      return [quarantined(ref.collection, row, error.code, this.clock.now())];
    });
  }

  /** Rows that did not open since the start, for the honest list of problems. */
  damaged(): RowError[] {
    return [...this.problems.values()];
  }

  /** Opens one row; null when there is none or its key is still to come. */
  async read(ref: RowRef): Promise<OpenRow | null> {
    const rows = await this.storage.get([ref]);
    const [open] = await this.openAll(ref.collection, [...rows.values()]);
    return open ?? null;
  }

  /** Opens the rows of a collection, or those of one client file. */
  async list(collection: Collection, fileId?: string): Promise<OpenRow[]> {
    const rows: LocalRow[] = await this.storage.list(collection, fileId);
    return this.openAll(collection, rows);
  }

  /**
   * Reads the rows of `refs`, lets `decide` say what to write, and writes it in one transaction; starts again
   * when one of them changed meanwhile. Resolves when it is safe on disk. `quiet`: nothing readable changes, so
   * nobody is told. Throws DataError.
   */
  async write(
    refs: readonly RowRef[],
    decide: (entries: Map<string, Entry>) => Plan | null | Promise<Plan | null>,
    { durability = 'strict', quiet = false, repeatable = false }: WriteOptions = {},
  ): Promise<Entry[]> {
    for (let tries = 1; ; tries++) {
      try {
        const written = await within(BULK_DEADLINE_MS, this.attempt(refs, decide, durability, repeatable));
        if (!quiet)
          this.applied.forEach((listener) =>
            listener(written.entries.map(currentOf), written.local, [], true),
          );
        return written.entries;
      } catch (error) {
        if (error instanceof ChangedMeanwhile && tries < MAX_TRIES) continue;
        // What failed may stand there all the same.
        this.unsynced.forget();
        throw toDataError(error);
      }
    }
  }

  /**
   * Takes rows off the device for good, here and in the journal, whether or not they open. Throws DataError,
   * `ChangedMeanwhile` inside, when one of them was written since it was read: the caller reads again.
   */
  async erase(
    rows: readonly { ref: RowRef; row: LocalRow }[],
    { quarantine = [], release = [], local = {} }: Pick<Plan, 'quarantine' | 'release' | 'local'>,
  ): Promise<void> {
    const erase = rows.map(({ ref }) => ref);
    const expected = rows.map(({ ref, row }) => ({ ref, marker: markerOf(row) }));
    const transaction = { expected, rows: [], quarantine, release, erase, local: () => local };
    const erased = erase.map(({ collection, id }) => ({ collection, erased: id }));
    // The journal first: a process that ends between the two must not give back what the table has lost.
    const gone = this.inTurn(null, rows, erased, async () => {
      await this.options.journal.flush();
      await this.storage.commit(transaction, 'strict');
      for (const ref of erase) this.unsynced.note(ref, undefined);
    });
    await within(BULK_DEADLINE_MS, gone);
    this.applied.forEach((listener) => listener([], local, erase, true));
  }

  /** A person decided against unsynchronised versions: the journal does not bring them back. */
  async forget(refs: readonly RowRef[]): Promise<void> {
    await this.note(refs.map(({ collection, id }) => ({ collection, erased: id })));
  }

  /** Tells listeners of rows that were written by another window or restored. */
  async reread(refs: readonly RowRef[]): Promise<void> {
    const found = await this.storage.get(refs);
    for (const ref of refs) this.unsynced.saw(ref, found.get(keyOf(ref)));
    const rows: OpenRow[] = [];
    const erased = refs.filter((ref) => !found.has(keyOf(ref)));
    for (const [collection, group] of groupByCollection(refs.map((ref) => ({ ref })))) {
      const present = group.flatMap(({ ref }) => found.get(keyOf(ref)) ?? []);
      rows.push(...(await this.openAll(collection, present)));
    }
    this.applied.forEach((listener) => listener(rows, {}, erased, false));
  }

  /** Called with rows right after they were written, before anybody else hears of it. */
  onApplied(listener: AppliedListener): () => void {
    this.applied.add(listener);
    return () => this.applied.delete(listener);
  }

  /** A small value of this device. */
  async local<T>(name: string): Promise<T | null> {
    return ((await this.storage.local(name)) as T | undefined) ?? null;
  }

  async putLocal(name: string, value: unknown): Promise<void> {
    await this.write([], () => ({ put: [], local: { [name]: value } }), { quiet: true });
  }
}
