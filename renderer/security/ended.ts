import { fromBase64url } from '#shared/crypto/bytes';
import { signEndedRequest } from '#shared/security/ended';
import { verifyRoster } from '#shared/security/roster';
import { rosterResponse } from '#shared/sync/accounts-protocol';
import type { Context } from './context';
import { inLineWith } from './device-record';
import { deviceSigningKey, openOwn } from './new-person';
import { longer, serverOf } from './server-session';
import { absorb } from './unlocked';

/**
 * Asks, after a refused sign-in, whether this person was suspended, left, or has another device in place of this
 * one. Only signed entries of the roster count, never the server's word. Who is suspended loses the keys from memory
 * and waits; who left, or whose device is out, is locked out and their keys are gone from the device. Rows that were
 * not synchronised stay: others of the office who unlock here send them. Throws ServerFailure (`not-ended`: nothing of
 * the kind), RosterError.
 */
export async function learnEnd(context: Context): Promise<void> {
  const { unlocked } = context;
  const record = await context.need();
  const enrolled = record.enrolled.find((one) => one.personId === unlocked?.personId);
  if (!unlocked?.roster || !enrolled) return;
  const { officeId, deviceId, keys } = unlocked;
  const seed = await openOwn(keys, ['device', deviceId], fromBase64url(enrolled.sealedDeviceSeed));
  const signature = await signEndedRequest(await deviceSigningKey(seed), officeId, deviceId);
  const body = { officeId, deviceId, from: record.roster.length, signature };
  const request = { body, answer: rosterResponse };
  const news = await serverOf(context, record).request('POST', '/roster/ended', request);
  const entries = [...record.roster, ...news.entries];
  const roster = await verifyRoster(entries, record.rootFingerprint);
  const updated = await context.change((current) =>
    inLineWith(roster, { ...current, roster: longer(current.roster, entries) }),
  );
  if (context.unlocked !== unlocked) return;
  if (roster.devices.has(deviceId)) await absorb(unlocked, roster, updated.grants);
  else {
    context.locks++;
    context.unlocked = null;
  }
  if (news.entries.length > 0) context.changed();
}
