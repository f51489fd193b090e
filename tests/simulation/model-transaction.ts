import type { Compartment } from '#shared/security/compartments';
import type { Erasure } from '#shared/sync/erasures-protocol';
import type { LostCommits, StoredRow } from '#shared/sync/protocol';
import type { KeptBlob } from '../../server/blobs/blob-database';

/** Bugs that a simulation seeds, each of which it must catch. */
export interface ModelBugs {
  /** The counter is read without its lock: two transactions may take the same seqs. */
  noCounterLock?: boolean;
  /** A repeated version is not recognised. */
  forgetRevs?: boolean;
  /** Erased rows are deleted, but later pushes are not refused. */
  eraseWithoutStub?: boolean;
  /** What is erased leaves its blobs. */
  eraseWithoutBlobs?: boolean;
  /** An upload does not look whether its file was erased. */
  blobsOfErased?: boolean;
  /** Blobs that no row names yet go with the next clean-up. */
  collectAtOnce?: boolean;
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

export interface ModelBlob extends KeptBlob {
  compartment: Compartment;
  address: string;
  /** Since when no row names it, as of the latest clean-up; Unix milliseconds. */
  unnamedSince: number | null;
  chunks: ReadonlyMap<number, Buffer>;
}

/** What an office has committed; never changed, only replaced. */
export interface Kept {
  head: number;
  lost: readonly LostCommits[];
  rows: Map<string, StoredRow>;
  revs: Map<string, number>;
  erasures: Map<string, Erasure>;
  blobs: Map<string, ModelBlob>;
}

const copyOf = (kept: Kept): Kept => ({
  head: kept.head,
  lost: kept.lost,
  rows: new Map(kept.rows),
  revs: new Map(kept.revs),
  erasures: new Map(kept.erasures),
  blobs: new Map(kept.blobs),
});

type Mode = 'shared' | 'alone';

/** One lock of a row: who holds it, and who waits, in turn. */
class Lock {
  readonly holders = new Map<ModelTransaction, Mode>();
  readonly waiting: { tx: ModelTransaction; mode: Mode; wake: (error?: Error) => void }[] = [];

  isFreeFor(tx: ModelTransaction, mode: Mode): boolean {
    const others = [...this.holders].filter(([holder]) => holder !== tx);
    return others.every(([, held]) => held === 'shared' && mode === 'shared');
  }

  release(tx: ModelTransaction): void {
    if (!this.holders.delete(tx)) return;
    for (let next = this.waiting[0]; next && this.isFreeFor(next.tx, next.mode); next = this.waiting[0]) {
      this.waiting.shift();
      this.holders.set(next.tx, next.mode);
      next.wake();
    }
  }
}

/** One office: what was committed, and the locks of its rows. */
export class Office {
  committed: Kept = {
    head: 0,
    lost: [],
    rows: new Map(),
    revs: new Map(),
    erasures: new Map(),
    blobs: new Map(),
  };
  readonly #locks = new Map<string, Lock>();

  lock(name: string): Lock {
    const lock = this.#locks.get(name) ?? new Lock();
    this.#locks.set(name, lock);
    return lock;
  }

  get locks(): Iterable<Lock> {
    return this.#locks.values();
  }
}

/** What all transactions of the model have in common: locks, reads, writes that nobody sees before the commit. */
export class ModelTransaction {
  readonly #changes: ((kept: Kept) => void)[] = [];
  #crashed = false;

  constructor(
    private readonly office: Office,
    readonly options: ModelOptions,
  ) {}

  /** Takes the lock of a row until the end, in turn. */
  async lock(name: string, mode: Mode): Promise<void> {
    const lock = this.office.lock(name);
    if (lock.holders.has(this)) return;
    if (lock.waiting.length === 0 && lock.isFreeFor(this, mode)) lock.holders.set(this, mode);
    else
      await new Promise<void>((resolve, reject) => {
        lock.waiting.push({ tx: this, mode, wake: (error) => (error ? reject(error) : resolve()) });
      });
  }

  /** What is committed by now, with this transaction's own changes. */
  view(): Kept {
    if (this.#changes.length === 0) return this.office.committed;
    const kept = copyOf(this.office.committed);
    for (const change of this.#changes) change(kept);
    return kept;
  }

  change(change: (kept: Kept) => void): void {
    this.#changes.push(change);
  }

  async act(label: string): Promise<void> {
    this.#alive();
    await this.options.step(label);
    this.#alive();
  }

  async commit(): Promise<void> {
    await this.act('commit');
    if (this.#changes.length > 0) this.office.committed = this.view();
  }

  /** Gives the locks back; without a commit before it, nothing has happened. */
  end(): void {
    for (const lock of this.office.locks) lock.release(this);
  }

  crash(): void {
    this.#crashed = true;
    for (const { waiting } of this.office.locks) {
      const at = waiting.findIndex(({ tx }) => tx === this);
      if (at >= 0) waiting.splice(at, 1)[0]?.wake(new CrashedError('rolled back'));
    }
    this.end();
  }

  #alive(): void {
    if (this.#crashed) throw new CrashedError('rolled back');
  }
}
