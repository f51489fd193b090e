import { type Bytes, concat, fromBase64url, fromUtf8, toBase64url, utf8 } from '#shared/crypto/bytes';
import { type OpeningKey, openSealed, sealTo, SealError } from '#shared/crypto/hpke';
import type { Json } from '#shared/sync/document';
import { canonical } from '#shared/sync/canonical';

/** What the audit knows. Never what was read, written or searched for. */
export const ACTIONS = [
  'read', 'searched', 'created', 'changed', 'removed', 'restored', 'printed', 'exported', 'backed-up',
  'decided', 'moved', 'erased', 'unlocked', 'unlock-failed', 'invited', 'recovered', 'membership', 'device', 'factor', 'audit-asked',
  'audit-consented', 'audit-read', 'audit-exported', 'server-behind', 'chain-rejoined',
  'handed-in-accepted', 'handed-in-discarded',
] as const; // prettier-ignore
export type Action = (typeof ACTIONS)[number];

/** Something that happened, as the program says it. */
export interface Happening {
  action: Action;
  /** The random id of the client file. */
  fileId?: string;
  /** The kind of record: name of its collection. */
  kind?: string;
  /** Why, where a purpose was asked: a code from a fixed list. */
  purpose?: string;
  /** How many: hits of a search, entries that were opened. */
  count?: number;
}

/** An entry: what happened, by whom, when. */
export interface AuditEntry extends Happening {
  person: string;
  /** Hybrid clock reading: later entries of a device have later ones. */
  stamp: string;
  /** What the device's own clock said, Unix milliseconds. */
  at: number;
}

/** Where an entry belongs; bound into its seal, so that it opens nowhere else. */
export interface AuditPlace {
  officeId: string;
  deviceId: string;
}

/** All entries are as long as this before they are sealed, so that their length tells nothing. */
const PLAIN_BYTES = 384;
const LENGTH_BYTES = 2;
const MAX_TEXT = 80;

function context({ officeId, deviceId }: AuditPlace, key: number): string[] {
  return ['audit-1', officeId, deviceId, String(key)];
}

/** Only the known members, each a short code or a number: nothing else gets into an entry. */
function checked(entry: AuditEntry): Record<string, Json> {
  const { action, person, stamp, at, fileId, kind, purpose, count } = entry;
  const texts = { person, stamp, fileId, kind, purpose };
  for (const text of Object.values(texts))
    if (text !== undefined && !/^[A-Za-z0-9_.:/-]{1,80}$/.test(text)) throw new RangeError('audit: no code');
  if (!ACTIONS.includes(action)) throw new RangeError('audit: action');
  for (const number of [at, count])
    if (number !== undefined && !Number.isSafeInteger(number)) throw new RangeError('audit: number');
  const all: Record<string, Json | undefined> = { action, at, count, ...texts };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
    string,
    Json
  >;
}

/** Seals an entry to the office's audit key (base64url). Throws RangeError for anything but ids, codes and numbers. */
export async function sealAuditEntry(
  key: { number: number; publicKey: string },
  place: AuditPlace,
  entry: AuditEntry,
): Promise<string> {
  const content = utf8(canonical(checked(entry)));
  const padded = new Uint8Array(PLAIN_BYTES);
  if (content.length > padded.length - LENGTH_BYTES) throw new RangeError('audit: too long');
  const length = Uint8Array.of(content.length >> 8, content.length & 0xff);
  padded.set(concat(length, content));
  return toBase64url(await sealTo(fromBase64url(key.publicKey), context(place, key.number), padded));
}

/** Opens an entry; throws SealError when it was sealed to another key, for another device or office, or altered. */
export async function openAuditEntry(
  key: OpeningKey,
  place: AuditPlace,
  link: { key: number; sealed: string },
): Promise<AuditEntry> {
  const sealed: Bytes = fromBase64url(link.sealed);
  const padded = await openSealed(key, context(place, link.key), sealed);
  const length = ((padded[0] ?? 0) << 8) | (padded[1] ?? 0);
  const entry = JSON.parse(fromUtf8(padded.subarray(LENGTH_BYTES, LENGTH_BYTES + length))) as AuditEntry;
  // Actions of a newer version are shown as what they are called.
  if (typeof entry.person !== 'string' || typeof entry.stamp !== 'string' || entry.person.length > MAX_TEXT)
    throw new SealError();
  return entry;
}
