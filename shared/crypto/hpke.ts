import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { type Bytes, concat, utf8 } from './bytes';

/** RFC 9180, base mode: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});
/** Length of an encapsulated key and of a public key. */
const POINT_BYTES = 65;

/** A private key that opens what was sealed to `publicKey` (uncompressed point, 65 bytes). */
export interface OpeningKey {
  privateKey: CryptoKey;
  publicKey: Bytes;
}

/** The sealed bytes were altered, cut, or meant for another key or context. */
export class SealError extends Error {
  override name = 'SealError';
  readonly code = 'does-not-open';
}

function buffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function contextInfo(context: readonly string[]): ArrayBuffer {
  return utf8(JSON.stringify(['wegbuch', ...context])).buffer;
}

/** DeriveKeyPair of RFC 9180 § 7.1.3: the key pair of a seed of ≥ 32 random bytes. */
export async function openingKey(seed: Uint8Array): Promise<OpeningKey> {
  const pair = await suite.kem.deriveKeyPair(buffer(seed));
  const publicKey = new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey));
  return { privateKey: pair.privateKey, publicKey };
}

/** Seals to a public key: encapsulated key ‖ ciphertext. `context` binds it to its use (HPKE `info`). */
export async function sealTo(
  publicKey: Uint8Array,
  context: readonly string[],
  plain: Uint8Array,
): Promise<Bytes> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(buffer(publicKey));
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: contextInfo(context) }, buffer(plain));
  return concat(new Uint8Array(enc), new Uint8Array(ct));
}

/** Opens what `sealTo` made for this key and context; throws SealError otherwise. */
export async function openSealed(
  key: OpeningKey,
  context: readonly string[],
  sealed: Uint8Array,
): Promise<Bytes> {
  try {
    const enc = buffer(sealed.subarray(0, POINT_BYTES));
    const recipient = { recipientKey: key.privateKey, enc, info: contextInfo(context) };
    return new Uint8Array(await suite.open(recipient, buffer(sealed.subarray(POINT_BYTES))));
  } catch {
    throw new SealError();
  }
}
