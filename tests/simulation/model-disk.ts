import { JOURNAL_END } from '../../renderer/data/journal-newest';
import type { BlobRow, ChunkRow, LocalRow, QuarantineRow } from '../../renderer/data/schema';
import {
  ChangedMeanwhile,
  keyOf,
  markerOf,
  type Durability,
  type RowStorage,
  type Transaction,
  type Unsynced,
} from '../../renderer/data/storage';
import type { Dice } from './scheduler';
import type { Collection } from '#shared/security/compartments';

/** Bugs of a store that the simulation must catch. */
export interface DiskBugs {
  /** Cursors are written before the rows they stand for, in a transaction of their own. */
  cursorFirst?: boolean;
  /** Nobody looks whether a row was written since it was read. */
  ignoreMarkers?: boolean;
  /** A save is acknowledged before it is written. */
  ackEarly?: boolean;
  /** What a merge displaced is not kept. */
  dropConflicts?: boolean;
  /** A strict commit is not flushed: a power cut takes it. */
  neverFlush?: boolean;
  /** What no document names any more stays. */
  keepContents?: boolean;
  /** After a power cut the journal is not compared with the store. */
  tornJournal?: boolean;
}

type Undo = () => void;

/** The disk of a device: survives the end of its process; a power cut takes back what was not flushed. */
export class ModelDisk {
  readonly tables = new Map<Collection, Map<string, LocalRow>>();
  readonly aside = new Map<string, QuarantineRow>();
  readonly values = new Map<string, unknown>();
  /** The contents of attachments by id, and their chunks. */
  readonly blobs = new Map<string, BlobRow>();
  readonly chunks = new Map<string, ChunkRow>();
  #unflushed: Undo[][] = [];

  constructor(readonly bugs: DiskBugs) {}

  table(collection: Collection): Map<string, LocalRow> {
    let table = this.tables.get(collection);
    if (!table) this.tables.set(collection, (table = new Map<string, LocalRow>()));
    return table;
  }

  /** Takes back commits from the end, as many as chance has it, but none that was flushed. */
  powerCut(dice: Dice): void {
    const kept = dice.below(this.#unflushed.length + 1);
    for (const undo of this.#unflushed.splice(kept).reverse()) undo.reverse().forEach((back) => back());
    this.#unflushed = [];
  }

  /** The browser resets the store. */
  wipe(): void {
    this.tables.clear();
    this.aside.clear();
    this.values.clear();
    this.blobs.clear();
    this.chunks.clear();
    this.#unflushed = [];
  }

  #set<T>(map: Map<string, T>, key: string, value: T | undefined, undo: Undo[]): void {
    const before = map.get(key);
    undo.push(() => void (before === undefined ? map.delete(key) : map.set(key, before)));
    if (value === undefined) map.delete(key);
    else map.set(key, value);
  }

  /** Sets some values as one, flushed. */
  put(sets: (set: <T>(map: Map<string, T>, key: string, value: T | undefined) => void) => void): void {
    const undo: Undo[] = [];
    sets((map, key, value) => this.#set(map, key, value, undo));
    this.#unflushed.push(undo);
    if (!this.bugs.neverFlush) this.#unflushed = [];
  }

  /** Writes rows, or values, or both, as one. */
  write(transaction: Transaction, parts: { rows: boolean; values: boolean }, flush: boolean): Set<string> {
    const undo: Undo[] = [];
    const skipped = new Set<string>();
    if (parts.rows) {
      for (const { ref, row, addOnly } of transaction.rows) {
        const table = this.table(ref.collection);
        if (addOnly && this.bugs.dropConflicts && ref.collection === 'conflicts') continue;
        if (addOnly && table.has(ref.id)) skipped.add(keyOf(ref));
        else this.#set(table, ref.id, row, undo);
      }
      for (const { collection, id } of transaction.erase)
        this.#set(this.table(collection), id, undefined, undo);
      for (const row of transaction.quarantine) this.#set(this.aside, row.key, row, undo);
      for (const key of transaction.release) this.#set(this.aside, key, undefined, undo);
    }
    if (parts.values)
      for (const [name, value] of Object.entries(transaction.local()))
        this.#set(this.values, name, value, undo);
    this.#unflushed.push(undo);
    if (flush && !this.bugs.neverFlush) this.#unflushed = [];
    return skipped;
  }
}

/** A process's way to a disk: it waits for `step` before each access. */
export class ModelStorage implements RowStorage {
  private told: Promise<void> = Promise.resolve();

  constructor(
    private readonly disk: ModelDisk,
    private readonly step: (label: string) => Promise<void>,
  ) {}

  async get(refs: Parameters<RowStorage['get']>[0]): Promise<Map<string, LocalRow>> {
    await this.step('get');
    return new Map(
      refs.flatMap((ref) => {
        const row = this.disk.table(ref.collection).get(ref.id);
        return row ? [[keyOf(ref), row] as const] : [];
      }),
    );
  }

  async list(collection: Collection, fileId?: string): Promise<LocalRow[]> {
    const rows = [...this.disk.table(collection).values()];
    return Promise.resolve(fileId === undefined ? rows : rows.filter((row) => row.fileId === fileId));
  }

  async dirty(): Promise<Unsynced[]> {
    await this.step('dirty');
    return [...this.disk.tables].flatMap(([collection, table]) =>
      [...table.values()].flatMap(({ id, dirty, maxStamp }) =>
        dirty === 1 ? [{ ref: { collection, id }, maxStamp }] : [],
      ),
    );
  }

  async seqs(collection: Collection, compartment: string): Promise<{ id: string; seq: number }[]> {
    const rows = [...this.disk.table(collection).values()];
    return Promise.resolve(rows.filter((row) => row.seq > 0 && row.compartment === compartment));
  }

  async quarantine(): Promise<QuarantineRow[]> {
    return Promise.resolve([...this.disk.aside.values()]);
  }

  async local(name: string): Promise<unknown> {
    if (this.disk.bugs.tornJournal && name === JOURNAL_END) return Promise.resolve(undefined);
    return Promise.resolve(this.disk.values.get(name));
  }

  async commit(
    transaction: Transaction,
    durability: Durability,
    meanwhile?: () => Promise<void>,
  ): Promise<Set<string>> {
    const { bugs } = this.disk;
    const flush = durability === 'strict';
    if (bugs.ackEarly && flush) {
      void this.step('commit late').then(() =>
        this.disk.write(transaction, { rows: true, values: true }, true),
      );
      return new Set();
    }
    await this.step('commit');
    const changed = transaction.expected.some(
      ({ ref, marker }) => markerOf(this.disk.table(ref.collection).get(ref.id)) !== marker,
    );
    if (changed && !bugs.ignoreMarkers) throw new ChangedMeanwhile();
    if (bugs.cursorFirst) {
      this.disk.write(transaction, { rows: false, values: true }, flush);
      await this.step('commit, cursor first');
      const skipped = this.disk.write(transaction, { rows: true, values: false }, flush);
      return skipped;
    }
    const skipped = this.disk.write(transaction, { rows: true, values: true }, flush);
    // IndexedDB tells of commits in their order.
    this.told = this.told.then(() => this.step('committed'));
    await Promise.all([this.told, meanwhile?.()]);
    return skipped;
  }
}
