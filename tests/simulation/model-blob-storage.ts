import type { BlobStorage, Standing } from '../../renderer/data/blob-store';
import type { BlobRow, ChunkRow } from '../../renderer/data/schema';
import { keyOf } from '../../renderer/data/storage';
import type { ModelDisk } from './model-disk';

const chunkKey = (id: string, n: number) => `${id} ${n}`;

/** A process's way to the contents of attachments on its disk: it waits for `step` before each change. */
export class ModelBlobStorage implements BlobStorage {
  constructor(
    private readonly disk: ModelDisk,
    private readonly step: (label: string) => Promise<void>,
  ) {}

  get(id: string): Promise<BlobRow | undefined> {
    return Promise.resolve(this.disk.blobs.get(id));
  }

  all(): Promise<BlobRow[]> {
    return Promise.resolve([...this.disk.blobs.values()]);
  }

  async change(id: string, change: (row: BlobRow | undefined) => BlobRow): Promise<void> {
    await this.step('blob');
    const { disk } = this;
    disk.put((set) => set(disk.blobs, id, change(disk.blobs.get(id))));
  }

  async putChunk(chunk: ChunkRow): Promise<void> {
    await this.step('chunk');
    const { disk } = this;
    if (disk.blobs.has(chunk.id)) disk.put((set) => set(disk.chunks, chunkKey(chunk.id, chunk.n), chunk));
  }

  chunk(id: string, n: number): Promise<ChunkRow | undefined> {
    return Promise.resolve(this.disk.chunks.get(chunkKey(id, n)));
  }

  numbers(id: string): Promise<number[]> {
    return Promise.resolve(this.chunksOf(id).map(({ n }) => n));
  }

  async dropChunks(id: string): Promise<void> {
    await this.step('drop chunks');
    this.drop(this.chunksOf(id));
  }

  async dropAll(isDue: (row: BlobRow, standing: Standing) => boolean): Promise<void> {
    const { disk } = this;
    if (disk.blobs.size === 0) return;
    await this.step('collect');
    if (disk.bugs.keepContents) return;
    const rows = disk.table('attachments');
    const due = [...disk.blobs.values()].filter((blob) => {
      const isNamed = rows.has(blob.id) || disk.aside.has(keyOf({ collection: 'attachments', id: blob.id }));
      return isDue(blob, { isNamed, isNew: rows.get(blob.id)?.seq === 0 });
    });
    this.drop(
      due.flatMap(({ id }) => this.chunksOf(id)),
      due,
    );
  }

  private chunksOf(id: string): ChunkRow[] {
    return [...this.disk.chunks.values()].filter((chunk) => chunk.id === id);
  }

  private drop(chunks: readonly ChunkRow[], blobs: readonly BlobRow[] = []): void {
    const { disk } = this;
    disk.put((set) => {
      for (const { id, n } of chunks) set(disk.chunks, chunkKey(id, n), undefined);
      for (const { id } of blobs) set(disk.blobs, id, undefined);
    });
  }
}
