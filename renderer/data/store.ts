import type { Keyring } from '../security/keyring';
import { newId, type Random } from '#shared/crypto/random';
import type { Collection } from '#shared/security/compartments';
import type { HybridClock } from '#shared/sync/clock';
import type { StoredDocument } from '#shared/sync/document';
import type { Make } from '#shared/sync/decisions';
import { BULK_DEADLINE_MS, database, dataError, toDataError, within } from './errors';
import type { Journal } from './journal';
import type { LocalDatabase, LocalRow, QuarantineRow } from './schema';
import {
  openCurrent,
  openEntry,
  RowError,
  sealEntry,
  type Entry,
  type LocalVersion,
  type OpenRow,
  type RowRef,
} from './sealing';

/** What one transaction writes. */
export interface Plan {
  put: Entry[];
  /** Written only where no such row exists (conflicts, filed arrivals: the same on every device). */
  addMissing?: Entry[];
  quarantine?: QuarantineRow[];
  release?: string[];
  /** Small values of this device that move together with the rows (cursors). */
  local?: Record<string, unknown>;
}

export type Durability = 'strict' | 'relaxed';
/** Rows just written, and the small values that moved with them. */
type AppliedListener = (rows: OpenRow[], local: Record<string, unknown>) => void;

export interface StoreOptions {
  strict: LocalDatabase;
  relaxed: LocalDatabase;
  keyring: () => Keyring | null;
  clock: HybridClock;
  random: Random;
  journal: Journal;
}

/** Rows opened at a time: keeps WebCrypto busy without holding every promise at once. */
const OPEN_BATCH = 500;
const MAX_TRIES = 8;
/** Name of the clock's high-water mark among the local values. */
export const CLOCK_NAME = 'clock';

class ChangedMeanwhile extends Error {}

function groupByCollection<T extends { ref: RowRef }>(items: readonly T[]): Map<Collection, T[]> {
  const groups = new Map<Collection, T[]>();
  for (const item of items) {
    const group = groups.get(item.ref.collection);
    if (group) group.push(item);
    else groups.set(item.ref.collection, [item]);
  }
  return groups;
}

/** One text for a reference, as key of maps. */
export const keyOf = (ref: RowRef) => `${ref.collection}/${ref.id}`;
const marker = (row: LocalRow | undefined) =>
  row ? `${row.rev} ${row.seq} ${row.dirty} ${row.sent?.rev ?? ''}` : '';

function currentOf(entry: Entry): OpenRow {
  const { seq, dirty, version } = entry.replica;
  return { ref: entry.ref, place: entry.place, doc: version.doc, seq, dirty };
}

/** A plan sealed: the rows as they must still stand on disk, and what is written then. */
interface Transaction {
  expected: { ref: RowRef; marker: string }[];
  rows: { ref: RowRef; row: LocalRow; addOnly: boolean }[];
  plan: Plan;
  highWater: () => string;
}

/** Runs the transaction itself: nothing but database calls inside. */
async function commit(
  handle: LocalDatabase,
  { expected, rows, plan, highWater }: Transaction,
): Promise<Set<string>> {
  const collections = new Set([...expected, ...rows].map(({ ref }) => ref.collection));
  const tables = [
    ...[...collections].map((collection) => handle.rows(collection)),
    handle.local,
    handle.quarantine,
  ];
  const skipped = new Set<string>();
  await handle.transaction('rw', tables, async () => {
    for (const [collection, group] of groupByCollection(expected)) {
      const now = await handle.rows(collection).bulkGet(group.map(({ ref }) => ref.id));
      if (group.some((item, at) => marker(now[at]) !== item.marker)) throw new ChangedMeanwhile();
    }
    for (const [collection, group] of groupByCollection(rows)) {
      const table = handle.rows(collection);
      const missing = group.filter(({ addOnly }) => addOnly);
      if (missing.length > 0) {
        const known = await table.bulkGet(missing.map(({ ref }) => ref.id));
        missing.forEach(({ ref }, at) => known[at] && skipped.add(keyOf(ref)));
      }
      await table.bulkPut(group.filter(({ ref }) => !skipped.has(keyOf(ref))).map(({ row }) => row));
    }
    if (plan.quarantine?.length) await handle.quarantine.bulkPut(plan.quarantine);
    if (plan.release?.length) await handle.quarantine.bulkDelete(plan.release);
    const local = Object.entries(plan.local ?? {}).map(([name, value]) => ({ name, value }));
    await handle.local.bulkPut([...local, { name: CLOCK_NAME, value: highWater() }]);
  });
  return skipped;
}

/**
 * Encrypted rows on disk: opens before reading, seals before the transaction (awaiting WebCrypto inside one may
 * commit it early), writes rows and everything that must move with them in one transaction.
 */
export class Store {
  readonly strict: LocalDatabase;
  readonly relaxed: LocalDatabase;
  readonly clock: HybridClock;
  private readonly applied = new Set<AppliedListener>();
  private readonly problems = new Map<string, RowError>();

  constructor(private readonly options: StoreOptions) {
    this.strict = options.strict;
    this.relaxed = options.relaxed;
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

  private async rowsOf(refs: readonly RowRef[]): Promise<Map<string, LocalRow>> {
    const found = new Map<string, LocalRow>();
    for (const [collection, group] of groupByCollection(refs.map((ref) => ({ ref })))) {
      const rows = await database(this.strict.rows(collection).bulkGet(group.map(({ ref }) => ref.id)));
      for (const row of rows) if (row) found.set(keyOf({ collection, id: row.id }), row);
    }
    return found;
  }

  private async attempt(
    refs: readonly RowRef[],
    decide: (entries: Map<string, Entry>) => Plan | null | Promise<Plan | null>,
    durability: Durability,
  ): Promise<{ entries: Entry[]; local: Record<string, unknown> }> {
    const keyring = this.keys();
    const before = await this.rowsOf(refs);
    const entries = new Map<string, Entry>();
    const opened = [...before].map(async ([key, row]) => {
      const collection = key.slice(0, key.indexOf('/')) as Collection;
      entries.set(key, await openEntry(keyring, collection, row));
    });
    await Promise.all(opened);
    const plan = await decide(entries);
    if (!plan) return { entries: [], local: {} };
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
    const expected = refs.map((ref) => ({ ref, marker: marker(before.get(keyOf(ref))) }));
    const journal =
      durability === 'strict'
        ? rows
            .filter(({ row }) => row.dirty === 1)
            .map(({ ref, row }) => ({ collection: ref.collection, row }))
        : [];
    const handle = durability === 'strict' ? this.strict : this.relaxed;
    const [skipped] = await Promise.all([
      commit(handle, { expected, rows, plan, highWater: () => this.clock.highWater() }),
      journal.length > 0 ? this.options.journal.append(journal) : null,
    ]);
    const written = all.filter(({ entry }) => !skipped.has(keyOf(entry.ref)));
    return { entries: written.map(({ entry }) => entry), local: plan.local ?? {} };
  }

  /** Rows that did not open since the start, for the honest list of problems. */
  damaged(): RowError[] {
    return [...this.problems.values()];
  }

  /** Opens one row; null when there is none or its key is still to come. */
  async read(ref: RowRef): Promise<OpenRow | null> {
    const row = await database(this.strict.rows(ref.collection).get(ref.id));
    const [open] = await this.openAll(ref.collection, row ? [row] : []);
    return open ?? null;
  }

  /** Opens the rows of a collection, or those of one client file. */
  async list(collection: Collection, fileId?: string): Promise<OpenRow[]> {
    const table = this.strict.rows(collection);
    const rows = await database(
      fileId === undefined ? table.toArray() : table.where('fileId').equals(fileId).toArray(),
      BULK_DEADLINE_MS,
    );
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
    { durability = 'strict', quiet = false }: { durability?: Durability; quiet?: boolean } = {},
  ): Promise<Entry[]> {
    for (let tries = 1; ; tries++) {
      try {
        const written = await within(BULK_DEADLINE_MS, this.attempt(refs, decide, durability));
        if (!quiet)
          this.applied.forEach((listener) => listener(written.entries.map(currentOf), written.local));
        return written.entries;
      } catch (error) {
        if (!(error instanceof ChangedMeanwhile) || tries === MAX_TRIES) throw toDataError(error);
      }
    }
  }

  /** Tells listeners of rows that were written by another window or restored. */
  async reread(refs: readonly RowRef[]): Promise<void> {
    const found = await this.rowsOf(refs);
    const rows: OpenRow[] = [];
    for (const [collection, group] of groupByCollection(refs.map((ref) => ({ ref })))) {
      const present = group.flatMap(({ ref }) => found.get(keyOf(ref)) ?? []);
      rows.push(...(await this.openAll(collection, present)));
    }
    this.applied.forEach((listener) => listener(rows, {}));
  }

  /** Called with rows right after they were written, before anybody else hears of it. */
  onApplied(listener: AppliedListener): () => void {
    this.applied.add(listener);
    return () => this.applied.delete(listener);
  }

  /** A small value of this device. */
  async local<T>(name: string): Promise<T | null> {
    const found = await database(this.strict.local.get(name));
    return (found?.value as T | undefined) ?? null;
  }

  async putLocal(name: string, value: unknown): Promise<void> {
    await database(this.strict.local.put({ name, value }));
  }
}
