import { type Bytes, utf8 } from './bytes';

/**
 * HKDF-SHA-256 (RFC 5869) with an empty salt: `length` bytes for one use of a secret. `label` names the use and
 * what it is bound to; equal labels give equal bytes. The secret must have ≥ 128 bits of entropy.
 */
export async function hkdf(secret: Uint8Array, label: readonly string[], length = 32): Promise<Bytes> {
  return hkdfRaw(secret, new Uint8Array(0), utf8(JSON.stringify(['wegbuch', ...label])), length);
}

/** HKDF-SHA-256 exactly as RFC 5869 § 2 has it; `hkdf` is the one to use. */
export async function hkdfRaw(secret: Uint8Array, salt: Bytes, info: Bytes, length: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', secret as Bytes, 'HKDF', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, length * 8);
  return new Uint8Array(bits);
}

/** An AES-256-GCM key for one use of a secret; it cannot be exported. */
export async function hkdfAes(secret: Uint8Array, label: readonly string[]): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', await hkdf(secret, label), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** An HMAC-SHA-256 key for one use of a secret; it cannot be exported. */
export async function hkdfHmac(secret: Uint8Array, label: readonly string[]): Promise<CryptoKey> {
  const bytes = await hkdf(secret, label);
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
}
