import type { BlobRow, ChunkRow } from './schema';
import type { Bytes } from '#shared/crypto/bytes';
import { BLOB_CHUNK_BYTES, chunkBytes, chunkCount } from '#shared/sync/blobs-protocol';

/** A file that was begun and got no document within this time never gets one, in milliseconds. */
const BEGUN_MS = 86_400_000;
/** So long a file that the server has stays here after it was needed last, in milliseconds. */
const UNUSED_MS = 30 * 86_400_000;

/** What else the device knows of the document of a content. */
export interface Standing {
  /** It is here, maybe set aside. */
  isNamed: boolean;
  /** The server does not have it yet. */
  isNew: boolean;
}

/**
 * What the contents of attachments ask of a database: IndexedDB in the app, a model in the simulation. What is
 * written is on disk when its promise resolves. All methods throw DataError.
 */
export interface BlobStorage {
  get(id: string): Promise<BlobRow | undefined>;
  all(): Promise<BlobRow[]>;
  /** Reads and writes one row as one. */
  change(id: string, change: (row: BlobRow | undefined) => BlobRow): Promise<void>;
  /** Writes a chunk of a content that stands here; of one that was taken off meanwhile it writes nothing. */
  putChunk(chunk: ChunkRow): Promise<void>;
  chunk(id: string, n: number): Promise<ChunkRow | undefined>;
  numbers(id: string): Promise<number[]>;
  dropChunks(id: string): Promise<void>;
  /** Takes every content that is due off the device with its chunks, as one. */
  dropAll(isDue: (row: BlobRow, standing: Standing) => boolean): Promise<void>;
}

/**
 * The ciphertext of attachments on this device, in chunks under the id of their document, and how far each has
 * got. Nothing in it opens without the key inside the document. All methods throw DataError.
 */
export class BlobStore {
  /** Begun by this process and not settled: however long it slept meanwhile, the document follows. */
  private readonly begun = new Set<string>();

  constructor(
    private readonly storage: BlobStorage,
    /** Unix milliseconds. */
    private readonly now: () => number,
  ) {}

  /** How the content of an attachment stands here; null when nothing of it is. */
  async get(id: string): Promise<BlobRow | null> {
    return (await this.storage.get(id)) ?? null;
  }

  /** Everything that stands here. */
  all(): Promise<BlobRow[]> {
    return this.storage.all();
  }

  /** Changes how the content of an attachment stands, from nothing if need be: then the server has it. */
  async change(id: string, values: Partial<BlobRow>): Promise<void> {
    const fresh: BlobRow = { id, begun: 0, onServer: 1, keep: 0, used: this.now() };
    await this.storage.change(id, (row) => ({ ...fresh, ...row, ...values }));
  }

  /** The server has it: from now on it may leave this device once nobody needs it. */
  sent(id: string): Promise<void> {
    return this.change(id, { onServer: 1, refused: undefined, used: this.now() });
  }

  /** Whether it got its document shows on disk from now on. */
  settled(id: string): void {
    this.begun.delete(id);
  }

  /** Its document stands. */
  async documented(id: string): Promise<void> {
    this.settled(id);
    await this.change(id, { begun: 0 });
  }

  /** Writes a whole ciphertext, chunk by chunk; its document follows. */
  async begin(id: string, sealed: Bytes): Promise<void> {
    this.begun.add(id);
    await this.change(id, { begun: this.now(), onServer: 0 });
    for (let n = 0; n < chunkCount(sealed.length); n++)
      await this.putChunk(id, n, sealed.slice(n * BLOB_CHUNK_BYTES, (n + 1) * BLOB_CHUNK_BYTES));
  }

  async putChunk(id: string, n: number, body: Uint8Array): Promise<void> {
    await this.storage.putChunk({ id, n, body });
  }

  /** One chunk of a ciphertext of `size` bytes; null when it is not here, or not whole. */
  async chunk(id: string, n: number, size: number): Promise<Uint8Array | null> {
    const found = await this.storage.chunk(id, n);
    return found?.body.length === chunkBytes(size, n) ? found.body : null;
  }

  /** Numbers of the chunks that are here. */
  numbers(id: string): Promise<number[]> {
    return this.storage.numbers(id);
  }

  /** The whole ciphertext of `size` bytes; null while a chunk of it is missing. */
  async whole(id: string, size: number): Promise<Bytes | null> {
    const sealed = new Uint8Array(size);
    for (let n = 0; n < chunkCount(size); n++) {
      const body = await this.chunk(id, n, size);
      if (!body) return null;
      sealed.set(body, n * BLOB_CHUNK_BYTES);
    }
    return sealed;
  }

  /** Takes the content of an attachment off the device; how it stands there stays known. */
  dropChunks(id: string): Promise<void> {
    return this.storage.dropChunks(id);
  }

  /**
   * Takes off the device what no document names any more, not even one that was set aside, and what the server
   * has together with its document, nobody keeps here, and nobody has needed for a month.
   */
  collect(): Promise<void> {
    const now = this.now();
    return this.storage.dropAll(({ id, begun, onServer, keep, used }, { isNamed, isNew }) => {
      if (!isNamed) return !this.begun.has(id) && now - begun >= BEGUN_MS;
      this.begun.delete(id);
      return onServer === 1 && !isNew && keep === 0 && now - used >= UNUSED_MS;
    });
  }
}
