import { type Bytes, fromBase64url, toBase64url, utf8 } from '#shared/crypto/bytes';
import { fromCharacters, readGroups, toCharacters, toGroups } from '#shared/crypto/crockford';
import { hkdf } from '#shared/crypto/hkdf';
import { type OpeningKey, openingKey } from '#shared/crypto/hpke';
import { sign, type SigningKey, signingKey, verify } from '#shared/crypto/sign';

/** Length of the office's recovery secret, which stands on the Notfallblatt and nowhere else. */
export const RECOVERY_SECRET_BYTES = 32;
/** 52 characters hold 256 bits: 13 groups of four, each with its check character. */
const RECOVERY_GROUPS = 13;
const QR_PREFIX = 'WEGBUCH-NOTFALL:';

/** The two keys of the recovery secret: the office root, and the second way in to every epoch key. */
export interface RecoveryKeys {
  root: SigningKey;
  recovery: OpeningKey;
}

/** Derives both keys, under labels of their own. */
export async function recoveryKeys(secret: Bytes): Promise<RecoveryKeys> {
  const [root, recovery] = await Promise.all([
    signingKey(secret, ['root']),
    hkdf(secret, ['recovery']).then(openingKey),
  ]);
  return { root, recovery };
}

/** The groups as the Notfallblatt prints them. */
export function recoveryGroups(secret: Bytes): string[] {
  return toGroups(toCharacters(secret));
}

/** The text of the QR code on the Notfallblatt (alphanumeric mode). */
export function recoveryQr(secret: Bytes): string {
  return QR_PREFIX + recoveryGroups(secret).join('-');
}

/** What was typed or scanned: the secret, or which groups (counted from 1) cannot be right. */
export type RecoveryReading = { ok: true; secret: Bytes } | { ok: false; wrongGroups: number[] };

/** Reads the groups or the QR text of a Notfallblatt. */
export function readRecovery(text: string): RecoveryReading {
  const scanned = text.trim().toUpperCase();
  const groups = scanned.startsWith(QR_PREFIX) ? scanned.slice(QR_PREFIX.length) : scanned;
  const reading = readGroups(groups, RECOVERY_GROUPS);
  if (!reading.ok) return reading;
  const secret = fromCharacters(reading.characters);
  return secret ? { ok: true, secret } : { ok: false, wrongGroups: [RECOVERY_GROUPS] };
}

function requestBytes(officeId: string): Bytes {
  return utf8(JSON.stringify(['wegbuch-recovery-1', officeId]));
}

/** Asks the server for roster and recovery grants in the name of the root (POST /recovery/roster). */
export async function signRecoveryRequest(root: SigningKey, officeId: string): Promise<string> {
  return toBase64url(await sign(root, requestBytes(officeId)));
}

/** Whether the root of the office (its `rootKey` in the roster) asked; malformed signatures do not hold. */
export async function verifyRecoveryRequest(
  rootKey: string,
  officeId: string,
  signature: string,
): Promise<boolean> {
  try {
    return await verify(fromBase64url(rootKey), requestBytes(officeId), fromBase64url(signature));
  } catch {
    return false;
  }
}
