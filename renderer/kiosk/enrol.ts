import { z } from 'zod';
import { toBase64url } from '#shared/crypto/bytes';
import { enrolmentKeys, openContent, readEnrolmentCode } from '#shared/security/enrolment';
import { inboxOf } from '#shared/security/inbox';
import { verifyRoster } from '#shared/security/roster';
import { enrolmentBox, kioskConfig, type RosterEntry } from '#shared/sync/accounts-protocol';
import type { KioskRecord } from './record';
import { ask } from './server';

/** Why a code did not make this machine a kiosk. */
export class EnrolKioskError extends Error {
  override name = 'EnrolKioskError';
  constructor(readonly code: 'mistyped' | 'not-for-a-kiosk' | 'no-inbox') {
    super(`enrol kiosk: ${code}`);
  }
}

async function readRoster(
  roster: RosterEntry[],
  rootFingerprint: string,
  known: { version: number; hash: string },
): Promise<Pick<KioskRecord, 'inbox' | 'officeName' | 'rosterHead'>> {
  const state = await verifyRoster(roster, rootFingerprint, known);
  const inbox = inboxOf(state);
  if (inbox === null) throw new EnrolKioskError('no-inbox');
  return {
    inbox: { keyId: inbox.keyId, publicKey: toBase64url(inbox.publicKey) },
    officeName: state.officeName,
    rosterHead: state.head,
  };
}

/**
 * Turns an enrolment code into the kiosk's record: opens the box under the code, verifies the roster from the
 * root that the code vouches for, then uses up the code. Throws EnrolKioskError, EnrolmentError, RosterError or
 * KioskServerError; nothing is kept then.
 */
export async function enrolKiosk(server: string, typedCode: string): Promise<KioskRecord> {
  const code = readEnrolmentCode(typedCode);
  if (!code.ok) throw new EnrolKioskError('mistyped');
  const keys = await enrolmentKeys(code.characters);
  const path = `/enrolments/${keys.lookup}`;
  const { officeId, box } = await ask(server, enrolmentBox, { method: 'GET', path });
  const content = await openContent(keys, officeId, box);
  if (content.kiosk === null) throw new EnrolKioskError('not-for-a-kiosk');
  const { kioskId, letter, token } = content.kiosk;
  const config = await ask(server, kioskConfig, { method: 'GET', path: '/kiosk/config', token });
  const known = { version: content.rosterVersion, hash: content.rosterHash };
  const office = await readRoster(config.roster, content.rootFingerprint, known);
  const body = { claim: '', account: null, device: { deviceId: kioskId, publicKey: '' }, entry: null };
  await ask(server, z.unknown(), { method: 'POST', path: `${path}/claim`, body });
  const { rootFingerprint } = content;
  return { version: 1, server, officeId, kioskId, letter, token, rootFingerprint, ...office };
}

/** The record with the inbox key of today; throws RosterError for an older, forked or foreign roster. */
export async function refreshRecord(record: KioskRecord): Promise<KioskRecord> {
  const { server, token, rootFingerprint, rosterHead } = record;
  const config = await ask(server, kioskConfig, { method: 'GET', path: '/kiosk/config', token });
  return { ...record, ...(await readRoster(config.roster, rootFingerprint, rosterHead)) };
}
