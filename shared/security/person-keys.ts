import { type Bytes, fromBase64url, toBase64url } from '#shared/crypto/bytes';
import { openBox, sealBox } from '#shared/crypto/envelope';
import { hkdf, hkdfAes } from '#shared/crypto/hkdf';
import { type OpeningKey, openingKey } from '#shared/crypto/hpke';
import type { Kdf } from '#shared/crypto/kdf';
import { type SigningKey, signingKey } from '#shared/crypto/sign';

/** All private keys of a person grow from one seed of 32 random bytes, which is kept wrapped. */
export const PERSON_SEED_BYTES = 32;

export interface PersonKeys {
  signing: SigningKey;
  sealing: OpeningKey;
  /** For what a person seals to themself on their own device. */
  own: CryptoKey;
}

/** Which person's keys of which office are meant; bound into everything that is derived. */
export interface PersonPlace {
  officeId: string;
  personId: string;
}

/** Derives a person's keys from their seed. */
export async function personKeys(seed: Bytes): Promise<PersonKeys> {
  const [signing, sealing, own] = await Promise.all([
    signingKey(seed, ['person']),
    hkdf(seed, ['person', 'sealing']).then(openingKey),
    hkdfAes(seed, ['person', 'own']),
  ]);
  return { signing, sealing, own };
}

/** What a passphrase gives: the secret that the server may check, and the key that never leaves the device. */
export interface PassphraseKeys {
  authSecret: string;
  wrapping: CryptoKey;
}

/** Stretches a passphrase (slow) and derives both; throws KdfError for a setting that is not in the table. */
export async function passphraseKeys(
  kdf: Kdf,
  setting: { id: string; salt: string },
  passphrase: string,
  place: PersonPlace,
): Promise<PassphraseKeys> {
  const stretched = await kdf.derive(setting.id, passphrase, fromBase64url(setting.salt));
  const label = [place.officeId, place.personId];
  const [auth, wrapping] = await Promise.all([
    hkdf(stretched, ['passphrase', 'auth', ...label]),
    hkdfAes(stretched, ['passphrase', 'wrap', ...label]),
  ]);
  return { authSecret: toBase64url(auth), wrapping };
}

function seedContext(place: PersonPlace): string[] {
  return ['person-seed', place.officeId, place.personId];
}

/** Wraps a seed under the passphrase; the result may lie anywhere. */
export async function wrapSeed(wrapping: CryptoKey, place: PersonPlace, seed: Bytes): Promise<string> {
  return toBase64url(await sealBox(wrapping, seedContext(place), seed));
}

/** Unwraps a seed; throws EnvelopeError if passphrase, person or bytes are not the right ones. */
export async function unwrapSeed(wrapping: CryptoKey, place: PersonPlace, wrapped: string): Promise<Bytes> {
  return openBox(wrapping, seedContext(place), fromBase64url(wrapped));
}
