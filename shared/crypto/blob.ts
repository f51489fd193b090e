import { type Bytes, sha256, toBase64url, utf8 } from './bytes';
import { EnvelopeError } from './envelope';
import { BLOB_CHUNK_BYTES, chunkCount } from '#shared/sync/blobs-protocol';

/**
 * How the content of an attachment lies on disk and on the server (architecture § 4): chunks of BLOB_CHUNK_BYTES, of
 * which the last may be shorter,
 *
 *   1 byte algorithm id · AES-256-GCM of the plaintext · 16 bytes tag
 *
 * under a random key that is made here for this one blob and never used again; so the number of a chunk is its
 * nonce. The additional data carries format, number and whether it is the last: chunks that were left out,
 * repeated, exchanged or cut off do not open (after STREAM; Hoang, Reyhanitabar, Rogaway, Vizár 2015).
 */
const AES_256_GCM = 1;
const FORMAT = 'wegbuch-blob-1';
const TAG_BYTES = 16;
const OVERHEAD_BYTES = 1 + TAG_BYTES;
const NONCE_BYTES = 12;

/** Bytes of plaintext in a full chunk. */
export const PLAIN_CHUNK_BYTES = BLOB_CHUNK_BYTES - OVERHEAD_BYTES;

/** What is sealed, read piece by piece: a Blob, or a part of one. */
export interface BlobSource {
  size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** The whole ciphertext, where it is found, and the only key that opens it. */
export interface SealedBlob {
  key: Bytes;
  /** SHA-256 of `sealed`, base64url. */
  address: string;
  sealed: Bytes;
}

/** Bytes of ciphertext for `plainBytes` of plaintext; nothing at all is one empty chunk. */
export function sealedBlobSize(plainBytes: number): number {
  return plainBytes + OVERHEAD_BYTES * Math.max(1, Math.ceil(plainBytes / PLAIN_CHUNK_BYTES));
}

/** SHA-256 of the whole ciphertext, base64url. */
export async function blobAddressOf(sealed: Uint8Array): Promise<string> {
  return toBase64url(await sha256(sealed));
}

function parameters(index: number, last: boolean) {
  const iv = new Uint8Array(NONCE_BYTES);
  new DataView(iv.buffer).setUint32(NONCE_BYTES - 4, index);
  return { name: 'AES-GCM', iv, additionalData: utf8(JSON.stringify([FORMAT, index, last])) };
}

function importKey(key: Bytes, use: 'encrypt' | 'decrypt') {
  return crypto.subtle.importKey('raw', key, 'AES-GCM', false, [use]);
}

/** Seals a whole file under a fresh key; holds the ciphertext once and one chunk of plaintext at a time. */
export async function sealBlob(plain: BlobSource): Promise<SealedBlob> {
  const key = crypto.getRandomValues(new Uint8Array(32));
  const aes = await importKey(key, 'encrypt');
  const sealed = new Uint8Array(sealedBlobSize(plain.size));
  const count = chunkCount(sealed.length);
  for (let n = 0; n < count; n++) {
    const from = n * PLAIN_CHUNK_BYTES;
    const part = await plain.slice(from, Math.min(plain.size, from + PLAIN_CHUNK_BYTES)).arrayBuffer();
    const body = await crypto.subtle.encrypt(parameters(n, n === count - 1), aes, part);
    sealed[n * BLOB_CHUNK_BYTES] = AES_256_GCM;
    sealed.set(new Uint8Array(body), n * BLOB_CHUNK_BYTES + 1);
  }
  return { key, address: await blobAddressOf(sealed), sealed };
}

/**
 * Opens what `sealBlob` made, as the plaintext of its chunks in order. Throws EnvelopeError unless the ciphertext
 * is the one at `address`, and whole.
 */
export async function openBlob({ key, address, sealed }: SealedBlob): Promise<Bytes[]> {
  if (sealed.length === 0 || (await blobAddressOf(sealed)) !== address) throw new EnvelopeError();
  const aes = await importKey(key, 'decrypt');
  const count = chunkCount(sealed.length);
  const parts: Bytes[] = [];
  for (let n = 0; n < count; n++) {
    const chunk = sealed.subarray(n * BLOB_CHUNK_BYTES, (n + 1) * BLOB_CHUNK_BYTES);
    if (chunk.length < OVERHEAD_BYTES || chunk[0] !== AES_256_GCM) throw new EnvelopeError();
    try {
      const plain = await crypto.subtle.decrypt(parameters(n, n === count - 1), aes, chunk.subarray(1));
      parts.push(new Uint8Array(plain));
    } catch {
      throw new EnvelopeError();
    }
  }
  return parts;
}
