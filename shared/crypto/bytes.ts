/** Bytes with a plain buffer of their own, as WebCrypto takes them. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** The engine's own decoder and encoder, many times as fast, where it has them (ES2026). */
const native = Uint8Array as unknown as {
  fromBase64?: (text: string, options: { alphabet: 'base64url' }) => Bytes;
  prototype: { toBase64?: (options: { alphabet: 'base64url'; omitPadding: true }) => string };
};
/** Value of each character code; beyond 63: none. */
const VALUES = new Uint8Array(256).fill(255);
[...ALPHABET].forEach((character, value) => (VALUES[character.charCodeAt(0)] = value));

/** UTF-8 bytes of a text. */
export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** The text of UTF-8 bytes; throws TypeError on malformed input. */
export function fromUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** base64url without padding (RFC 4648 § 5). */
export function toBase64url(bytes: Uint8Array): string {
  const { toBase64 } = native.prototype;
  if (toBase64) return toBase64.call(bytes, { alphabet: 'base64url', omitPadding: true });
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const triple = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += ALPHABET.charAt(triple >> 18) + ALPHABET.charAt((triple >> 12) & 63);
    if (i + 1 < bytes.length) text += ALPHABET.charAt((triple >> 6) & 63);
    if (i + 2 < bytes.length) text += ALPHABET.charAt(triple & 63);
  }
  return text;
}

/** Bytes of canonical unpadded base64url; throws RangeError on foreign characters, lengths or stray bits. */
export function fromBase64url(text: string): Bytes {
  if (text.length % 4 === 1) throw new RangeError('base64url: length');
  if (native.fromBase64) return strictly(text, native.fromBase64);
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let buffer = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const value = VALUES[text.charCodeAt(i)] ?? 255;
    if (value > 63) throw new RangeError('base64url: character');
    buffer = ((buffer << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (buffer >> bits) & 0xff;
    }
  }
  if ((buffer & ((1 << bits) - 1)) !== 0) throw new RangeError('base64url: stray bits');
  return bytes;
}

/** What an engine decodes is taken only where it is canonical: engines pass over blanks, padding and stray bits. */
function strictly(text: string, decode: NonNullable<typeof native.fromBase64>): Bytes {
  let bytes: Bytes;
  try {
    bytes = decode(text, { alphabet: 'base64url' });
  } catch (error) {
    if (error instanceof SyntaxError) throw new RangeError('base64url: character', { cause: error });
    throw error;
  }
  if (bytes.length !== Math.floor((text.length * 3) / 4)) throw new RangeError('base64url: character');
  const rest = text.length % 4;
  const last = VALUES[text.charCodeAt(text.length - 1)] ?? 0;
  if (rest > 0 && (last & (rest === 2 ? 15 : 3)) !== 0) throw new RangeError('base64url: stray bits');
  return bytes;
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Bytes of hexadecimal text; throws RangeError on anything else. */
export function fromHex(text: string): Bytes {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw new RangeError('hex');
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** All parts, one after another, in a new array. */
export function concat(...parts: Uint8Array[]): Bytes {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Whether both are the same bytes, in a time that depends on the length alone. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

/** SHA-256 (FIPS 180-4). */
export async function sha256(bytes: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Bytes));
}
