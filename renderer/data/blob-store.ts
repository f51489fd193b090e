import { BULK_DEADLINE_MS, database } from './errors';
import type { BlobRow, LocalDatabase } from './schema';
import type { Bytes } from '#shared/crypto/bytes';
import { BLOB_CHUNK_BYTES, chunkBytes, chunkCount } from '#shared/sync/blobs-protocol';

/** A file that was begun and got no document within this time never gets one, in milliseconds. */
const BEGUN_MS = 86_400_000;
/** So long a file that the server has stays here after it was needed last, in milliseconds. */
const UNUSED_MS = 30 * 86_400_000;

const chunksOf = (db: LocalDatabase, id: string) =>
  db.chunks.where('[id+n]').between([id, 0], [id, Infinity]);

/**
 * The ciphertext of attachments on this device, in chunks under the id of their document, and how far each has
 * got. Nothing in it opens without the key inside the document. All methods throw DataError.
 */
export class BlobStore {
  constructor(
    private readonly db: LocalDatabase,
    /** Unix milliseconds. */
    private readonly now: () => number,
  ) {}

  /** How the content of an attachment stands here; null when nothing of it is. */
  async get(id: string): Promise<BlobRow | null> {
    return (await database(this.db.blobs.get(id))) ?? null;
  }

  /** Everything that stands here. */
  all(): Promise<BlobRow[]> {
    return database(this.db.blobs.toArray());
  }

  /** Changes how the content of an attachment stands, from nothing if need be: then the server has it. */
  async change(id: string, values: Partial<BlobRow>): Promise<void> {
    const fresh: BlobRow = { id, begun: 0, onServer: 1, keep: 0, used: this.now() };
    const { db } = this;
    await database(
      db.transaction('rw', db.blobs, async () => {
        await db.blobs.put({ ...fresh, ...(await db.blobs.get(id)), ...values });
      }),
    );
  }

  /** The server has it: from now on it may leave this device once nobody needs it. */
  sent(id: string): Promise<void> {
    return this.change(id, { onServer: 1, refused: undefined, used: this.now() });
  }

  /** Writes a whole ciphertext, chunk by chunk; its document follows. */
  async begin(id: string, sealed: Bytes): Promise<void> {
    await this.change(id, { begun: this.now(), onServer: 0 });
    for (let n = 0; n < chunkCount(sealed.length); n++)
      await this.putChunk(id, n, sealed.slice(n * BLOB_CHUNK_BYTES, (n + 1) * BLOB_CHUNK_BYTES));
  }

  async putChunk(id: string, n: number, body: Uint8Array): Promise<void> {
    await database(this.db.chunks.put({ id, n, body }));
  }

  /** One chunk of a ciphertext of `size` bytes; null when it is not here, or not whole. */
  async chunk(id: string, n: number, size: number): Promise<Uint8Array | null> {
    const found = await database(this.db.chunks.get([id, n]));
    return found?.body.length === chunkBytes(size, n) ? found.body : null;
  }

  /** Numbers of the chunks that are here. */
  async numbers(id: string): Promise<number[]> {
    const keys = await database(chunksOf(this.db, id).primaryKeys());
    return keys.map(([, n]) => n);
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
  async dropChunks(id: string): Promise<void> {
    await database(chunksOf(this.db, id).delete(), BULK_DEADLINE_MS);
  }

  /**
   * Takes off the device what no document names any more, not even one that was set aside, and what the server
   * has, nobody keeps here, and nobody has needed for a month.
   */
  async collect(): Promise<void> {
    const { db } = this;
    const now = this.now();
    const tables = [db.blobs, db.chunks, db.quarantine, db.rows('attachments')];
    const work = db.transaction('rw', tables, async () => {
      const ids = await db.rows('attachments').toCollection().primaryKeys();
      const aside = await db.quarantine.toCollection().primaryKeys();
      const named = new Set([...ids.map((id) => `attachments/${id}`), ...aside]);
      for (const { id, begun, onServer, keep, used } of await db.blobs.toArray()) {
        const isNamed = named.has(`attachments/${id}`);
        if (isNamed ? onServer === 0 || keep === 1 || now - used < UNUSED_MS : now - begun < BEGUN_MS)
          continue;
        await chunksOf(db, id).delete();
        await db.blobs.delete(id);
      }
    });
    await database(work, BULK_DEADLINE_MS);
  }
}
