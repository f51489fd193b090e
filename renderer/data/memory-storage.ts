import type { LocalRow, QuarantineRow } from './schema';
import type { RowRef } from './sealing';
import {
  ChangedMeanwhile,
  keyOf,
  markerOf,
  type RowStorage,
  type Transaction,
  type Unsynced,
} from './storage';
import type { Collection, Compartment } from '#shared/security/compartments';

interface Kept {
  ref: RowRef;
  row: LocalRow;
}

/** Rows in memory, for work that ends with it: what another device handed in, on its way to the server. */
export class MemoryStorage implements RowStorage {
  private readonly rows = new Map<string, Kept>();
  private readonly aside = new Map<string, QuarantineRow>();
  private readonly values = new Map<string, unknown>();

  constructor(rows: readonly Kept[]) {
    for (const kept of rows) this.rows.set(keyOf(kept.ref), kept);
  }

  private of(collection: Collection): LocalRow[] {
    return [...this.rows.values()].flatMap(({ ref, row }) => (ref.collection === collection ? [row] : []));
  }

  get(refs: readonly RowRef[]): Promise<Map<string, LocalRow>> {
    const found = refs.flatMap((ref) => {
      const kept = this.rows.get(keyOf(ref));
      return kept ? [[keyOf(ref), kept.row] as const] : [];
    });
    return Promise.resolve(new Map(found));
  }

  list(collection: Collection, fileId?: string): Promise<LocalRow[]> {
    const rows = this.of(collection);
    return Promise.resolve(fileId === undefined ? rows : rows.filter((row) => row.fileId === fileId));
  }

  dirty(): Promise<Unsynced[]> {
    const waiting = [...this.rows.values()].filter(({ row }) => row.dirty === 1);
    return Promise.resolve(waiting.map(({ ref, row }) => ({ ref, maxStamp: row.maxStamp })));
  }

  seqs(collection: Collection, compartment: Compartment): Promise<{ id: string; seq: number }[]> {
    const stored = this.of(collection).filter((row) => row.seq > 0 && row.compartment === compartment);
    return Promise.resolve(stored.map(({ id, seq }) => ({ id, seq })));
  }

  quarantine(): Promise<QuarantineRow[]> {
    return Promise.resolve([...this.aside.values()]);
  }

  local(name: string): Promise<unknown> {
    return Promise.resolve(this.values.get(name));
  }

  async commit(
    { expected, rows, quarantine, release, erase, local }: Transaction,
    _durability: unknown,
    meanwhile?: () => Promise<void>,
  ): Promise<Set<string>> {
    if (expected.some(({ ref, marker }) => markerOf(this.rows.get(keyOf(ref))?.row) !== marker))
      throw new ChangedMeanwhile();
    const skipped = new Set<string>();
    for (const { ref, row, addOnly } of rows)
      if (addOnly && this.rows.has(keyOf(ref))) skipped.add(keyOf(ref));
      else this.rows.set(keyOf(ref), { ref, row });
    for (const ref of erase) this.rows.delete(keyOf(ref));
    for (const row of quarantine) this.aside.set(row.key, row);
    for (const key of release) this.aside.delete(key);
    for (const [name, value] of Object.entries(local())) this.values.set(name, value);
    await meanwhile?.();
    return skipped;
  }
}
