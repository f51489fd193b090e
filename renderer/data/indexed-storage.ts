import { Dexie, type Table } from 'dexie';
import { putNote } from './audit';
import { BULK_DEADLINE_MS, database } from './errors';
import { COLLECTIONS, type LocalDatabase, type LocalRow, type QuarantineRow } from './schema';
import type { RowRef } from './sealing';
import {
  ChangedMeanwhile,
  groupByCollection,
  keyOf,
  markerOf,
  type Durability,
  type RowStorage,
  type Transaction,
  type Unsynced,
} from './storage';
import type { Collection, Compartment } from '#shared/security/compartments';
import { COLLECTION_COMPARTMENT } from '#shared/security/compartments';

/** Adds rows; those that are there already stay as they are and are named in `skipped`. */
async function addTo(
  table: Table<LocalRow, string>,
  rows: readonly { ref: RowRef; row: LocalRow }[],
  skipped: Set<string>,
): Promise<void> {
  try {
    await table.bulkAdd(rows.map(({ row }) => row));
  } catch (error) {
    if (!(error instanceof Dexie.BulkError)) throw error;
    for (const [at, failure] of Object.entries(error.failuresByPos)) {
      if (failure.name !== 'ConstraintError') throw failure;
      const item = rows[Number(at)];
      if (item) skipped.add(keyOf(item.ref));
    }
  }
}

/** Rows in IndexedDB: one handle per durability, strict for what a person saves, relaxed for bulk pulls. */
export class IndexedStorage implements RowStorage {
  constructor(
    private readonly strict: LocalDatabase,
    private readonly relaxed: LocalDatabase,
  ) {}

  async get(refs: readonly RowRef[]): Promise<Map<string, LocalRow>> {
    const found = new Map<string, LocalRow>();
    const reading = [...groupByCollection(refs.map((ref) => ({ ref })))].map(async ([collection, group]) => {
      const rows = await database(this.strict.rows(collection).bulkGet(group.map(({ ref }) => ref.id)));
      for (const row of rows) if (row) found.set(keyOf({ collection, id: row.id }), row);
    });
    await Promise.all(reading);
    return found;
  }

  list(collection: Collection, fileId?: string): Promise<LocalRow[]> {
    const table = this.strict.rows(collection);
    const rows = fileId === undefined ? table.toArray() : table.where('fileId').equals(fileId).toArray();
    return database(rows, BULK_DEADLINE_MS);
  }

  /** In one transaction: one for each of thirty collections took longer than what they were asked for. */
  async dirty(): Promise<Unsynced[]> {
    const found: Unsynced[] = [];
    const tables = COLLECTIONS.map((collection) => this.strict.rows(collection));
    const work = this.strict.transaction('r', tables, () =>
      Promise.all(
        COLLECTIONS.map((collection) =>
          this.strict
            .rows(collection)
            .where('[dirty+maxStamp]')
            .between([1, ''], [1, '\uffff'])
            .eachKey((key, { primaryKey }) => {
              const [, maxStamp] = key as unknown as [number, string];
              found.push({ ref: { collection, id: String(primaryKey) }, maxStamp });
            }),
        ),
      ),
    );
    await database(work, BULK_DEADLINE_MS);
    return found;
  }

  async seqs(collection: Collection, compartment: Compartment): Promise<{ id: string; seq: number }[]> {
    const home = COLLECTION_COMPARTMENT[collection];
    if (home !== compartment && home !== 'inherited') return [];
    const stored = this.strict.rows(collection).where('seq').above(0);
    const found: { id: string; seq: number }[] = [];
    const work =
      home === 'inherited'
        ? stored
            .filter((row) => row.compartment === compartment)
            .each(({ id, seq }) => found.push({ id, seq }))
        : stored.eachKey((seq, { primaryKey }) => found.push({ id: String(primaryKey), seq: Number(seq) }));
    await database(work, BULK_DEADLINE_MS);
    return found;
  }

  quarantine(): Promise<QuarantineRow[]> {
    return database(this.strict.quarantine.toArray());
  }

  async local(name: string): Promise<unknown> {
    return (await database(this.strict.local.get(name)))?.value;
  }

  /**
   * Nothing but database calls inside the transaction: awaiting anything else may commit it early. They are asked
   * all at once, since each answer takes its way through the browser. It is committed in so many words, so that
   * the disk works on it while `meanwhile` does too.
   */
  async commit(
    { expected, rows, quarantine, release, erase, local, note }: Transaction,
    durability: Durability,
    meanwhile?: () => Promise<void>,
  ): Promise<Set<string>> {
    const handle = durability === 'strict' ? this.strict : this.relaxed;
    const refs = [...expected.map(({ ref }) => ref), ...rows.map(({ ref }) => ref), ...erase];
    const tables = [...new Set(refs.map(({ collection }) => collection))].map((name) => handle.rows(name));
    const put = rows.filter(({ addOnly }) => !addOnly);
    // Each once: the same name is the same row.
    const missing = [
      ...new Map(rows.filter(({ addOnly }) => addOnly).map((item) => [keyOf(item.ref), item])).values(),
    ];
    const skipped = new Set<string>();
    let beside: Promise<void> | undefined;
    const others = [handle.local, handle.quarantine, ...(note ? [handle.audit] : [])];
    await handle.transaction('rw', [...tables, ...others], async ({ idbtrans }) => {
      const looking = [...groupByCollection(expected)].map(async ([collection, group]) => {
        const now = await handle.rows(collection).bulkGet(group.map(({ ref }) => ref.id));
        if (group.some((item, at) => markerOf(now[at]) !== item.marker)) throw new ChangedMeanwhile();
      });
      const values = Object.entries(local()).map(([name, value]) => ({ name, value }));
      await Promise.all([
        ...looking,
        ...[...groupByCollection(missing)].map(([collection, group]) =>
          addTo(handle.rows(collection), group, skipped),
        ),
        ...[...groupByCollection(put)].map(([collection, group]) =>
          handle.rows(collection).bulkPut(group.map(({ row }) => row)),
        ),
        ...[...groupByCollection(erase.map((ref) => ({ ref })))].map(([collection, group]) =>
          handle.rows(collection).bulkDelete(group.map(({ ref }) => ref.id)),
        ),
        quarantine.length > 0 ? handle.quarantine.bulkPut([...quarantine]) : null,
        release.length > 0 ? handle.quarantine.bulkDelete([...release]) : null,
        handle.local.bulkPut(values),
        note ? putNote(handle, note) : null,
      ]);
      idbtrans.commit();
      beside = meanwhile?.();
      // Its failure is told once the transaction has ended.
      beside?.catch(() => undefined);
    });
    await beside;
    return skipped;
  }
}
