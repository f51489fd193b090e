import type { Compartment } from '#shared/security/compartments';
import type { EraseTarget, Erasure } from '#shared/sync/erasures-protocol';
import type { LostCommits, PullQuery, PullResponse, PushRow, StoredRow } from '#shared/sync/protocol';

/**
 * The database as push, pull and erase see it: PostgreSQL in the server, a model in the simulation. Both pass
 * the same contract tests, so that the decisions tried in one hold in the other.
 */
export interface SyncDatabase {
  /** Runs `work` in one transaction of an office: all of it is committed, or nothing if it throws. */
  transaction<T>(officeId: string, work: (tx: SyncTransaction) => Promise<T>): Promise<T>;
  /** Runs `work` on what was committed at one moment. */
  snapshot<T>(officeId: string, work: (snapshot: SyncSnapshot) => Promise<T>): Promise<T>;
  /** Whether the database refused a value of some record, rather than its service. */
  isDataError(error: unknown): boolean;
}

/** Reads see what has been committed by the time of each read. */
export interface SyncTransaction {
  /** Locks the office's counter until the transaction ends, and gives what it says. */
  lock(): Promise<Counter>;
  known(rows: readonly PushRow[]): Promise<Known>;
  /**
   * Keeps versions in the order of their seq: the last one of each row, and every rev. The counter then stands
   * at `head`.
   */
  write(versions: readonly StoredRow[], head: number): Promise<void>;
  /** Remembers versions that were answered `clock`: a late copy of the request finds them refused. */
  refuse(versions: readonly Pick<PushRow, 'id' | 'rev'>[]): Promise<void>;
  /** Stubs already there for these targets, oldest first, and the compartments in which something would go. */
  reach(targets: readonly EraseTarget[]): Promise<{ stubs: Erasure[]; compartments: Compartment[] }>;
  /** Deletes what the stubs name, with revs and blobs, and keeps the stubs. The counter then stands at `head`. */
  erase(stubs: readonly Erasure[], head: number): Promise<void>;
}

export interface SyncSnapshot {
  counter(): Promise<Counter>;
  /**
   * One page of a compartment, bounded in rows and in bytes (MAX_PAGE_BYTES), at least one row if there is one;
   * and how many follow it.
   */
  page(query: PullQuery): Promise<{ rows: StoredRow[]; left: number }>;
  check(compartment: Compartment): Promise<Check>;
  /** At most `limit` stubs with seq > after, oldest first. */
  erasures(after: number, limit: number): Promise<Erasure[]>;
}

/** The office's counter: the seq of its latest commit, and those that the server lost, oldest first. */
export interface Counter {
  head: number;
  lost: LostCommits[];
}

export type Check = NonNullable<PullResponse['check']>;

/** What the database knows about pushed rows. */
export interface Known {
  /** Stored rows by id. */
  stored: Map<string, StoredRow>;
  /** Seqs under which these versions were accepted before, or REFUSED, by `revKey`. */
  revs: Map<string, number>;
  /** Stubs under which one of the rows may fall, by `stubKey`. */
  stubs: Set<string>;
}

/** In place of a seq: the version was answered `clock`. */
export const REFUSED = 0;

export const revKey = ({ id, rev }: { id: string; rev: string }): string => `${id} ${rev}`;
export const stubKey = ({ kind, id }: EraseTarget): string => `${kind} ${id}`;
