import { signEndedRequest } from '#shared/security/ended';
import { verifyRoster } from '#shared/security/roster';
import { rosterResponse } from '#shared/sync/accounts-protocol';
import type { Context } from './context';
import { inLineWith } from './device-record';
import { packUp } from './handing-in';
import { longer, serverOf } from './server-session';
import { absorb } from './unlocked';

/**
 * Asks, after a refused sign-in, whether this person was suspended, left, or has another device in place of this
 * one. Only signed entries of the roster count, never the server's word. Who is suspended loses the keys from memory
 * and waits. Who left, or whose device is out, is locked out and their keys are gone from the device; of who left,
 * what was not synchronised is sealed and signed first, so that it can be handed in without any key. Throws
 * ServerFailure (`not-ended`: nothing of the kind), RosterError.
 */
export async function learnEnd(context: Context): Promise<void> {
  const { unlocked } = context;
  const record = await context.need();
  if (!unlocked?.roster) return;
  const { officeId, deviceId, personId } = unlocked;
  const signature = await signEndedRequest(unlocked.deviceKey, officeId, deviceId);
  const body = { officeId, deviceId, from: record.roster.length, signature };
  const request = { body, answer: rosterResponse };
  const news = await serverOf(context, record).request('POST', '/roster/ended', request);
  const entries = [...record.roster, ...news.entries];
  const roster = await verifyRoster(entries, record.rootFingerprint);
  const isOut = !roster.devices.has(deviceId);
  const isHere = context.unlocked === unlocked;
  if (isOut && isHere) {
    // Nothing is saved here any more from now on; screens are told at the end, since they replace this worker.
    context.locks++;
    context.unlocked = null;
  }
  const isLeft = isOut && roster.people.get(personId)?.standing === 'left';
  if (isLeft) await packUp(context, unlocked, roster, true);
  const updated = await context.change((current) =>
    inLineWith(roster, { ...current, roster: longer(current.roster, entries) }),
  );
  if (isOut) await context.options.pins?.({ ask: 'forget', personId });
  if (!isOut && isHere && context.unlocked === unlocked) await absorb(unlocked, roster, updated.grants);
  if (isOut) context.options.handing?.lockOthers();
  if (isOut || news.entries.length > 0) context.changed();
  if (isLeft) context.options.handing?.packed();
}
