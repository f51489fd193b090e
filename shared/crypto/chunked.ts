import { type Bytes, concat, fromUtf8, sha256, toBase64url, utf8 } from './bytes';
import { EnvelopeError, openBox, sealBox } from './envelope';
import { hkdfAes } from './hkdf';

/**
 * A long file of ciphertext (ADR 17):
 *
 *   magic · 4 bytes length · header (JSON, readable) · SHA-256 of the header · { 4 bytes length · box }*
 *
 * Each box holds up to 1 MiB and is bound to the header, its index, and whether it is the last: a box that was
 * altered, left out, repeated or moved does not open, nor does a file that ends early or goes on.
 */
const MAGIC = utf8('WEGBUCH-SICHERUNG-1\n');
const LENGTH_BYTES = 4;
const HASH_BYTES = 32;
const HEADER_MOST = 16 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;
const BOX_MOST = 2 * CHUNK_BYTES;

/** The file is no file of this kind, is cut or was altered. */
export class DamagedFile extends Error {
  override name = 'DamagedFile';
}

/** Reads `length` bytes from byte `from`; fewer where the file ends. */
export type ReadAt = (from: number, length: number) => Promise<Uint8Array>;

const lengthOf = (bytes: Uint8Array) => {
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return length;
};

async function boxKey(key: Uint8Array, header: Uint8Array): Promise<CryptoKey> {
  return hkdfAes(key, ['chunked', toBase64url(await sha256(header))]);
}

const context = (index: number, last: boolean) => ['chunked', String(index), last ? 'last' : 'more'];

/** The parts of the file that holds `content`, in order; `key`: 32 random bytes for this file alone. */
export async function* sealChunks(
  key: Uint8Array,
  header: unknown,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Bytes> {
  const head = utf8(JSON.stringify(header));
  const aes = await boxKey(key, head);
  yield concat(MAGIC, lengthOf(head), head, await sha256(head));
  let index = 0;
  const frame = async (plain: Uint8Array, last: boolean) => {
    const box = await sealBox(aes, context(index++, last), plain);
    return concat(lengthOf(box), box);
  };
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const part of content) {
    waiting.push(part);
    size += part.length;
    if (size < CHUNK_BYTES) continue;
    const all = concat(...waiting);
    let from = 0;
    for (; from + CHUNK_BYTES <= all.length; from += CHUNK_BYTES)
      yield await frame(all.subarray(from, from + CHUNK_BYTES), false);
    waiting = [all.subarray(from)];
    size = all.length - from;
  }
  yield await frame(concat(...waiting), true);
}

/** The header, and where the boxes begin. It vouches for itself against damage only. Throws DamagedFile. */
export async function readHeader(readAt: ReadAt): Promise<{ header: unknown; bytes: Bytes; end: number }> {
  const start = await readAt(0, MAGIC.length + LENGTH_BYTES);
  const isOurs =
    start.length === MAGIC.length + LENGTH_BYTES && MAGIC.every((byte, at) => start[at] === byte);
  if (!isOurs) throw new DamagedFile();
  const length = new DataView(start.buffer, start.byteOffset).getUint32(MAGIC.length);
  if (length > HEADER_MOST) throw new DamagedFile();
  const rest = await readAt(start.length, length + HASH_BYTES);
  const bytes = concat(rest.subarray(0, length));
  const hash = await sha256(bytes);
  if (rest.length !== length + HASH_BYTES || !hash.every((byte, at) => rest[length + at] === byte))
    throw new DamagedFile();
  try {
    return { header: JSON.parse(fromUtf8(bytes)) as unknown, bytes, end: start.length + length + HASH_BYTES };
  } catch {
    throw new DamagedFile();
  }
}

/** The content, chunk by chunk; it is whole once this has ended. Throws DamagedFile at the first damage. */
export async function* openChunks(key: Uint8Array, readAt: ReadAt): AsyncGenerator<Bytes> {
  const { bytes, end } = await readHeader(readAt);
  const aes = await boxKey(key, bytes);
  let from = end;
  for (let index = 0; ; index++) {
    const head = await readAt(from, LENGTH_BYTES);
    if (head.length < LENGTH_BYTES) throw new DamagedFile();
    const length = new DataView(head.buffer, head.byteOffset).getUint32(0);
    if (length > BOX_MOST) throw new DamagedFile();
    const box = await readAt(from + LENGTH_BYTES, length);
    from += LENGTH_BYTES + length;
    const last = (await readAt(from, 1)).length === 0;
    try {
      yield await openBox(aes, context(index, last), box);
    } catch (error) {
      if (error instanceof EnvelopeError) throw new DamagedFile();
      throw error;
    }
    if (last) return;
  }
}
