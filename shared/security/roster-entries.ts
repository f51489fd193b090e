import { z } from 'zod';
import { fromBase64url, sha256, toBase64url, utf8, type Bytes } from '#shared/crypto/bytes';
import { sign, verify, type SigningKey } from '#shared/crypto/sign';
import { COMPARTMENTS, CIRCLES, ROLES } from '#shared/security/compartments';
import type { RosterEntry } from '#shared/sync/accounts-protocol';
import { base64url } from '#shared/sync/protocol';

/** What the entries of the roster say (architecture § 6). The order of members is their canonical order. */
const id = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
const name = z.string().min(1).max(200);
/** Uncompressed P-256 point, 65 bytes. */
const publicKey = z.string().regex(/^[A-Za-z0-9_-]{87}$/);
/** The day by the calendar of who signed; order comes from the version alone. */
const on = z.iso.date();

/** How somebody belongs to the office. `left` is final: who comes back is invited anew. */
const STANDINGS = ['active', 'suspended', 'left'] as const;
export type Standing = (typeof STANDINGS)[number];

const rosterPayload = z.discriminatedUnion('kind', [
  /** First entry, signed by the root key that it names; the root's fingerprint is what clients pin. */
  z.strictObject({
    kind: z.literal('founding'),
    officeId: id,
    name,
    circles: z.enum(CIRCLES),
    rootKey: publicKey,
    recoveryKey: publicKey,
  }),
  /**
   * A lead's keys, certified by the root. For a known lead: new keys in place of the lost ones, whose devices are
   * out; for somebody known in another role: the role, with the keys they have.
   */
  z.strictObject({
    kind: z.literal('lead'),
    personId: id,
    name,
    signingKey: publicKey,
    sealingKey: publicKey,
  }),
  /** A new person, signed by a lead. */
  z.strictObject({
    kind: z.literal('person'),
    personId: id,
    name,
    role: z.enum(ROLES).exclude(['lead']),
    signingKey: publicKey,
    sealingKey: publicKey,
  }),
  /** Somebody is suspended (by a lead or the administration), taken up again or leaves (by a lead). */
  z.strictObject({ kind: z.literal('standing'), personId: id, standing: z.enum(STANDINGS), on }),
  /**
   * Somebody stands in for a colleague from one day to another, both included; a later entry about the two takes the
   * place of an earlier one. Signed by a lead or by who is away; both of the two may end it earlier. `lends`: circles
   * that the deputy lacks and reads in these days, given and taken back by leads alone.
   */
  z.strictObject({
    kind: z.literal('deputy'),
    personId: id,
    deputyId: id,
    from: on,
    until: on,
    lends: z.array(z.enum(COMPARTMENTS)).max(COMPARTMENTS.length),
  }),
  /** Another role, signed by a lead; who becomes a lead is certified by the root. */
  z.strictObject({ kind: z.literal('role'), personId: id, role: z.enum(ROLES).exclude(['lead']), on }),
  /** New keys in place of lost ones, signed by a lead; the person's devices are out. */
  z.strictObject({ kind: z.literal('keys'), personId: id, signingKey: publicKey, sealingKey: publicKey }),
  /** A person's place on one machine, signed by that person or a lead. */
  z.strictObject({ kind: z.literal('device'), personId: id, deviceId: id, publicKey }),
  /** The next key of a compartment, signed by a lead; `eingang` has an inbox to seal to. */
  z.strictObject({
    kind: z.literal('epoch'),
    compartment: z.enum(COMPARTMENTS),
    epoch: z.number().int().min(1),
    keyId: id,
    inboxKey: publicKey.nullable(),
  }),
  /** A kiosk, signed by a lead; it takes over from an older one with the same letter. */
  z.strictObject({ kind: z.literal('kiosk'), kioskId: id, name, letter: z.string().regex(/^[A-Z]$/) }),
  /** The next audit key, signed by a lead; any two of those who hold a share open what is sealed to it. */
  z.strictObject({
    kind: z.literal('audit'),
    number: z.number().int().min(1),
    publicKey,
    shares: z
      .array(z.strictObject({ to: publicKey, sealed: base64url(256) }))
      .min(2)
      .max(50),
  }),
]);
export type RosterPayload = z.infer<typeof rosterPayload>;

/** Signer name of the office root. */
export const ROOT = 'root';

/** The bytes that are hashed and signed; the signature itself is not among them. */
function entryBytes(entry: Omit<RosterEntry, 'signature'>): Bytes {
  const { version, previousHash, payload, signer } = entry;
  return utf8(JSON.stringify(['wegbuch-roster-1', version, previousHash, payload, signer]));
}

/** The link to the next entry: base64url of SHA-256 over version, previous hash, payload and signer. */
export async function entryHash(entry: Omit<RosterEntry, 'signature'>): Promise<string> {
  return toBase64url(await sha256(entryBytes(entry)));
}

/** Writes and signs the entry that follows the head (`version` 0 and '' before the first). */
export async function signEntry(
  head: { version: number; hash: string },
  payload: RosterPayload,
  signer: { id: string; key: SigningKey },
): Promise<RosterEntry> {
  const entry = {
    version: head.version + 1,
    previousHash: head.hash,
    payload: JSON.stringify(rosterPayload.parse(payload)),
    signer: signer.id,
  };
  return { ...entry, signature: toBase64url(await sign(signer.key, entryBytes(entry))) };
}

/** Whether the key signed the entry. */
export function entrySignedBy(entry: RosterEntry, key: string): Promise<boolean> {
  return verify(fromBase64url(key), entryBytes(entry), fromBase64url(entry.signature));
}

/** What an entry says, or null if it is of an unknown kind, malformed or not in canonical form. */
export function readPayload(entry: RosterEntry): RosterPayload | null {
  let json: unknown;
  try {
    json = JSON.parse(entry.payload);
  } catch {
    return null;
  }
  const parsed = rosterPayload.safeParse(json);
  return parsed.success && JSON.stringify(parsed.data) === entry.payload ? parsed.data : null;
}

/** Fingerprint of a public key: base64url of SHA-256 over its 65 bytes. */
export async function fingerprint(key: string): Promise<string> {
  return toBase64url(await sha256(fromBase64url(key)));
}
