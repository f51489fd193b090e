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
import { type Store, type Tx, withOffice } from '../storage/database';

type Address = Pick<ChunkPath, 'compartment' | 'address'>;

const unknown = () => new Problem(404, 'blob-unknown', 'There is no such blob.');

function requireRight(staff: Staff, compartment: Compartment): void {
  if (staff.compartments.includes(compartment)) return;
  throw new Problem(403, 'no-right', 'No right to this compartment.');
}

/**
 * What is there of a blob that a device wants to upload; completes it once all chunks are there and their hash is
 * the address. Throws Problem no-right, erased, blob-too-large, blob-differs, blob-damaged.
 */
export async function announce(
  store: Store,
  staff: Staff,
  blob: AnnounceBlob,
  mostBytes: number,
): Promise<BlobState> {
  requireRight(staff, blob.compartment);
  if (blob.size > mostBytes) {
    throw new Problem(413, 'blob-too-large', 'The blob is larger than this server takes.', {
      limitBytes: mostBytes,
    });
  }
  const state = await withOffice(store.app, staff.officeId, async (tx) => {
    await refuseErased(tx, blob.fileId);
    const { complete, missing } = await found(tx, staff.officeId, blob);
    if (complete || missing.length > 0) return { complete, missing };
    return verify(tx, blob);
  });
  if (state !== 'damaged') return state;
  throw new Problem(422, 'blob-damaged', 'The hash of the chunks is not the address.');
}

/** Waits for an erasure under way and for none that comes: that one finds the blob. */
async function refuseErased(tx: Tx, fileId: string | null): Promise<void> {
  await tx.selectFrom('offices').select('seq').forShare().executeTakeFirstOrThrow();
  if (fileId === null) return;
  const stub = await tx
    .selectFrom('erasures')
    .select('id')
    .where('kind', '=', 'file')
    .where('id', '=', fileId)
    .executeTakeFirst();
  if (stub) throw new Problem(410, 'erased', 'The file was erased.');
}

/** The state of the blob as kept, made if it is not there. */
async function found(tx: Tx, officeId: string, blob: AnnounceBlob): Promise<BlobState> {
  const { compartment, address, fileId, size } = blob;
  await tx
    .insertInto('blobs')
    .values({ office_id: officeId, compartment, address, file_id: fileId, size })
    .onConflict((on) => on.doNothing())
    .execute();
  const kept = await at(tx.selectFrom('blobs').selectAll(), blob).forUpdate().executeTakeFirstOrThrow();
  if (kept.file_id !== fileId || kept.size !== size)
    throw new Problem(409, 'blob-differs', 'The address belongs to another file or size.');
  // Whoever asks is about to name it in a row: its 90 days begin anew.
  if (kept.unreferenced_since !== null)
    await at(tx.updateTable('blobs').set({ unreferenced_since: new Date() }), blob).execute();
  if (kept.complete) return { complete: true, missing: [] };
  const chunks = await at(tx.selectFrom('blob_chunks').select('n'), blob).execute();
  const there = new Set(chunks.map(({ n }) => n));
  const all = Array.from({ length: chunkCount(size) }, (_, n) => n);
  return { complete: false, missing: all.filter((n) => !there.has(n)) };
}

/** Completes the blob, or removes it if it is not what its address says. */
async function verify(tx: Tx, blob: AnnounceBlob): Promise<BlobState | 'damaged'> {
  const hash = createHash('sha256');
  for (let n = 0; n < chunkCount(blob.size); n++) {
    const { body } = await at(tx.selectFrom('blob_chunks').select('body'), blob)
      .where('n', '=', n)
      .executeTakeFirstOrThrow();
    hash.update(body);
  }
  if (hash.digest('base64url') !== blob.address) {
    await at(tx.deleteFrom('blobs'), blob).execute();
    return 'damaged';
  }
  await at(tx.updateTable('blobs').set({ complete: true }), blob).execute();
  return { complete: true, missing: [] };
}

/** Narrows a query on blobs or their chunks to one blob. */
function at<Q extends { where: (column: 'compartment' | 'address', is: '=', value: string) => Q }>(
  query: Q,
  { compartment, address }: Address,
): Q {
  return query.where('compartment', '=', compartment).where('address', '=', address);
}

/** Keeps a chunk; one that is there already stays as it is. Throws Problem no-right, blob-unknown, chunk-size. */
export async function putChunk(store: Store, staff: Staff, path: ChunkPath, body: Buffer): Promise<void> {
  requireRight(staff, path.compartment);
  await withOffice(store.app, staff.officeId, async (tx) => {
    const blob = await at(tx.selectFrom('blobs').select(['size', 'complete']), path)
      .forShare()
      .executeTakeFirst();
    if (!blob) throw unknown();
    if (body.length !== chunkBytes(blob.size, path.n))
      throw new Problem(422, 'chunk-size', 'The chunk is not whole, or there is none of this number.');
    if (blob.complete) return;
    await tx
      .insertInto('blob_chunks')
      .values({ office_id: staff.officeId, ...path, body })
      .onConflict((on) => on.doNothing())
      .execute();
  });
}

/** One chunk of a complete blob. Throws Problem no-right, blob-unknown. */
export async function getChunk(store: Store, staff: Staff, path: ChunkPath): Promise<Buffer> {
  requireRight(staff, path.compartment);
  return withOffice(store.app, staff.officeId, async (tx) => {
    const blob = await at(tx.selectFrom('blobs').select('complete'), path).executeTakeFirst();
    if (!blob?.complete) throw unknown();
    const chunk = await at(tx.selectFrom('blob_chunks').select('body'), path)
      .where('n', '=', path.n)
      .executeTakeFirst();
    if (!chunk) throw unknown();
    return chunk.body;
  });
}
