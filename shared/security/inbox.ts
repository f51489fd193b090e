import { type Bytes, fromBase64url, fromUtf8, toBase64url, utf8 } from '#shared/crypto/bytes';
import { type OpeningKey, openSealed, sealTo, SealError } from '#shared/crypto/hpke';
import { checkIn, type CheckIn } from '#shared/domain/queue';
import { newestEpoch, type RosterState } from '#shared/security/roster';
import { INBOX_PLAIN_BYTES } from '#shared/sync/accounts-protocol';

const LENGTH_BYTES = 2;

/** What a kiosk seals to: the office's newest inbox key, read from a verified roster. */
export interface Inbox {
  officeId: string;
  keyId: string;
  publicKey: Bytes;
}

/** The newest inbox of an office, or null before its first epoch. */
export function inboxOf(roster: RosterState): Inbox | null {
  const epoch = newestEpoch(roster, 'eingang');
  if (!epoch?.inboxKey) return null;
  return { officeId: roster.officeId, keyId: epoch.keyId, publicKey: fromBase64url(epoch.inboxKey) };
}

function context(officeId: string, keyId: string): string[] {
  return ['inbox-1', officeId, keyId];
}

/** Seals a check-in, padded to INBOX_PLAIN_BYTES, so that all envelopes look alike; the text of `postInbox.sealed`. */
export async function sealCheckIn(inbox: Inbox, item: CheckIn): Promise<string> {
  const content = utf8(JSON.stringify(checkIn.parse(item)));
  const padded = new Uint8Array(INBOX_PLAIN_BYTES);
  if (content.length > padded.length - LENGTH_BYTES) throw new RangeError('check-in too long');
  new DataView(padded.buffer).setUint16(0, content.length);
  padded.set(content, LENGTH_BYTES);
  return toBase64url(await sealTo(inbox.publicKey, context(inbox.officeId, inbox.keyId), padded));
}

/** Opens an envelope of the inbox: the bytes of the check-in without padding; throws SealError. */
export async function openInbox(
  key: OpeningKey,
  officeId: string,
  keyId: string,
  sealed: Uint8Array,
): Promise<Bytes> {
  const padded = await openSealed(key, context(officeId, keyId), sealed);
  if (padded.length !== INBOX_PLAIN_BYTES) throw new SealError();
  const length = new DataView(padded.buffer, padded.byteOffset).getUint16(0);
  return padded.slice(LENGTH_BYTES, LENGTH_BYTES + length);
}

/** Reads the check-in out of opened bytes; throws if it is malformed or was filed under another item's id. */
export function readCheckIn(opened: Uint8Array, itemId: string): CheckIn {
  const item = checkIn.parse(JSON.parse(fromUtf8(opened)));
  if (item.id !== itemId) throw new SealError();
  return item;
}
