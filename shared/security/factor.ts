import { type GroupsReading, randomCharacters, readGroups, toGroups } from '#shared/crypto/crockford';
import type { Random } from '#shared/crypto/random';

/** A recovery code: 16 characters hold 80 bits; shown as four groups of four with a check character each. */
const RECOVERY_CHARACTERS = 16;
const RECOVERY_GROUPS = 4;
const DIGITS = /^\d{6}$/;
const BLANKS = /[\s\-‐-―.·]/g;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A fresh recovery code, as it is shown. */
export function newRecoveryCode(random: Random): string {
  return toGroups(randomCharacters(random, RECOVERY_CHARACTERS)).join('-');
}

/** A code as the server takes it, however it was typed or pasted; or which groups of a recovery code cannot be right. */
export function readFactorCode(text: string): GroupsReading {
  const digits = text.replace(BLANKS, '');
  return DIGITS.test(digits) ? { ok: true, characters: digits } : readGroups(text, RECOVERY_GROUPS);
}

/** Bytes as base 32 of RFC 4648 without padding, as authenticator apps want a secret. */
export function toBase32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => BASE32.charAt(Number.parseInt(five.padEnd(5, '0'), 2)))
    .join('');
}

/**
 * What an authenticator app reads from a QR code: secret (base 32), and the names under which it lists the code. What
 * else there is to say (SHA-1, six digits, 30 seconds) is what every app takes for granted.
 */
export function factorAddress(secret: string, names: { office: string; person: string }): string {
  const issuer = `Wegbuch ${names.office}`.replaceAll(':', ' ');
  const label = `${issuer}:${names.person.replaceAll(':', ' ')}`;
  return `otpauth://totp/${encodeURIComponent(label)}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`;
}
