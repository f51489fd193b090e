import { z } from 'zod';
import { fromBase64url, fromUtf8, toBase64url, utf8 } from '#shared/crypto/bytes';
import { randomCharacters, readGroups, toGroups } from '#shared/crypto/crockford';
import { openBox, sealBox } from '#shared/crypto/envelope';
import { hkdf, hkdfAes } from '#shared/crypto/hkdf';
import type { Random } from '#shared/crypto/random';
import { enrolmentContent, type EnrolmentContent } from '#shared/sync/accounts-protocol';

/** 20 characters hold 100 bits; shown as five groups of four with a check character each. */
const CODE_CHARACTERS = 20;
const CODE_GROUPS = 5;

/** What both sides derive from a code. The server learns `lookup` and nothing of the keys. */
export interface EnrolmentKeys {
  lookup: string;
  box: CryptoKey;
  claim: CryptoKey;
}

/** The joining person's answer, for the eyes of the inviting lead. */
const personClaim = z.strictObject({
  version: z.literal(1),
  personId: z.string(),
  signingKey: z.string(),
  sealingKey: z.string(),
  deviceId: z.string(),
  deviceKey: z.string(),
});
export type PersonClaim = z.infer<typeof personClaim>;

/** The box or claim was made under another code, or altered on the way. */
export class EnrolmentError extends Error {
  override name = 'EnrolmentError';
  readonly code = 'does-not-open';
}

/** A fresh single-use code such as "7K4M2-9QXTA-…", to be shown or read out. */
export function newEnrolmentCode(random: Random): string {
  return toGroups(randomCharacters(random, CODE_CHARACTERS)).join('-');
}

/** The code's characters as typed or scanned, or which groups (counted from 1) cannot be right. */
export function readEnrolmentCode(
  text: string,
): { ok: true; characters: string } | { ok: false; wrongGroups: number[] } {
  return readGroups(text, CODE_GROUPS);
}

/** Derives look-up id and keys from the characters that `readEnrolmentCode` gave. */
export async function enrolmentKeys(characters: string): Promise<EnrolmentKeys> {
  const secret = utf8(characters);
  const [lookup, box, claim] = await Promise.all([
    hkdf(secret, ['enrolment', 'lookup'], 16),
    hkdfAes(secret, ['enrolment', 'box']),
    hkdfAes(secret, ['enrolment', 'claim']),
  ]);
  return { lookup: toBase64url(lookup), box, claim };
}

/** Seals what the joining side must know; only holders of the code can read or forge it. */
export async function sealContent(keys: EnrolmentKeys, content: EnrolmentContent): Promise<string> {
  const plain = utf8(JSON.stringify(enrolmentContent.parse(content)));
  return toBase64url(await sealBox(keys.box, ['enrolment', keys.lookup], plain));
}

/** Opens the joining box that the server handed out for an office; throws EnrolmentError. */
export async function openContent(
  keys: EnrolmentKeys,
  officeId: string,
  box: string,
): Promise<EnrolmentContent> {
  const content = await opened(keys.box, ['enrolment', keys.lookup], box, enrolmentContent);
  if (content.officeId !== officeId) throw new EnrolmentError();
  return content;
}

/** Seals the joining person's public keys under the code. */
export async function sealClaim(keys: EnrolmentKeys, claim: PersonClaim): Promise<string> {
  return toBase64url(await sealBox(keys.claim, ['claim', keys.lookup], utf8(JSON.stringify(claim))));
}

/** Opens a claim; throws EnrolmentError. */
export async function openClaim(keys: EnrolmentKeys, claim: string): Promise<PersonClaim> {
  return opened(keys.claim, ['claim', keys.lookup], claim, personClaim);
}

async function opened<T>(
  key: CryptoKey,
  context: string[],
  sealed: string,
  schema: z.ZodType<T>,
): Promise<T> {
  try {
    return schema.parse(JSON.parse(fromUtf8(await openBox(key, context, fromBase64url(sealed)))));
  } catch {
    throw new EnrolmentError();
  }
}
