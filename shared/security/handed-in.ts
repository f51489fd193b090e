import { z } from 'zod';
import { type Bytes, fromBase64url, fromUtf8, sha256, toBase64url, utf8 } from '#shared/crypto/bytes';
import { type OpeningKey, openSealed, sealTo } from '#shared/crypto/hpke';
import { sign, type SigningKey, verify } from '#shared/crypto/sign';
import type { HandIn } from '#shared/sync/handed-in-protocol';
import { base64url, compartment, rowId, seq } from '#shared/sync/protocol';
import type { Inbox } from './inbox';

/** Text of the rows of one package at most, in characters; a longer row travels alone. */
const PACKAGE_CHARACTERS = 256 * 1024;

const version = {
  rev: rowId,
  keyId: z.string().max(64),
  maxStamp: z.string().max(64),
  body: base64url(256 * 1024),
};
/** An unsynchronised row as it lies on the device: ciphertext, what it grew from, and what was under way. */
const handedRow = z.strictObject({
  collection: z.string().regex(/^[a-z][a-z-]{1,40}$/),
  id: rowId,
  fileId: rowId.nullable(),
  compartment,
  seq,
  ...version,
  base: z.strictObject(version).nullable(),
  sent: z.strictObject({ ...version, seq }).nullable(),
});
export type HandedRow = z.infer<typeof handedRow>;

const content = z.strictObject({ version: z.literal(1), rows: z.array(handedRow).min(1) });

type Sealed = Pick<HandIn, 'deviceId' | 'id' | 'keyId' | 'sealed'>;

const context = (officeId: string, { deviceId, id, keyId }: Omit<Sealed, 'sealed'>) => [
  'handed-in-1',
  officeId,
  deviceId,
  id,
  keyId,
];

/** What a receipt repeats of a package: base64url of SHA-256 over its sealed bytes. */
export async function packageHash(sealed: string): Promise<string> {
  return toBase64url(await sha256(fromBase64url(sealed)));
}

async function signedBytes(officeId: string, part: Sealed): Promise<Bytes> {
  const { deviceId, id, keyId } = part;
  const parts = [officeId, deviceId, id, keyId, await packageHash(part.sealed)];
  return utf8(JSON.stringify(['wegbuch-handed-in-1', ...parts]));
}

/** Rows in the parts that become packages, in their order. */
export function inPackages(rows: readonly HandedRow[]): HandedRow[][] {
  const parts: HandedRow[][] = [];
  let room = 0;
  for (const row of rows) {
    const length = JSON.stringify(row).length;
    if (length > room || parts.length === 0) {
      parts.push([]);
      room = PACKAGE_CHARACTERS;
    }
    parts.at(-1)?.push(row);
    room -= length;
  }
  return parts;
}

/** A package of rows for the office's inbox, signed by the device that hands it in; `id`: its random name. */
export async function sealPackage(
  inbox: Inbox,
  device: { id: string; key: SigningKey },
  id: string,
  rows: readonly HandedRow[],
): Promise<HandIn> {
  const { officeId, keyId } = inbox;
  const place = { deviceId: device.id, id, keyId };
  const plain = utf8(JSON.stringify({ version: 1, rows }));
  const sealed = toBase64url(await sealTo(inbox.publicKey, context(officeId, place), plain));
  const signature = toBase64url(await sign(device.key, await signedBytes(officeId, { ...place, sealed })));
  return { officeId, ...place, sealed, signature };
}

/** Whether the device with this public key (base64url) signed a package; malformed keys and signatures do not hold. */
export async function packageSignedBy(publicKey: string, part: HandIn): Promise<boolean> {
  try {
    const bytes = await signedBytes(part.officeId, part);
    return await verify(fromBase64url(publicKey), bytes, fromBase64url(part.signature));
  } catch {
    return false;
  }
}

/** Opens a package with the inbox key that it was sealed to; throws SealError, and ZodError for what is no package. */
export async function openPackage(key: OpeningKey, part: Omit<HandIn, 'signature'>): Promise<HandedRow[]> {
  const plain = await openSealed(key, context(part.officeId, part), fromBase64url(part.sealed));
  return content.parse(JSON.parse(fromUtf8(plain))).rows;
}
