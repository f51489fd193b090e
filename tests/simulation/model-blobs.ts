import type { AnnounceBlob, ChunkPath } from '#shared/sync/blobs-protocol';
import { stubKey } from '../../server/sync/sync-database';
import type { BlobPlace, BlobTransaction, KeptBlob } from '../../server/blobs/blob-database';
import type { Kept, ModelBlob, ModelTransaction } from './model-transaction';

/** The lock of the office's counter. */
export const COUNTER = 'counter';

export const blobKey = ({ compartment, address }: BlobPlace): string => `${compartment} ${address}`;

/** Addresses that rows name. */
export const namedBy = ({ rows }: Pick<Kept, 'rows'>): Set<string> =>
  new Set([...rows.values()].flatMap(({ blobs }) => blobs ?? []));

function changeBlob(kept: Kept, place: BlobPlace, change: (blob: ModelBlob) => ModelBlob): void {
  const blob = kept.blobs.get(blobKey(place));
  if (blob) kept.blobs.set(blobKey(place), change(blob));
}

/** Blobs in a transaction of the model. */
export class ModelBlobs implements BlobTransaction {
  constructor(private readonly tx: ModelTransaction) {}

  async isErased(fileId: string | null): Promise<boolean> {
    await this.tx.act('blob lock');
    await this.tx.lock(COUNTER, 'shared');
    if (fileId === null || this.tx.options.blobsOfErased) return false;
    return this.tx.view().erasures.has(stubKey({ kind: 'file', id: fileId }));
  }

  async claim({ compartment, address, fileId, size }: AnnounceBlob, now: number): Promise<KeptBlob> {
    await this.tx.act('blob claim');
    const key = blobKey({ compartment, address });
    await this.tx.lock(key, 'alone');
    this.tx.change(({ blobs }) => {
      const kept = blobs.get(key);
      const fresh = {
        compartment,
        address,
        fileId,
        size,
        complete: false,
        chunks: new Map<number, Buffer>(),
      };
      if (kept?.unnamedSince !== null) blobs.set(key, { ...(kept ?? fresh), unnamedSince: now });
    });
    return this.#kept({ compartment, address }) ?? { fileId, size, complete: false };
  }

  async hold(place: BlobPlace): Promise<KeptBlob | null> {
    await this.tx.act('blob hold');
    if (this.#kept(place)) await this.tx.lock(blobKey(place), 'shared');
    return this.#kept(place);
  }

  async find(place: BlobPlace): Promise<KeptBlob | null> {
    await this.tx.act('blob read');
    return this.#kept(place);
  }

  numbers(place: BlobPlace): Promise<number[]> {
    return Promise.resolve([...(this.tx.view().blobs.get(blobKey(place))?.chunks.keys() ?? [])]);
  }

  async chunk(path: ChunkPath): Promise<Buffer | null> {
    await this.tx.act('chunk read');
    return this.tx.view().blobs.get(blobKey(path))?.chunks.get(path.n) ?? null;
  }

  async putChunk(path: ChunkPath, body: Buffer): Promise<void> {
    await this.tx.act('chunk write');
    this.tx.change((kept) =>
      changeBlob(kept, path, (blob) =>
        blob.chunks.has(path.n) ? blob : { ...blob, chunks: new Map([...blob.chunks, [path.n, body]]) },
      ),
    );
  }

  complete(place: BlobPlace): Promise<void> {
    this.tx.change((kept) => changeBlob(kept, place, (blob) => ({ ...blob, complete: true })));
    return Promise.resolve();
  }

  remove(place: BlobPlace): Promise<void> {
    this.tx.change(({ blobs }) => void blobs.delete(blobKey(place)));
    return Promise.resolve();
  }

  async collect(now: number, before: number): Promise<void> {
    await this.tx.act('blob collect');
    await this.tx.lock(COUNTER, 'alone');
    const latest = this.tx.options.collectAtOnce ? Infinity : before;
    for (const key of this.tx.view().blobs.keys()) await this.tx.lock(key, 'alone');
    this.tx.change((kept) => {
      const named = namedBy(kept);
      for (const [key, blob] of kept.blobs) {
        const unnamedSince = named.has(blob.address) ? null : (blob.unnamedSince ?? now);
        if (unnamedSince !== null && unnamedSince < latest) kept.blobs.delete(key);
        else kept.blobs.set(key, { ...blob, unnamedSince });
      }
    });
  }

  #kept(place: BlobPlace): KeptBlob | null {
    const blob = this.tx.view().blobs.get(blobKey(place));
    return blob ? { fileId: blob.fileId, size: blob.size, complete: blob.complete } : null;
  }
}
