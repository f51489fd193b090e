import { type Bytes, fromBase64url, toBase64url } from '#shared/crypto/bytes';
import { type OpeningKey, SealError } from '#shared/crypto/hpke';
import type { SigningKey } from '#shared/crypto/sign';
import { GrantError, openGrant, RECOVERY } from '#shared/security/grants';
import { replaceLead } from '#shared/security/office-log';
import {
  readRecovery,
  recoveryGroups,
  recoveryKeys,
  recoveryQr,
  signRecoveryRequest,
} from '#shared/security/recovery';
import { fingerprint } from '#shared/security/roster-entries';
import { verifyRoster, type RosterState } from '#shared/security/roster';
import { rosterResponse, type RosterEntry, session as sessionSchema } from '#shared/sync/accounts-protocol';
import { dataError } from '../data/errors';
import { type Context, needUnlocked } from './context';
import type { DeviceRecord } from './device-record';
import { createPerson, openOwn } from './new-person';
import { requireStrong } from './passphrase';
import { fromServerFailure, longer, mergeGrants, prove, serverOf, toSession } from './server-session';
import { absorb, type Unlocked } from './unlocked';

const DAY_MS = 24 * 60 * 60 * 1000;
/** The Notfallblatt may wait this long, or for this many client files, whichever comes first. */
const GRACE_DAYS = 7;
const GRACE_FILES = 5;

/** The recovery sheet while its secret is still on this device and the founder is unlocked; else null. */
export async function recoverySheet(
  context: Context,
): Promise<{ groups: string[]; qr: string; officeName: string } | null> {
  const unlocked = needUnlocked(context);
  const { recovery, officeName, officeId } = await context.need();
  if (recovery?.personId !== unlocked.personId) return null;
  const secret = await openOwn(unlocked.keys, ['recovery', officeId], fromBase64url(recovery.sealed));
  return { groups: recoveryGroups(secret), qr: recoveryQr(secret), officeName };
}

/** Forgets the recovery secret, because the founder says that the sheet is stored. */
export async function recoverySheetStored(context: Context): Promise<void> {
  const unlocked = needUnlocked(context);
  const { recovery } = await context.need();
  if (recovery === null) return;
  if (recovery.personId !== unlocked.personId) throw dataError('no-right');
  await context.change((record) => ({ ...record, recovery: null }));
  context.changed();
}

/** How long the Notfallblatt may still wait. */
export async function recoveryState(
  context: Context,
): Promise<{ pending: boolean; dueOn: string; filesLeft: number; overdue: boolean }> {
  const recovery = (await context.record())?.recovery ?? null;
  const since = recovery ? Date.parse(recovery.since) : context.now();
  const due = since + GRACE_DAYS * DAY_MS;
  const files = recovery ? await context.options.countFiles() : 0;
  return {
    pending: recovery !== null,
    dueOn: new Date(due).toISOString().slice(0, 10),
    filesLeft: Math.max(0, GRACE_FILES - files),
    overdue: recovery !== null && (context.now() >= due || files >= GRACE_FILES),
  };
}

/**
 * Gives a lead new keys and a new passphrase by the Notfallblatt. Throws `recovery-wrong` (with the groups that
 * cannot be right), `not-found` if the person is no lead, `weak-passphrase`, `server-unreachable`.
 */
export async function recover(
  context: Context,
  input: { groups: string; personId: string; passphrase: string },
): Promise<Unlocked> {
  const reading = readRecovery(input.groups);
  if (!reading.ok) {
    const fields = reading.wrongGroups.map((group) => ({ path: `groups.${group}`, problem: 'wrong' }));
    throw dataError('recovery-wrong', { fields });
  }
  const { root, recovery } = await recoveryKeys(reading.secret);
  const { rootFingerprint } = await context.need();
  if ((await fingerprint(toBase64url(root.publicKey))) !== rootFingerprint) throw dataError('recovery-wrong');
  const record = await catchUp(context, root);
  const roster = await verifiedRoster(record.roster, rootFingerprint);
  const lead = roster.people.get(input.personId);
  if (lead?.role !== 'lead') throw dataError('not-found');
  await requireStrong(input.passphrase, [roster.officeName, lead.name]);
  const secrets = await openRecoveryGrants(record, roster, recovery);
  const who = { officeId: roster.officeId, personId: lead.id, name: lead.name, role: lead.role };
  const person = await createPerson(context, who, input.passphrase);
  const { keys } = person.unlocked;
  const log = { entries: record.roster, rootFingerprint };
  const more = await replaceLead(log, person.newcomer, keys.signing, root, secrets);
  if (record.server !== null) {
    const { account, device, unlocked } = person;
    const proof = await prove(context, unlocked);
    const body = { officeId: roster.officeId, ...more, account, device, proof };
    try {
      const request = { body, answer: sessionSchema };
      const opened = await serverOf(context, record).request('POST', '/recovery', request);
      person.unlocked.session = toSession(context, opened);
    } catch (error) {
      throw fromServerFailure(error);
    }
  }
  const entries = [...record.roster, ...more.entries];
  const updated = await context.change((current) => ({
    ...current,
    roster: entries,
    grants: mergeGrants(current.grants, more.grants),
    enrolled: [...current.enrolled.filter((one) => one.personId !== lead.id), person.enrolled],
    // What was sealed to the old keys is lost; whoever recovers has the sheet in hand.
    recovery: current.recovery?.personId === lead.id ? null : current.recovery,
  }));
  await absorb(person.unlocked, await verifyRoster(entries, record.rootFingerprint), updated.grants);
  return person.unlocked;
}

/** The record with what the server's roster gained since: the root key itself asks for it. */
async function catchUp(context: Context, root: SigningKey): Promise<DeviceRecord> {
  const record = await context.need();
  if (record.server === null) return record;
  const { officeId, roster } = record;
  const body = { officeId, from: roster.length, signature: await signRecoveryRequest(root, officeId) };
  try {
    const request = { body, answer: rosterResponse };
    const news = await serverOf(context, record).request('POST', '/recovery/roster', request);
    const entries = [...roster, ...news.entries];
    await verifyRoster(entries, record.rootFingerprint);
    const grants = mergeGrants(record.grants, news.grants);
    return await context.change((current) => ({
      ...current,
      roster: longer(current.roster, entries),
      grants,
    }));
  } catch (error) {
    throw fromServerFailure(error);
  }
}

async function verifiedRoster(entries: RosterEntry[], rootFingerprint: string): Promise<RosterState> {
  try {
    return await verifyRoster(entries, rootFingerprint);
  } catch {
    throw dataError('roster-invalid');
  }
}

async function openRecoveryGrants(
  record: DeviceRecord,
  roster: RosterState,
  key: OpeningKey,
): Promise<Map<string, Bytes>> {
  const secrets = new Map<string, Bytes>();
  for (const grant of record.grants.filter((one) => one.recipient === RECOVERY)) {
    try {
      secrets.set(grant.keyId, await openGrant(roster, grant, key));
    } catch (error) {
      // A forged grant is passed over; a right one for the same key may follow.
      if (!(error instanceof GrantError || error instanceof SealError)) throw error;
    }
  }
  if (roster.epochs.some((epoch) => !secrets.has(epoch.keyId))) throw dataError('roster-invalid');
  return secrets;
}
