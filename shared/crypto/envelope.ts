import { type Bytes, utf8 } from './bytes';

/**
 * How a row lies on disk and on the server (architecture §§ 4–6):
 *
 *   1 byte algorithm id · 12 bytes nonce · AES-256-GCM of (4 bytes length · plaintext · zeros) · 16 bytes tag
 *
 * The additional data binds the row to its place, so that a body moved to another row, table, key or time does
 * not open. The zeros fill the whole envelope up to a size bucket, so that lengths tell little.
 */
export interface RowPlace {
  table: string;
  id: string;
  keyId: string;
  maxStamp: string;
}

/** Algorithm id in the first byte: AES-256-GCM with this layout. */
const AES_256_GCM = 1;
/** First member of the additional data; a new layout gets a new name. */
const ROW_FORMAT = 'wegbuch-row-1';
const BOX_FORMAT = 'wegbuch-box-1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LENGTH_BYTES = 4;
const HEADER_BYTES = 1 + NONCE_BYTES;
const OVERHEAD_BYTES = HEADER_BYTES + LENGTH_BYTES + TAG_BYTES;
const SMALLEST_BUCKET = 256;
/** Buckets double up to this size; from there on they are multiples of it. */
const LARGE_BUCKET = 64 * 1024;

/** The envelope was altered, cut, moved or sealed with another key. It never says which. */
export class EnvelopeError extends Error {
  override name = 'EnvelopeError';
  readonly code = 'does-not-open';
}

/** Size in bytes of the envelope that holds `plainBytes` of plaintext: 256, 512, 1 Ki … 64 Ki, 128 Ki, 192 Ki … */
export function bucketSize(plainBytes: number): number {
  const needed = plainBytes + OVERHEAD_BYTES;
  if (needed > LARGE_BUCKET) return Math.ceil(needed / LARGE_BUCKET) * LARGE_BUCKET;
  let size = SMALLEST_BUCKET;
  while (size < needed) size *= 2;
  return size;
}

function rowData(place: RowPlace): Bytes {
  return utf8(JSON.stringify([ROW_FORMAT, place.table, place.id, place.keyId, place.maxStamp]));
}

function boxData(context: readonly string[]): Bytes {
  return utf8(JSON.stringify([BOX_FORMAT, ...context]));
}

async function seal(aes: CryptoKey, additionalData: Bytes, plain: Uint8Array): Promise<Bytes> {
  const size = bucketSize(plain.length);
  const envelope = new Uint8Array(size);
  const padded = new Uint8Array(size - HEADER_BYTES - TAG_BYTES);
  new DataView(padded.buffer).setUint32(0, plain.length);
  padded.set(plain, LENGTH_BYTES);
  envelope[0] = AES_256_GCM;
  const iv = crypto.getRandomValues(envelope.subarray(1, HEADER_BYTES));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, aes, padded);
  envelope.set(new Uint8Array(sealed), HEADER_BYTES);
  return envelope;
}

async function open(aes: CryptoKey, additionalData: Bytes, envelope: Uint8Array): Promise<Bytes> {
  if (envelope.length < SMALLEST_BUCKET || envelope[0] !== AES_256_GCM) throw new EnvelopeError();
  const bytes = envelope as Bytes;
  const iv = bytes.subarray(1, HEADER_BYTES);
  let padded: ArrayBuffer;
  try {
    padded = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv, additionalData },
      aes,
      bytes.subarray(HEADER_BYTES),
    );
  } catch {
    throw new EnvelopeError();
  }
  const length = new DataView(padded).getUint32(0);
  if (length > padded.byteLength - LENGTH_BYTES) throw new EnvelopeError();
  return new Uint8Array(padded, LENGTH_BYTES, length);
}

/** Seals a row's plaintext for its place, with a fresh random nonce (NIST SP 800-38D, 96 bits). */
export function sealRow(aes: CryptoKey, place: RowPlace, plain: Uint8Array): Promise<Bytes> {
  return seal(aes, rowData(place), plain);
}

/** Opens what `sealRow` made for the same place; throws EnvelopeError otherwise. */
export function openRow(aes: CryptoKey, place: RowPlace, envelope: Uint8Array): Promise<Bytes> {
  return open(aes, rowData(place), envelope);
}

/** Seals anything that is not a row (wrapped keys, joining boxes); `context` binds it to its use. */
export function sealBox(aes: CryptoKey, context: readonly string[], plain: Uint8Array): Promise<Bytes> {
  return seal(aes, boxData(context), plain);
}

/** Opens what `sealBox` made with the same context; throws EnvelopeError otherwise. */
export function openBox(aes: CryptoKey, context: readonly string[], envelope: Uint8Array): Promise<Bytes> {
  return open(aes, boxData(context), envelope);
}
