import type { AuditRow, LocalRow, QuarantineRow } from './schema';
import type { RowRef } from './sealing';
import type { ChainHead } from '#shared/audit/links';
import type { Happening } from '#shared/audit/entries';
import type { Collection, Compartment } from '#shared/security/compartments';

export type Durability = 'strict' | 'relaxed';

/** A row as a transaction found it: it is written only if the row still stands like this. */
export interface Expected {
  ref: RowRef;
  marker: string;
}

/** A row that waits for the server. */
export interface Unsynced {
  ref: RowRef;
  maxStamp: string;
}

/** Links of this device's audit, and the head of the chain that they continue. */
export interface AuditNote {
  /** Name of the head among the small values of this device. */
  name: string;
  expected: ChainHead;
  head: ChainHead;
  rows: readonly AuditRow[];
}

/** Gives what commits together with what the audit notes; without an audit nothing is noted (simulation). */
export type Along = (
  happenings: readonly Happening[],
) => <T>(commit: (note?: AuditNote) => Promise<T>) => Promise<T>;

/** Another window noted something meanwhile; nothing was written. */
export class HeadMoved extends Error {
  override name = 'HeadMoved';
}

/** Everything that one transaction writes; all of it or nothing. */
export interface Transaction {
  expected: readonly Expected[];
  rows: readonly { ref: RowRef; row: LocalRow; addOnly: boolean }[];
  quarantine: readonly QuarantineRow[];
  /** Keys of rows that are no longer set aside. */
  release: readonly string[];
  /** Rows that leave the device for good. */
  erase: readonly RowRef[];
  /** Small values of this device that move together with the rows; read when the transaction writes. */
  local: () => Record<string, unknown>;
  /** What the audit says of it. */
  note?: AuditNote;
}

/** A row was written by somebody else since it was read; nothing was written. */
export class ChangedMeanwhile extends Error {
  override name = 'ChangedMeanwhile';
}

/**
 * What the store asks of a database: the port behind which IndexedDB stands in the app and a model in the
 * simulation. Promises end with DataError or ChangedMeanwhile, in bounded time.
 */
export interface RowStorage {
  get(refs: readonly RowRef[]): Promise<Map<string, LocalRow>>;
  /** The rows of a collection, or those of one client file. */
  list(collection: Collection, fileId?: string): Promise<LocalRow[]>;
  /** All unsynchronised rows, as of one moment. */
  dirty(): Promise<Unsynced[]>;
  /** Ids and seqs of the rows of a compartment that the server has. */
  seqs(collection: Collection, compartment: Compartment): Promise<{ id: string; seq: number }[]>;
  quarantine(): Promise<QuarantineRow[]>;
  local(name: string): Promise<unknown>;
  /**
   * Gives the keys of rows that were only to be added and stand there already. Throws ChangedMeanwhile.
   * `meanwhile` is begun once nothing but the disk is waited for, and ended before the promise resolves.
   */
  commit(
    transaction: Transaction,
    durability: Durability,
    meanwhile?: () => Promise<void>,
  ): Promise<Set<string>>;
}

/** One text for a reference, as key of maps and of what is set aside. */
export const keyOf = (ref: RowRef) => `${ref.collection}/${ref.id}`;

/** What tells whether a row was written since it was read. */
export const markerOf = (row: LocalRow | undefined) =>
  row ? `${row.rev} ${row.seq} ${row.dirty} ${row.sent?.rev ?? ''}` : '';

/** Items by collection, since each collection has a table of its own. */
export function groupByCollection<T extends { ref: RowRef }>(items: readonly T[]): Map<Collection, T[]> {
  const groups = new Map<Collection, T[]>();
  for (const item of items) {
    const group = groups.get(item.ref.collection);
    if (group) group.push(item);
    else groups.set(item.ref.collection, [item]);
  }
  return groups;
}
