import { describe, expect, it } from 'vitest';
import {
  blobAddressOf,
  openBlob,
  PLAIN_CHUNK_BYTES,
  sealBlob,
  sealedBlobSize,
  type SealedBlob,
} from './blob';
import { type Bytes, concat, equalBytes } from './bytes';
import { EnvelopeError } from './envelope';
import { BLOB_CHUNK_BYTES, chunkCount } from '#shared/sync/blobs-protocol';

const CHUNK = PLAIN_CHUNK_BYTES;
const SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5];

/** Bytes that tell where they stand. */
function patterned(size: number): Bytes {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at++) bytes[at] = (at * 31 + (at >> 12)) & 0xff;
  return bytes;
}

/** What somebody who holds the ciphertext, but not the key, could make of its chunks. */
const ATTACKS: Record<string, (chunks: Bytes[]) => Bytes[]> = {
  'two chunks exchanged': ([a, b, ...rest]) => [b, a, ...rest] as Bytes[],
  'the last chunk cut off': (chunks) => chunks.slice(0, -1),
  'the first chunk left out': (chunks) => chunks.slice(1),
  'a chunk repeated': ([a, ...rest]) => [a, a, ...rest] as Bytes[],
  'the whole repeated': (chunks) => [...chunks, ...chunks],
};

function chunksOf(sealed: Bytes): Bytes[] {
  return Array.from({ length: chunkCount(sealed.length) }, (_, n) =>
    sealed.slice(n * BLOB_CHUNK_BYTES, (n + 1) * BLOB_CHUNK_BYTES),
  );
}

/** The altered ciphertext at its own, right address: only the chunks themselves can give it away. */
async function altered(blob: SealedBlob, chunks: Bytes[]): Promise<SealedBlob> {
  const sealed = concat(...chunks);
  return { ...blob, sealed, address: await blobAddressOf(sealed) };
}

describe('a blob', () => {
  it.each(SIZES)('of %i bytes opens to the same bytes', async (size) => {
    const plain = patterned(size);
    const blob = await sealBlob(new Blob([plain]));
    expect(blob.sealed.length).toBe(sealedBlobSize(size));
    expect(equalBytes(concat(...(await openBlob(blob))), plain)).toBe(true);
    const other = await sealBlob(new Blob([plain]));
    expect(other.address).not.toBe(blob.address);
  });

  it.each(SIZES)('of %i bytes is refused with any byte flipped, cut or added at the edges', async (size) => {
    const blob = await sealBlob(new Blob([patterned(size)]));
    const edges = new Set([0, 1, blob.sealed.length - 1]);
    for (let at = BLOB_CHUNK_BYTES; at < blob.sealed.length; at += BLOB_CHUNK_BYTES)
      edges.add(at - 1).add(at);
    for (const at of edges) {
      const sealed = blob.sealed.slice();
      sealed[at] = (sealed[at] ?? 0) ^ 1;
      await expect(openBlob({ ...blob, sealed })).rejects.toBeInstanceOf(EnvelopeError);
      await expect(openBlob(await altered(blob, [sealed]))).rejects.toBeInstanceOf(EnvelopeError);
    }
    for (const chunks of [[], [blob.sealed.slice(0, -1)], [blob.sealed, new Uint8Array(1)]])
      await expect(openBlob(await altered(blob, chunks))).rejects.toBeInstanceOf(EnvelopeError);
  });

  it.each(Object.entries(ATTACKS))('is refused with %s', async (_, attack) => {
    const blob = await sealBlob(new Blob([patterned(3 * CHUNK)]));
    const chunks = attack(chunksOf(blob.sealed));
    await expect(openBlob(await altered(blob, chunks))).rejects.toBeInstanceOf(EnvelopeError);
  });

  it('does not open with another key, nor under another address', async () => {
    const blob = await sealBlob(new Blob([patterned(9)]));
    const other = await sealBlob(new Blob([patterned(9)]));
    await expect(openBlob({ ...blob, key: other.key })).rejects.toBeInstanceOf(EnvelopeError);
    await expect(openBlob({ ...blob, address: other.address })).rejects.toBeInstanceOf(EnvelopeError);
  });
});

/** Control: chunks sealed one by one, with nothing that binds them to their place. */
describe('chunks that know nothing of their place', () => {
  const sealLoose = async (aes: CryptoKey, plain: Bytes) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return concat(iv, new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, aes, plain)));
  };
  const openLoose = (aes: CryptoKey, chunk: Bytes) =>
    crypto.subtle.decrypt({ name: 'AES-GCM', iv: chunk.subarray(0, 12) }, aes, chunk.subarray(12));

  it.each(Object.entries(ATTACKS))('open in spite of %s', async (_, attack) => {
    const aes = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ]);
    const chunks = await Promise.all([1, 2, 3].map((size) => sealLoose(aes, patterned(size))));
    const opened = await Promise.all(attack(chunks).map((chunk) => openLoose(aes, chunk)));
    expect(opened.length).toBeGreaterThan(0);
  });
});
