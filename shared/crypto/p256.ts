import { type Bytes, concat, fromBase64url, fromHex, toHex } from './bytes';
import { hkdf } from './hkdf';

/** Order of the curve P-256 (FIPS 186-5, SP 800-186 § 3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** PKCS #8 (RFC 5958, RFC 5915) around a bare P-256 scalar. */
const PKCS8_PREFIX = fromHex('3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420');

/** Whether 32 bytes are a private key of P-256: 1 ≤ d < order. */
export function isScalar(bytes: Uint8Array): boolean {
  if (bytes.length !== 32) return false;
  const value = BigInt(`0x${toHex(bytes)}`);
  return value > 0n && value < ORDER;
}

/**
 * The private scalar that belongs to a seed and a use. Candidates out of range (one in 2³²) are passed over, so
 * the result is uniform (FIPS 186-5 A.2.2). `derive` is injected in tests alone.
 */
export async function scalarFromSeed(
  seed: Uint8Array,
  label: readonly string[],
  derive = hkdf,
): Promise<Bytes> {
  for (let attempt = 0; attempt < 256; attempt++) {
    const candidate = await derive(seed, [...label, String(attempt)], 32);
    if (isScalar(candidate)) return candidate;
  }
  throw new RangeError('p256: no scalar');
}

/** PKCS #8 of a scalar, as WebCrypto imports it. */
export function pkcs8(scalar: Uint8Array): Bytes {
  return concat(PKCS8_PREFIX, scalar);
}

/** Uncompressed public point (65 bytes) of an exportable private key. */
export async function publicPoint(key: CryptoKey): Promise<Bytes> {
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', key);
  return concat(Uint8Array.of(4), fromBase64url(x), fromBase64url(y));
}
