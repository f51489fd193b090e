import { type Bytes } from './bytes';
import { pkcs8, publicPoint, scalarFromSeed } from './p256';

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const WITH_SHA256 = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** A private signing key with its public point (uncompressed, 65 bytes). */
export interface SigningKey {
  privateKey: CryptoKey;
  publicKey: Bytes;
}

/** The ECDSA P-256 key that belongs to a 32-byte seed and a use; the same on every device. */
export async function signingKey(seed: Uint8Array, label: readonly string[]): Promise<SigningKey> {
  const encoded = pkcs8(await scalarFromSeed(seed, ['sign', ...label]));
  const exportable = await crypto.subtle.importKey('pkcs8', encoded, ECDSA, true, ['sign']);
  const publicKey = await publicPoint(exportable);
  return { privateKey: await crypto.subtle.importKey('pkcs8', encoded, ECDSA, false, ['sign']), publicKey };
}

/** ECDSA over SHA-256; 64 bytes r ‖ s (IEEE P1363). */
export async function sign(key: SigningKey, message: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign(WITH_SHA256, key.privateKey, message as Bytes));
}

/** Whether the signature holds; a public key that is no point of the curve verifies nothing. */
export async function verify(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('raw', publicKey as Bytes, ECDSA, false, ['verify']);
    return await crypto.subtle.verify(WITH_SHA256, key, signature as Bytes, message as Bytes);
  } catch {
    return false;
  }
}
