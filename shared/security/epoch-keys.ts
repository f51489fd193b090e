import { type Bytes, equalBytes, fromBase64url, toBase64url } from '#shared/crypto/bytes';
import { hkdf, hkdfAes, hkdfHmac } from '#shared/crypto/hkdf';
import { type OpeningKey, openingKey } from '#shared/crypto/hpke';
import type { Compartment } from '#shared/security/compartments';

/** Everything that one epoch's 32-byte secret unlocks. */
export interface EpochKeys {
  /** AES-256-GCM for rows and read-model pages. */
  aes: CryptoKey;
  /** HMAC-SHA-256: ids that every device computes alike. */
  naming: CryptoKey;
  /** Opens the inbox; only `eingang` has one. */
  inbox: OpeningKey | null;
}

/** Name of an epoch's key. It commits to the secret: another secret has another name. */
export async function epochKeyId(secret: Uint8Array): Promise<string> {
  return toBase64url(await hkdf(secret, ['epoch', 'key-id'], 16));
}

/** Whether the secret is the one that the name stands for. */
export async function isEpochSecret(keyId: string, secret: Uint8Array): Promise<boolean> {
  return equalBytes(fromBase64url(keyId), fromBase64url(await epochKeyId(secret)));
}

/** Key pair that check-ins and other letters to the office are sealed to. */
export async function inboxKey(secret: Bytes): Promise<OpeningKey> {
  return openingKey(await hkdf(secret, ['epoch', 'inbox']));
}

/** Derives the keys of an epoch. */
export async function epochKeys(compartment: Compartment, secret: Bytes): Promise<EpochKeys> {
  const [aes, naming, inbox] = await Promise.all([
    hkdfAes(secret, ['epoch', 'rows']),
    hkdfHmac(secret, ['epoch', 'naming']),
    compartment === 'eingang' ? inboxKey(secret) : null,
  ]);
  return { aes, naming, inbox };
}
