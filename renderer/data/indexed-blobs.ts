import type { BlobStorage, Standing } from './blob-store';
import { BULK_DEADLINE_MS, database } from './errors';
import type { BlobRow, ChunkRow, LocalDatabase } from './schema';
import { keyOf } from './storage';

const chunksOf = (db: LocalDatabase, id: string) =>
  db.chunks.where('[id+n]').between([id, 0], [id, Infinity]);

/** The content of attachments in IndexedDB, strict: what a person added is on disk before they are told. */
export class IndexedBlobs implements BlobStorage {
  constructor(private readonly db: LocalDatabase) {}

  get(id: string): Promise<BlobRow | undefined> {
    return database(this.db.blobs.get(id));
  }

  all(): Promise<BlobRow[]> {
    return database(this.db.blobs.toArray());
  }

  async change(id: string, change: (row: BlobRow | undefined) => BlobRow): Promise<void> {
    const { db } = this;
    const work = db.transaction('rw', db.blobs, async () => {
      await db.blobs.put(change(await db.blobs.get(id)));
    });
    await database(work);
  }

  async putChunk(chunk: ChunkRow): Promise<void> {
    const { db } = this;
    const work = db.transaction('rw', [db.blobs, db.chunks], async () => {
      if (await db.blobs.get(chunk.id)) await db.chunks.put(chunk);
    });
    await database(work);
  }

  chunk(id: string, n: number): Promise<ChunkRow | undefined> {
    return database(this.db.chunks.get([id, n]));
  }

  async numbers(id: string): Promise<number[]> {
    const keys = await database(chunksOf(this.db, id).primaryKeys());
    return keys.map(([, n]) => n);
  }

  async dropChunks(id: string): Promise<void> {
    await database(chunksOf(this.db, id).delete(), BULK_DEADLINE_MS);
  }

  async dropAll(isDue: (row: BlobRow, standing: Standing) => boolean): Promise<void> {
    const { db } = this;
    const rows = db.rows('attachments');
    const work = db.transaction('rw', [db.blobs, db.chunks, db.quarantine, rows], async () => {
      const ids = await rows.toCollection().primaryKeys();
      const aside = await db.quarantine.toCollection().primaryKeys();
      const named = new Set([...ids.map((id) => keyOf({ collection: 'attachments', id })), ...aside]);
      const unsent = new Set(await rows.where('seq').equals(0).primaryKeys());
      for (const row of await db.blobs.toArray()) {
        const isNamed = named.has(keyOf({ collection: 'attachments', id: row.id }));
        if (!isDue(row, { isNamed, isNew: unsent.has(row.id) })) continue;
        await chunksOf(db, row.id).delete();
        await db.blobs.delete(row.id);
      }
    });
    await database(work, BULK_DEADLINE_MS);
  }
}
