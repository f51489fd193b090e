import { createHash, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

// The authentication secret was already stretched on the device (Argon2id 128 MiB) and has 256 bits; hashing it
// again only keeps a stolen database from signing in, so a small setting is enough.
const ARGON2ID = 2;
const SETTINGS = { algorithm: ARGON2ID, memoryCost: 4096, timeCost: 1, parallelism: 1 };

let nobody: Promise<string> | null = null;
let stranger: Promise<string> | null = null;

/** Hash of an authentication secret for storing (PHC string). */
export function hashSecret(authSecret: string): Promise<string> {
  return hash(authSecret, SETTINGS);
}

/** Whether a secret matches; with no hash the same work is done and the answer is no. */
export async function secretMatches(authHash: string | null, authSecret: string): Promise<boolean> {
  nobody ??= hashSecret(randomBytes(32).toString('base64url'));
  const matches = await verify(authHash ?? (await nobody), authSecret);
  return matches && authHash !== null;
}

/** A public key that nobody signs with (P-256 point, base64url), for devices that an office does not know. */
export function nobodysKey(): Promise<string> {
  stranger ??= crypto.subtle
    .generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])
    .then(({ publicKey }) => crypto.subtle.exportKey('raw', publicKey))
    .then((point) => Buffer.from(point).toString('base64url'));
  return stranger;
}

/** A new random token of 256 bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token: base64url of SHA-256 over its UTF-8 bytes. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('base64url');
}
