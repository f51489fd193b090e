import { type Bytes, concat } from './bytes';
import { type Random, systemRandom } from './random';

/**
 * A secret for two of several people: Shamir's scheme (1979) with threshold 2 over GF(2⁸), byte by byte, with the
 * polynomial of AES (FIPS 197 § 4.2). One share alone says nothing of the secret but its length.
 */
const MAX_SHARES = 255;

/** Product in GF(2⁸) modulo x⁸ + x⁴ + x³ + x + 1, in a time that does not depend on the factors. */
export function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 8; bit++) {
    product ^= -((b >> bit) & 1) & a;
    a = (a << 1) ^ (-(a >> 7) & 0x11b);
  }
  return product;
}

/** Inverse in GF(2⁸): a²⁵⁴; 0 for 0. */
export function invert(a: number): number {
  let result = 1;
  for (let bit = 7; bit >= 0; bit--) {
    result = multiply(result, result);
    if ((254 >> bit) & 1) result = multiply(result, a);
  }
  return result;
}

/**
 * `count` shares of a secret, of which any two give it back: number of the share (1 …) ‖ its bytes. Throws
 * RangeError unless 2 ≤ count ≤ 255.
 */
export function splitSecret(secret: Uint8Array, count: number, random: Random = systemRandom): Bytes[] {
  if (!Number.isInteger(count) || count < 2 || count > MAX_SHARES) throw new RangeError('shares: count');
  const slope = random(secret.length);
  return Array.from({ length: count }, (_, at) => {
    const x = at + 1;
    const y = secret.map((byte, place) => byte ^ multiply(slope[place] ?? 0, x));
    return concat(Uint8Array.of(x), y);
  });
}

/** The secret of two shares. Shares of different secrets give bytes that mean nothing. Throws RangeError. */
export function joinShares(one: Uint8Array, other: Uint8Array): Bytes {
  const [a = 0, b = 0] = [one[0], other[0]];
  if (one.length !== other.length || a === b || a === 0 || b === 0)
    throw new RangeError('shares: not a pair');
  const scale = invert(a ^ b);
  const secret = new Uint8Array(one.length - 1);
  for (let at = 0; at < secret.length; at++) {
    const [y, z] = [one[at + 1] ?? 0, other[at + 1] ?? 0];
    secret[at] = multiply(scale, multiply(y, b) ^ multiply(z, a));
  }
  return secret;
}
