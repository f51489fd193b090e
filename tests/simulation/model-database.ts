import type { Compartment } from '#shared/security/compartments';
import type { EraseTarget, Erasure } from '#shared/sync/erasures-protocol';
import { MAX_PAGE_BYTES, type PullQuery, type PushRow, type StoredRow } from '#shared/sync/protocol';
import type { BlobDatabase } from '../../server/blobs/blob-database';
import {
  type Check,
  type Counter,
  REFUSED,
  type Known,
  revKey,
  stubKey,
  type SyncDatabase,
  type SyncSnapshot,
  type SyncTransaction,
} from '../../server/sync/sync-database';

import { blobKey, COUNTER, ModelBlobs, namedBy } from './model-blobs';
import { type Kept, type ModelBlob, type ModelOptions, ModelTransaction, Office } from './model-transaction';

/** Further than the counter stood, as the clock makes it in server/backup/restored.ts. */
const LEAP = 1_000_000;

/** A value that the database does not store, as PostgreSQL does not store NUL. */
class ValueError extends Error {
  override readonly name = 'ValueError';
}

/**
 * The database of the simulation: transactions with locks of rows, reads of what is committed, writes that nobody
 * else sees before the commit, snapshots, roll-back, crash. No clock, no chance: only `step` decides the order of
 * actions.
 */
export class ModelDatabase implements SyncDatabase {
  readonly #options: ModelOptions;
  readonly #offices = new Map<string, Office>();
  readonly #open = new Set<ModelTransaction>();

  constructor(options: ModelOptions) {
    this.#options = options;
  }

  readonly blobs: BlobDatabase = {
    transaction: (officeId, work) => this.#run(officeId, (tx) => work(new ModelBlobs(tx))),
  };

  transaction<T>(officeId: string, work: (tx: SyncTransaction) => Promise<T>): Promise<T> {
    return this.#run(officeId, (tx) => work(new ModelSync(tx)));
  }

  async #run<T>(officeId: string, work: (tx: ModelTransaction) => Promise<T>): Promise<T> {
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

  /** What is committed by now of an office, as whoever looks into the database sees it. */
  committed(officeId: string): Kept {
    return this.#office(officeId).committed;
  }

  /** Brings an office back to what was committed `then`, as a backup would. */
  bringBack(officeId: string, then: Kept): void {
    this.crash();
    const upTo = this.committed(officeId).head + LEAP;
    const lost = [...then.lost, { after: then.head, upTo }];
    this.#office(officeId).committed = { ...then, head: upTo, lost };
  }

  #office(officeId: string): Office {
    const office = this.#offices.get(officeId) ?? new Office();
    this.#offices.set(officeId, office);
    return office;
  }
}

class ModelSync implements SyncTransaction {
  constructor(private readonly tx: ModelTransaction) {}

  async lock(): Promise<Counter> {
    await this.tx.act('lock');
    if (!this.tx.options.noCounterLock) await this.tx.lock(COUNTER, 'alone');
    const { head, lost } = this.tx.view();
    return { head, lost: [...lost] };
  }

  async known(rows: readonly PushRow[]): Promise<Known> {
    await this.tx.act('read');
    const kept = this.tx.view();
    const { forgetRevs, eraseWithoutStub } = this.tx.options;
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
    await this.tx.act('write');
    if (versions.some((row) => JSON.stringify(row).includes('\\u0000'))) throw new ValueError('NUL');
    this.tx.change((kept) => {
      for (const row of versions) {
        kept.rows.set(row.id, row);
        kept.revs.set(revKey(row), row.seq);
      }
      kept.head = head;
    });
  }

  async refuse(versions: readonly Pick<PushRow, 'id' | 'rev'>[]): Promise<void> {
    await this.tx.act('write');
    this.tx.change((kept) => {
      for (const row of versions) if (!kept.revs.has(revKey(row))) kept.revs.set(revKey(row), REFUSED);
    });
  }

  async reach(targets: readonly EraseTarget[]): Promise<{ stubs: Erasure[]; compartments: Compartment[] }> {
    await this.tx.act('read');
    const kept = this.tx.view();
    const gone = [...kept.rows.values()].filter(isNamedBy(targets));
    const blobs = [...kept.blobs.values()].filter(isOfFile(targets));
    return {
      stubs: targets
        .flatMap((target) => kept.erasures.get(stubKey(target)) ?? [])
        .sort((a, b) => a.seq - b.seq),
      compartments: [...new Set([...gone, ...blobs].map(({ compartment }) => compartment))],
    };
  }

  async erase(stubs: readonly Erasure[], head: number): Promise<void> {
    await this.tx.act('erase');
    for (const key of blobsUnder(stubs, this.tx.view())) await this.tx.lock(key, 'alone');
    this.tx.change((kept) => {
      const gone = new Set([...kept.rows.values()].filter(isNamedBy(stubs)).map(({ id }) => id));
      const blobs = this.tx.options.eraseWithoutBlobs ? [] : blobsUnder(stubs, kept);
      for (const key of blobs) kept.blobs.delete(key);
      for (const id of gone) kept.rows.delete(id);
      for (const key of [...kept.revs.keys()]) if (gone.has(key.split(' ')[0] ?? '')) kept.revs.delete(key);
      for (const stub of stubs) kept.erasures.set(stubKey(stub), stub);
      kept.head = head;
    });
  }
}

const isNamedBy = (targets: readonly EraseTarget[]) => (row: StoredRow) =>
  targets.some(({ kind, id }) => row.id === id || (kind === 'file' && row.fileId === id));
const isOfFile = (targets: readonly EraseTarget[]) => (blob: ModelBlob) =>
  targets.some(({ kind, id }) => kind === 'file' && blob.fileId === id);

/** Keys of the blobs that go with what is erased: those of its files, or named by rows that all go. */
function blobsUnder(targets: readonly EraseTarget[], { rows, blobs }: Kept): string[] {
  const left = new Map([...rows].filter(([, row]) => !isNamedBy(targets)(row)));
  const gone = new Map([...rows].filter(([id]) => !left.has(id)));
  const [named, stillNamed] = [namedBy({ rows: gone }), namedBy({ rows: left })];
  return [...blobs.values()]
    .filter((blob) => isOfFile(targets)(blob) || (named.has(blob.address) && !stillNamed.has(blob.address)))
    .map(blobKey);
}

/** Bytes of a body in unpadded base64url. */
const bytesOf = ({ body }: StoredRow) => Math.floor((body.length * 3) / 4);

class ModelSnapshot implements SyncSnapshot {
  readonly #kept: Kept;
  readonly #options: ModelOptions;

  constructor(kept: Kept, options: ModelOptions) {
    this.#kept = kept;
    this.#options = options;
  }

  async counter(): Promise<Counter> {
    await this.#options.step('read');
    return { head: this.#kept.head, lost: [...this.#kept.lost] };
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
