import { z } from 'zod';
import { fromBase64url, fromUtf8, sha256, toBase64url, utf8 } from '#shared/crypto/bytes';
import { newId } from '#shared/crypto/random';
import { type Role, ROLES } from '#shared/security/compartments';
import {
  EnrolmentError,
  enrolmentKeys,
  newEnrolmentCode,
  openClaim,
  readEnrolmentCode,
  sealContent,
} from '#shared/security/enrolment';
import { admitPerson } from '#shared/security/office-log';
import { recoveryKeys } from '#shared/security/recovery';
import { appendEntries, verifyRoster } from '#shared/security/roster';
import {
  createdKiosk,
  type EnrolmentContent,
  enrolmentState,
  type Grant,
  type RosterEntry,
} from '#shared/sync/accounts-protocol';
import { dataError } from '../data/errors';
import { isServerFailure } from '../sync/http';
import { type Context, needUnlocked } from './context';
import { type DeviceRecord, withPerson } from './device-record';
import { openOwn, sealOwn } from './new-person';
import {
  callServer,
  fromServerFailure,
  mergeGrants,
  noAnswer,
  longer,
  refreshRoster,
} from './server-session';
import { absorb, type Unlocked } from './unlocked';

/** A code lives this long, in milliseconds; a finished invitation is shown as long again. */
const CODE_LIFE_MS = 24 * 60 * 60 * 1000;
const MOST_TRIES = 4;

const pendingInvitation = z.object({
  /** The code's characters: whoever has them can claim, so they are kept sealed. */
  characters: z.string(),
  purpose: z.enum(['person', 'device']),
  personId: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  expiresAt: z.string(),
  state: z.enum(['open', 'claimed', 'confirmed', 'expired']),
});
export type PendingInvitation = z.infer<typeof pendingInvitation>;

/** Invites a person (leads only) or a further device (the person themself, or a lead for them). */
export async function invite(
  context: Context,
  input: { purpose: 'person' | 'device'; name: string; role: Role; personId?: string },
): Promise<{ code: string; expiresAt: string }> {
  const unlocked = needUnlocked(context);
  const self = unlocked.roster?.people.get(unlocked.personId);
  const lead = self?.role === 'lead';
  const record = await context.need();
  const forDevice = input.purpose === 'device';
  const known = unlocked.roster?.people.get(input.personId ?? unlocked.personId);
  if (!self || (!lead && !(forDevice && known?.id === self.id))) throw dataError('no-right');
  if (forDevice && !known) throw dataError('not-found');
  if (!forDevice && input.role === 'lead' && !record.recovery) throw dataError('no-right');
  const name = forDevice ? (known?.name ?? '') : input.name.trim();
  if (name === '') throw dataError('invalid', { fields: [{ path: 'name', problem: 'required' }] });
  const role = forDevice ? (known?.role ?? input.role) : input.role;
  const personId = forDevice ? (known?.id ?? '') : newId(context.random);
  const part = { purpose: input.purpose, name, role, personId, kiosk: null };
  const made = await openEnrolment(context, unlocked, part);
  const { purpose } = input;
  const { characters, expiresAt } = made;
  const pending = { characters, purpose, personId, name, role, expiresAt, state: 'open' as const };
  await saveInvitations(context, unlocked, [...(await loadInvitations(context, unlocked)), pending]);
  return { code: made.code, expiresAt };
}

/** Writes a kiosk into the roster and makes the code that carries its token. Leads only. */
export async function inviteKiosk(
  context: Context,
  input: { name: string; letter: string },
): Promise<{ code: string; expiresAt: string; address: string }> {
  const unlocked = needUnlocked(context);
  const person = unlocked.roster?.people.get(unlocked.personId);
  if (person?.role !== 'lead') throw dataError('no-right');
  const letter = input.letter.trim().toUpperCase();
  const name = input.name.trim();
  const fields = [
    ...(name === '' || name.length > 200 ? [{ path: 'name', problem: 'required' }] : []),
    ...(/^[A-Z]$/.test(letter) ? [] : [{ path: 'letter', problem: 'letter' }]),
  ];
  if (fields.length > 0) throw dataError('invalid', { fields });
  const kioskId = newId(context.random);
  const token = toBase64url(context.random(32));
  const tokenHash = toBase64url(await sha256(utf8(token)));
  try {
    await append(context, '/roster', async (record) => {
      const signer = { id: unlocked.personId, key: unlocked.keys.signing };
      const log = await appendEntries(record.roster, [{ kind: 'kiosk', kioskId, name, letter }], signer);
      return { entries: log.slice(record.roster.length), grants: [] };
    });
    const { port } = await callServer(context, 'POST', '/kiosks', createdKiosk, {
      kioskId,
      tokenHash,
      letter,
    });
    const kiosk = { kioskId, letter, token };
    const part = { purpose: 'kiosk' as const, name, role: null, personId: kioskId, kiosk };
    const { code, expiresAt } = await openEnrolment(context, unlocked, part);
    return { code, expiresAt, address: kioskAddress((await context.need()).server, port) };
  } catch (error) {
    throw fromServerFailure(error);
  }
}

/** The kiosk's own origin: the server's name with the kiosk's port. */
function kioskAddress(server: string | null, port: number): string {
  const address = new URL(server ?? 'http://127.0.0.1');
  address.port = String(port);
  return address.origin;
}

async function openEnrolment(
  context: Context,
  unlocked: Unlocked,
  part: Pick<EnrolmentContent, 'purpose' | 'name' | 'role' | 'personId' | 'kiosk'>,
): Promise<{ code: string; characters: string; expiresAt: string }> {
  const code = newEnrolmentCode(context.random);
  const reading = readEnrolmentCode(code);
  if (!reading.ok || !unlocked.roster) throw dataError('unknown');
  const keys = await enrolmentKeys(reading.characters);
  const record = await context.need();
  const { officeId, officeName, circles, head } = unlocked.roster;
  const box = await sealContent(keys, {
    version: 1,
    officeId,
    officeName,
    circles,
    rootFingerprint: record.rootFingerprint,
    rosterVersion: head.version,
    rosterHash: head.hash,
    ...part,
  });
  const expiresAt = new Date(context.now() + CODE_LIFE_MS).toISOString();
  const { purpose, personId } = part;
  const body = { lookup: keys.lookup, purpose, personId, box, expiresAt };
  try {
    await callServer(context, 'POST', '/enrolments', noAnswer, body);
  } catch (error) {
    throw fromServerFailure(error);
  }
  return { code, characters: reading.characters, expiresAt };
}

/** Appends to the roster at the server and here; when others were faster, takes theirs over and tries again. */
export async function append(
  context: Context,
  path: string,
  make: (record: DeviceRecord) => Promise<{ entries: RosterEntry[]; grants: Grant[] }>,
): Promise<void> {
  const unlocked = needUnlocked(context);
  for (let attempt = 1; ; attempt++) {
    const record = await context.need();
    const more = await make(record);
    const entries = [...record.roster, ...more.entries];
    const roster = await verifyRoster(entries, record.rootFingerprint);
    try {
      await callServer(context, 'POST', path, noAnswer, more);
    } catch (error) {
      const stale = isServerFailure(error) && error.code === 'roster-stale' && attempt < MOST_TRIES;
      if (!stale) throw error;
      await refreshRoster(context);
      continue;
    }
    const grants = mergeGrants(record.grants, more.grants);
    await context.change((current) => ({ ...current, roster: longer(current.roster, entries), grants }));
    await absorb(unlocked, roster, grants);
    context.changed();
    return;
  }
}

/** Asks for the state of each open invitation and admits who claimed. Throws ServerFailure. */
export async function refreshInvitations(context: Context): Promise<PendingInvitation[]> {
  const unlocked = needUnlocked(context);
  const before = await loadInvitations(context, unlocked);
  const after: PendingInvitation[] = [];
  for (const invitation of before) {
    const ends = Date.parse(invitation.expiresAt);
    if (context.now() > ends + CODE_LIFE_MS) continue;
    const open = invitation.state === 'open' || invitation.state === 'claimed';
    after.push(open ? { ...invitation, state: await advance(context, unlocked, invitation) } : invitation);
  }
  if (JSON.stringify(before) !== JSON.stringify(after)) {
    await saveInvitations(context, unlocked, after);
    context.changed();
  }
  return after;
}

async function advance(
  context: Context,
  unlocked: Unlocked,
  invitation: PendingInvitation,
): Promise<PendingInvitation['state']> {
  const keys = await enrolmentKeys(invitation.characters);
  const path = `/enrolments/${keys.lookup}`;
  const seen = await callServer(context, 'GET', `${path}/state`, enrolmentState);
  if (seen.state !== 'claimed' || invitation.purpose !== 'person' || seen.claim === null) return seen.state;
  const { personId, name, role } = invitation;
  const claim = await openClaim(keys, seen.claim).catch((error: unknown) => {
    if (error instanceof EnrolmentError) return null;
    throw error;
  });
  // Whoever claimed did not have the code, or another code than this one: nobody is admitted.
  if (claim?.personId !== personId) return 'expired';
  const root = role === 'lead' ? await rootKey(context, unlocked) : null;
  if (role === 'lead' && !root) return 'expired';
  const { version: _, ...newcomer } = claim;
  await append(context, `${path}/confirm`, (record) => {
    const lead = { id: unlocked.personId, key: unlocked.keys.signing };
    const log = { entries: record.roster, rootFingerprint: record.rootFingerprint };
    return admitPerson(log, { ...newcomer, name, role }, unlocked.secrets, lead, root);
  });
  return 'confirmed';
}

/** The root key while the recovery secret is still on this device; afterwards only the Notfallblatt has it. */
async function rootKey(context: Context, unlocked: Unlocked) {
  const { recovery, officeId } = await context.need();
  if (recovery?.personId !== unlocked.personId) return null;
  const secret = await openOwn(unlocked.keys, ['recovery', officeId], fromBase64url(recovery.sealed));
  return (await recoveryKeys(secret)).root;
}

/** Invitations of the unlocked person as they were last seen. */
export async function loadInvitations(context: Context, unlocked: Unlocked): Promise<PendingInvitation[]> {
  const record = await context.need();
  const sealed = record.enrolled.find((one) => one.personId === unlocked.personId)?.sealedInvitations;
  if (!sealed) return [];
  const plain = await openOwn(unlocked.keys, ['invitations', unlocked.deviceId], fromBase64url(sealed));
  return z.array(pendingInvitation).parse(JSON.parse(fromUtf8(plain)));
}

async function saveInvitations(
  context: Context,
  unlocked: Unlocked,
  all: PendingInvitation[],
): Promise<void> {
  const plain = utf8(JSON.stringify(all));
  const sealedInvitations = await sealOwn(unlocked.keys, ['invitations', unlocked.deviceId], plain);
  await context.change((record) => withPerson(record, unlocked.personId, { sealedInvitations }));
}
