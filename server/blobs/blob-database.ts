import type { AnnounceBlob, ChunkPath } from '#shared/sync/blobs-protocol';

/** Where a blob is found within its office. */
export type BlobPlace = Pick<ChunkPath, 'compartment' | 'address'>;

/** What is kept of a blob beside its chunks. */
export interface KeptBlob {
  fileId: string | null;
  size: number;
  complete: boolean;
}

/**
 * The database as blobs see it: PostgreSQL in the server, a model in the simulation. Both pass the same contract
 * tests, so that the decisions tried in one hold in the other.
 */
export interface BlobDatabase {
  /** Runs `work` in one transaction of an office: all of it is committed, or nothing if it throws. */
  transaction<T>(officeId: string, work: (tx: BlobTransaction) => Promise<T>): Promise<T>;
}

/** Reads see what has been committed by the time of each read. Times are Unix milliseconds of the server. */
export interface BlobTransaction {
  /**
   * Whether the file was erased. Waits for an erasure under way and lets none begin before the end: that one finds
   * the blob.
   */
  isErased(fileId: string | null): Promise<boolean>;
  /**
   * The blob as kept, made if it is not there, locked until the end. Whoever asks is about to name it in a row: its
   * time without a name begins anew.
   */
  claim(blob: AnnounceBlob, now: number): Promise<KeptBlob>;
  /** The blob as kept; nobody claims or removes it before the end. */
  hold(place: BlobPlace): Promise<KeptBlob | null>;
  find(place: BlobPlace): Promise<KeptBlob | null>;
  /** Numbers of the chunks that are there. */
  numbers(place: BlobPlace): Promise<number[]>;
  chunk(path: ChunkPath): Promise<Buffer | null>;
  /** Keeps a chunk; one that is there already stays as it is. */
  putChunk(path: ChunkPath, body: Buffer): Promise<void>;
  complete(place: BlobPlace): Promise<void>;
  remove(place: BlobPlace): Promise<void>;
  /**
   * Notes which blobs are named by rows, and removes those that have not been since `before`. Locks the office's
   * counter: no row comes meanwhile.
   */
  collect(now: number, before: number): Promise<void>;
}
