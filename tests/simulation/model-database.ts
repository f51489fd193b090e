import type { Compartment } from '#shared/security/compartments';
import type { EraseTarget, Erasure } from '#shared/sync/erasures-protocol';
import { MAX_PAGE_BYTES, type PullQuery, type PushRow, type StoredRow } from '#shared/sync/protocol';
import {
  type Check,
  CLOCK_REFUSED,
  type Known,
  revKey,
  stubKey,
  type SyncDatabase,
  type SyncSnapshot,
  type SyncTransaction,
} from '../../server/sync/sync-database';

/** Bugs that a simulation seeds, each of which it must catch. */
export interface ModelBugs {
  /** The counter is read without its lock: two transactions may take the same seqs. */
  noCounterLock?: boolean;
  /** A repeated version is not recognised. */
  forgetRevs?: boolean;
  /** Erased rows are deleted, but later pushes are not refused. */
  eraseWithoutStub?: boolean;
}

export interface ModelOptions extends ModelBugs {
  /** Awaited before each action, so that a scheduler decides what happens next. */
  step: (label: string) => Promise<void>;
  /** Lower-case hex SHA-256 of a text's UTF-8 bytes. */
  hash: (text: string) => string;
}

/** The transaction was rolled back from outside: its process or the database died. */
export class CrashedError extends Error {
  override readonly name = 'CrashedError';
}

/** A value that the database does not store, as PostgreSQL does not store NUL. */
class ValueError extends Error {
  override readonly name = 'ValueError';
}

interface Kept {
  head: number;
  rows: Map<string, StoredRow>;
  revs: Map<string, number>;
  erasures: Map<string, Erasure>;
}

type Change = (kept: Kept) => void;

const copyOf = (kept: Kept): Kept => ({
  head: kept.head,
  rows: new Map(kept.rows),
  revs: new Map(kept.revs),
  erasures: new Map(kept.erasures),
});

/** One office: what was committed, and who waits for its counter. */
class Office {
  committed: Kept = { head: 0, rows: new Map(), revs: new Map(), erasures: new Map() };
  holder: ModelTransaction | null = null;
  readonly waiting: Array<{ tx: ModelTransaction; wake: (error?: Error) => void }> = [];

  release(tx: ModelTransaction): void {
    if (this.holder !== tx) return;
    const next = this.waiting.shift();
    this.holder = next?.tx ?? null;
    next?.wake();
  }
}

/**
 * The database of the simulation: transactions with a row lock on the office's counter, reads of what is
 * committed, writes that nobody else sees before the commit, snapshots, roll-back, crash. No clock, no chance:
 * only `step` decides the order of actions. Bodies of blobs are not its business.
 */
export class ModelDatabase implements SyncDatabase {
  readonly #options: ModelOptions;
  readonly #offices = new Map<string, Office>();
  readonly #open = new Set<ModelTransaction>();

  constructor(options: ModelOptions) {
    this.#options = options;
  }

  async transaction<T>(officeId: string, work: (tx: SyncTransaction) => Promise<T>): Promise<T> {
    await this.#options.step('begin');
    const tx = new ModelTransaction(this.#office(officeId), this.#options);
    this.#open.add(tx);
    try {
      const result = await work(tx);
      await tx.commit();
      return result;
    } finally {
      tx.end();
      this.#open.delete(tx);
    }
  }

  async snapshot<T>(officeId: string, work: (snapshot: SyncSnapshot) => Promise<T>): Promise<T> {
    await this.#options.step('snapshot');
    // A commit replaces the state and never changes it: holding it is the snapshot.
    return work(new ModelSnapshot(this.#office(officeId).committed, this.#options));
  }

  isDataError(error: unknown): boolean {
    return error instanceof ValueError;
  }

  /** Rolls back every open transaction; their work meets CrashedError at its next action. */
  crash(): void {
    for (const tx of [...this.#open]) tx.crash();
    this.#open.clear();
  }

  #office(officeId: string): Office {
    const office = this.#offices.get(officeId) ?? new Office();
    this.#offices.set(officeId, office);
    return office;
  }
}

class ModelTransaction implements SyncTransaction {
  readonly #office: Office;
  readonly #options: ModelOptions;
  readonly #changes: Change[] = [];
  #crashed = false;

  constructor(office: Office, options: ModelOptions) {
    this.#office = office;
    this.#options = options;
  }

  async lock(): Promise<number> {
    await this.#act('lock');
    const office = this.#office;
    if (!this.#options.noCounterLock && office.holder !== this) {
      if (office.holder === null) office.holder = this;
      else await this.#turn();
    }
    return this.#view().head;
  }

  async known(rows: readonly PushRow[]): Promise<Known> {
    await this.#act('read');
    const kept = this.#view();
    const { forgetRevs, eraseWithoutStub } = this.#options;
    const known: Known = { stored: new Map(), revs: new Map(), stubs: new Set() };
    for (const row of rows) {
      const stored = kept.rows.get(row.id);
      if (stored) known.stored.set(row.id, stored);
      const seq = kept.revs.get(revKey(row));
      if (seq !== undefined && !forgetRevs) known.revs.set(revKey(row), seq);
    }
    if (!eraseWithoutStub) known.stubs = new Set(kept.erasures.keys());
    return known;
  }

  async write(versions: readonly StoredRow[], head: number): Promise<void> {
    await this.#act('write');
    if (versions.some((row) => JSON.stringify(row).includes('\\u0000'))) throw new ValueError('NUL');
    this.#changes.push((kept) => {
      for (const row of versions) {
        kept.rows.set(row.id, row);
        kept.revs.set(revKey(row), row.seq);
      }
      kept.head = head;
    });
  }

  async refuse(versions: readonly Pick<PushRow, 'id' | 'rev'>[]): Promise<void> {
    await this.#act('write');
    this.#changes.push((kept) => {
      for (const row of versions) if (!kept.revs.has(revKey(row))) kept.revs.set(revKey(row), CLOCK_REFUSED);
    });
  }

  async reach(targets: readonly EraseTarget[]): Promise<{ stubs: Erasure[]; compartments: Compartment[] }> {
    await this.#act('read');
    const kept = this.#view();
    const gone = [...kept.rows.values()].filter(isNamedBy(targets));
    return {
      stubs: targets
        .flatMap((target) => kept.erasures.get(stubKey(target)) ?? [])
        .sort((a, b) => a.seq - b.seq),
      compartments: [...new Set(gone.map(({ compartment }) => compartment))],
    };
  }

  async erase(stubs: readonly Erasure[], head: number): Promise<void> {
    await this.#act('erase');
    this.#changes.push((kept) => {
      const gone = new Set([...kept.rows.values()].filter(isNamedBy(stubs)).map(({ id }) => id));
      for (const id of gone) kept.rows.delete(id);
      for (const key of [...kept.revs.keys()]) if (gone.has(key.split(' ')[0] ?? '')) kept.revs.delete(key);
      for (const stub of stubs) kept.erasures.set(stubKey(stub), stub);
      kept.head = head;
    });
  }

  async commit(): Promise<void> {
    await this.#act('commit');
    if (this.#changes.length > 0) this.#office.committed = this.#view();
  }

  /** Gives the lock back; without a commit before it, nothing has happened. */
  end(): void {
    this.#office.release(this);
  }

  crash(): void {
    this.#crashed = true;
    const { waiting } = this.#office;
    const at = waiting.findIndex(({ tx }) => tx === this);
    if (at >= 0) waiting.splice(at, 1)[0]?.wake(new CrashedError('rolled back'));
    this.end();
  }

  /** What is committed by now, with this transaction's own changes. */
  #view(): Kept {
    if (this.#changes.length === 0) return this.#office.committed;
    const kept = copyOf(this.#office.committed);
    for (const change of this.#changes) change(kept);
    return kept;
  }

  async #act(label: string): Promise<void> {
    this.#alive();
    await this.#options.step(label);
    this.#alive();
  }

  #alive(): void {
    if (this.#crashed) throw new CrashedError('rolled back');
  }

  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = (error?: Error) => {
        if (error) reject(error);
        else resolve();
      };
      this.#office.waiting.push({ tx: this, wake });
    });
  }
}

const isNamedBy = (targets: readonly EraseTarget[]) => (row: StoredRow) =>
  targets.some(({ kind, id }) => row.id === id || (kind === 'file' && row.fileId === id));

/** Bytes of a body in unpadded base64url. */
const bytesOf = ({ body }: StoredRow) => Math.floor((body.length * 3) / 4);

class ModelSnapshot implements SyncSnapshot {
  readonly #kept: Kept;
  readonly #options: ModelOptions;

  constructor(kept: Kept, options: ModelOptions) {
    this.#kept = kept;
    this.#options = options;
  }

  async head(): Promise<number> {
    await this.#options.step('read');
    return this.#kept.head;
  }

  async page(query: PullQuery): Promise<{ rows: StoredRow[]; left: number }> {
    await this.#options.step('read');
    const { direction, from, limit } = query;
    const all = this.#inOrder(query.compartment);
    const beyond =
      direction === 'forward'
        ? all.filter(({ seq }) => seq > from)
        : all.filter(({ seq }) => seq < from).reverse();
    let bytes = 0;
    const rows = beyond.slice(0, limit).filter((row, nth) => {
      bytes += bytesOf(row);
      return nth === 0 || bytes <= MAX_PAGE_BYTES;
    });
    return { rows, left: beyond.length - rows.length };
  }

  async check(compartment: Compartment): Promise<Check> {
    await this.#options.step('read');
    const all = this.#inOrder(compartment);
    return {
      count: all.length,
      hash: this.#options.hash(all.map(({ id, seq }) => `${id}:${seq}`).join('\n')),
    };
  }

  async erasures(after: number, limit: number): Promise<Erasure[]> {
    await this.#options.step('read');
    return [...this.#kept.erasures.values()]
      .filter(({ seq }) => seq > after)
      .sort((a, b) => a.seq - b.seq)
      .slice(0, limit);
  }

  #inOrder(compartment: Compartment): StoredRow[] {
    return [...this.#kept.rows.values()]
      .filter((row) => row.compartment === compartment)
      .sort((a, b) => a.seq - b.seq);
  }
}
