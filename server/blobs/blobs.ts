import { createHash } from 'node:crypto';
import type { Compartment } from '#shared/security/compartments';
import {
  type AnnounceBlob,
  type BlobState,
  chunkBytes,
  chunkCount,
  type ChunkPath,
} from '#shared/sync/blobs-protocol';
import type { Staff } from '../accounts/principal';
import { Problem } from '../problem';
import type { BlobDatabase, BlobTransaction } from './blob-database';

/** Blobs that no row names are kept this long, in milliseconds. */
const UNNAMED_MS = 90 * 86_400_000;

/** Whoever asks, as far as it matters for blobs. */
export type BlobReader = Pick<Staff, 'officeId' | 'compartments'>;

const unknown = () => new Problem(404, 'blob-unknown', 'There is no such blob.');

function requireRight(reader: BlobReader, compartment: Compartment): void {
  if (reader.compartments.includes(compartment)) return;
  throw new Problem(403, 'no-right', 'No right to this compartment.');
}

/**
 * What is there of a blob that a device wants to upload; completes it once all chunks are there and their hash is
 * the address. Throws Problem no-right, erased, blob-too-large, blob-differs, blob-damaged.
 * @param now server time in milliseconds
 */
export async function announce(
  database: BlobDatabase,
  reader: BlobReader,
  blob: AnnounceBlob,
  { mostBytes, now }: { mostBytes: number; now: number },
): Promise<BlobState> {
  requireRight(reader, blob.compartment);
  if (blob.size > mostBytes) {
    throw new Problem(413, 'blob-too-large', 'The blob is larger than this server takes.', {
      limitBytes: mostBytes,
    });
  }
  const state = await database.transaction(reader.officeId, async (tx) => {
    if (await tx.isErased(blob.fileId)) throw new Problem(410, 'erased', 'The file was erased.');
    const { complete, missing } = await found(tx, blob, now);
    if (complete || missing.length > 0) return { complete, missing };
    return verify(tx, blob);
  });
  if (state !== 'damaged') return state;
  throw new Problem(422, 'blob-damaged', 'The hash of the chunks is not the address.');
}

/** The state of the blob as kept, made if it is not there. */
async function found(tx: BlobTransaction, blob: AnnounceBlob, now: number): Promise<BlobState> {
  const { fileId, size } = blob;
  const kept = await tx.claim(blob, now);
  if (kept.fileId !== fileId || kept.size !== size)
    throw new Problem(409, 'blob-differs', 'The address belongs to another file or size.');
  if (kept.complete) return { complete: true, missing: [] };
  const there = new Set(await tx.numbers(blob));
  const all = Array.from({ length: chunkCount(size) }, (_, n) => n);
  return { complete: false, missing: all.filter((n) => !there.has(n)) };
}

/** Completes the blob, or removes it if it is not what its address says. */
async function verify(tx: BlobTransaction, blob: AnnounceBlob): Promise<BlobState | 'damaged'> {
  const { compartment, address } = blob;
  const hash = createHash('sha256');
  for (let n = 0; n < chunkCount(blob.size); n++)
    hash.update((await tx.chunk({ compartment, address, n })) ?? '');
  if (hash.digest('base64url') !== address) {
    await tx.remove(blob);
    return 'damaged';
  }
  await tx.complete(blob);
  return { complete: true, missing: [] };
}

/** Keeps a chunk; one that is there already stays as it is. Throws Problem no-right, blob-unknown, chunk-size. */
export async function putChunk(
  database: BlobDatabase,
  reader: BlobReader,
  path: ChunkPath,
  body: Buffer,
): Promise<void> {
  requireRight(reader, path.compartment);
  await database.transaction(reader.officeId, async (tx) => {
    const blob = await tx.hold(path);
    if (!blob) throw unknown();
    if (body.length !== chunkBytes(blob.size, path.n))
      throw new Problem(422, 'chunk-size', 'The chunk is not whole, or there is none of this number.');
    if (!blob.complete) await tx.putChunk(path, body);
  });
}

/** One chunk of a complete blob. Throws Problem no-right, blob-unknown. */
export async function getChunk(database: BlobDatabase, reader: BlobReader, path: ChunkPath): Promise<Buffer> {
  requireRight(reader, path.compartment);
  return database.transaction(reader.officeId, async (tx) => {
    const blob = await tx.find(path);
    const chunk = blob?.complete ? await tx.chunk(path) : null;
    if (!chunk) throw unknown();
    return chunk;
  });
}

/**
 * Removes what no row has named for 90 days. A row may still be on its way: its device asked for the blob just
 * before.
 * @param now server time in milliseconds
 */
export function collectBlobs(tx: BlobTransaction, now: number): Promise<void> {
  return tx.collect(now, now - UNNAMED_MS);
}
