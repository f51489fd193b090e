import { utf8 } from '#shared/crypto/bytes';
import { hkdf } from '#shared/crypto/hkdf';
import type { Kdf } from '#shared/crypto/kdf';

/** Derives at once and protects nothing: for tests only, which hand it to `createSecurity` themselves. */
export const cheapKdf: Kdf = {
  current: 'tests-only',
  derive: (_, passphrase, salt) => hkdf(utf8(passphrase.normalize('NFC')), ['tests', String(salt)]),
  derivePin: (pin, salt) => hkdf(utf8(pin), ['tests', 'pin', String(salt)]),
};
