import { type Bytes, toBase64url } from './bytes';

/** Source of random bytes; injected so that tests and demo data can be repeatable. Nonces never use it. */
export type Random = (length: number) => Bytes;

/** The system's cryptographic random numbers. */
export const systemRandom: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** A fresh id: 128 random bits as 22 characters of base64url. */
export function newId(random: Random = systemRandom): string {
  return toBase64url(random(16));
}
