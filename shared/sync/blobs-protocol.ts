import { z } from 'zod';
import { blobAddress, compartment, rowId } from './protocol';

/**
 * Blobs over the wire (architecture § 4): the ciphertext of an attachment, found by its address (SHA-256 of the
 * whole ciphertext) within a compartment, in chunks of BLOB_CHUNK_BYTES of which the last may be shorter.
 *
 * An upload asks what is there, puts the chunks that are missing, and asks again until the blob is complete; it
 * may be killed at any byte and go on from there. The server completes a blob only if its hash is its address.
 *
 * The routes, all for staff who hold the compartment (403 `no-right`):
 * POST /blobs                                    announceBlob → blobState; 410 `erased` with its file,
 *                                                413 `blob-too-large` (with limitBytes), 409 `blob-differs` if the
 *                                                address is there with another file or size (upload under a new
 *                                                key instead), 422 `blob-damaged` if the hash is another: then
 *                                                nothing of it is left
 * PUT  /blobs/:compartment/:address/chunks/:n    bytes (application/octet-stream) → 204; 404 `blob-unknown`,
 *                                                422 `chunk-size` unless the chunk is whole. Repeating is harmless
 * GET  /blobs/:compartment/:address/chunks/:n    bytes; 404 `blob-unknown` unless complete
 */
export const BLOB_CHUNK_BYTES = 1024 * 1024;

export const announceBlob = z.strictObject({
  compartment,
  address: blobAddress,
  /** The file with which the blob is erased; null for what belongs to none. */
  fileId: rowId.nullable(),
  /** Bytes of the whole ciphertext. */
  size: z.number().int().min(1).max(2_000_000_000),
});
export type AnnounceBlob = z.infer<typeof announceBlob>;

/** `missing`: numbers of the chunks that are not there yet, from 0; empty once complete. */
export const blobState = z.object({ complete: z.boolean(), missing: z.array(z.number().int()) });
export type BlobState = z.infer<typeof blobState>;

export const chunkPath = z.strictObject({
  compartment,
  address: blobAddress,
  n: z.coerce.number().int().min(0).max(2000),
});
export type ChunkPath = z.infer<typeof chunkPath>;

/** How many chunks a blob of `size` bytes has. */
export function chunkCount(size: number): number {
  return Math.ceil(size / BLOB_CHUNK_BYTES);
}

/** Bytes of chunk `n` of a blob of `size` bytes; 0 or less beyond its end. */
export function chunkBytes(size: number, n: number): number {
  return Math.min(BLOB_CHUNK_BYTES, size - n * BLOB_CHUNK_BYTES);
}
