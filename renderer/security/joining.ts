import { EnvelopeError } from '#shared/crypto/envelope';
import {
  EnrolmentError,
  type EnrolmentKeys,
  enrolmentKeys,
  openContent,
  readEnrolmentCode,
  sealClaim,
} from '#shared/security/enrolment';
import { passphraseKeys, personKeys, unwrapSeed } from '#shared/security/person-keys';
import { appendEntries, verifyRoster } from '#shared/security/roster';
import { entryHash } from '#shared/security/roster-entries';
import {
  type Account,
  enrolmentBox,
  type EnrolmentContent,
  enrolmentState,
  type RosterEntry,
} from '#shared/sync/accounts-protocol';
import { dataError } from '../data/errors';
import type { ServerClient } from '../sync/server-client';
import { isServerFailure } from '../sync/http';
import { type Context } from './context';
import type { DeviceRecord, EnrolledPerson } from './device-record';
import { secondsLeft, type Misses, NO_MISSES, waitAfter } from './delay';
import { createPerson, type NewPerson, settle } from './new-person';
import { requireStrong } from './passphrase';
import { fromServerFailure, longer, noAnswer, refreshRoster, serverOf } from './server-session';
import { absorb, isInRoster, type Unlocked } from './unlocked';

/** How often a joining device asks whether it was confirmed, in milliseconds. */
const ASK_EVERY_MS = 2_000;
/** Tries to append to a roster that others append to at the same time. */
const MOST_TRIES = 4;

interface Reading {
  server: ServerClient;
  keys: EnrolmentKeys;
  content: EnrolmentContent;
}

/** Looks up a code and opens its joining box. Throws `code-unknown` with the wrong groups, `code-expired` … */
export async function readCode(context: Context, input: { server: string; code: string }): Promise<Reading> {
  const reading = readEnrolmentCode(input.code);
  if (!reading.ok) {
    const fields = reading.wrongGroups.map((group) => ({ path: `groups.${group}`, problem: 'wrong' }));
    throw dataError('code-unknown', { fields });
  }
  const server = context.options.serverClient(input.server);
  const keys = await enrolmentKeys(reading.characters);
  try {
    const found = await server.request('GET', `/enrolments/${keys.lookup}`, { answer: enrolmentBox });
    return { server, keys, content: await openContent(keys, found.officeId, found.box) };
  } catch (error) {
    if (error instanceof EnrolmentError) throw dataError('code-unknown');
    throw fromServerFailure(error);
  }
}

/** Joins as a new person (who then waits for a lead) or with a further device of a person (at once). */
export async function join(
  context: Context,
  input: { server: string; code: string; passphrase: string },
): Promise<Unlocked> {
  const reading = await readCode(context, input);
  const record = await context.record();
  const { content } = reading;
  // A code for a person who is at home here readmits them: they forgot the passphrase.
  const again = content.purpose === 'device' && record !== null && isAtHome(record, content.personId);
  if (record && (record.officeId !== content.officeId || again)) {
    throw dataError('already-set-up');
  }
  if (record && record.rootFingerprint !== content.rootFingerprint) throw dataError('roster-invalid');
  switch (content.purpose) {
    case 'person':
      return joinAsPerson(context, reading, input);
    case 'device':
      return joinWithDevice(context, reading, input);
    case 'kiosk':
      throw dataError('invalid', { fields: [{ path: 'code', problem: 'kiosk' }] });
  }
}

function isAtHome(record: DeviceRecord, personId: string): boolean {
  return record.enrolled.some((one) => one.personId === personId);
}

async function joinAsPerson(
  context: Context,
  { server, keys, content }: Reading,
  input: { server: string; passphrase: string },
): Promise<Unlocked> {
  if (!content.role) throw dataError('code-unknown');
  const { officeId, personId, name, role } = content;
  await requireStrong(input.passphrase, [content.officeName, name]);
  const person = await createPerson(context, { officeId, personId, name, role }, input.passphrase);
  const { signingKey, sealingKey, deviceId, deviceKey } = person.newcomer;
  const claim = await sealClaim(keys, { version: 1, personId, signingKey, sealingKey, deviceId, deviceKey });
  person.enrolled.joining = {
    lookup: keys.lookup,
    version: content.rosterVersion,
    hash: content.rosterHash,
  };
  const before = (await context.record())?.enrolled.find((one) => one.personId === personId);
  // Kept before it is sent: a lost reply must not cost the keys that the lead is about to certify.
  await keep(context, content, input.server, person, []);
  const body = { claim, account: person.account, device: person.device, entry: null };
  try {
    await server.request('POST', `/enrolments/${keys.lookup}/claim`, { body, answer: noAnswer });
  } catch (error) {
    if (isServerFailure(error) && error.kind === 'offline') return person.unlocked;
    await forget(context, personId, before);
    throw fromServerFailure(error);
  }
  return person.unlocked;
}

/** Passphrases tried against the wrapped keys of an account, per look-up id, while the worker lives. */
const misses = new Map<string, Misses>();

async function joinWithDevice(
  context: Context,
  reading: Reading,
  input: { server: string; passphrase: string },
): Promise<Unlocked> {
  const { server, keys, content } = reading;
  for (let attempt = 1; ; attempt++) {
    const { account, roster: entries } = await openAccount(reading);
    const roster = await verifiedRoster(context, entries, content);
    const person = await openPerson(context, content, account, keys.lookup, input.passphrase);
    if (!isInRoster(roster, content.personId, person.unlocked.keys)) throw dataError('roster-invalid');
    const signer = { id: content.personId, key: person.unlocked.keys.signing };
    const payload = { kind: 'device', personId: content.personId, ...person.device } as const;
    const log = await appendEntries(entries, [payload], signer);
    const body = { claim: '', account: null, device: person.device, entry: log.at(-1) ?? null };
    try {
      await server.request('POST', `/enrolments/${keys.lookup}/claim`, { body, answer: noAnswer });
    } catch (error) {
      if (isServerFailure(error) && error.code === 'roster-stale' && attempt < MOST_TRIES) continue;
      throw fromServerFailure(error);
    }
    await keep(context, content, input.server, person, log);
    await absorb(person.unlocked, await verifyRoster(log, content.rootFingerprint), []);
    return person.unlocked;
  }
}

async function openAccount({ server, keys }: Reading): Promise<{
  account: Omit<Account, 'authSecret'>;
  roster: RosterEntry[];
}> {
  const path = `/enrolments/${keys.lookup}/state`;
  const state = await server.request('GET', path, { answer: enrolmentState }).catch((error: unknown) => {
    throw fromServerFailure(error);
  });
  if (state.state !== 'open') throw dataError('code-expired');
  if (!state.account || !state.roster) throw dataError('code-unknown');
  return { account: state.account, roster: state.roster };
}

/** The roster must contain what the code vouches for, and what this device knows of the office already. */
async function verifiedRoster(context: Context, entries: RosterEntry[], content: EnrolmentContent) {
  const { rootFingerprint, rosterVersion: version, rosterHash: hash } = content;
  const last = (await context.record())?.roster.at(-1);
  const here = last && { version: last.version, hash: await entryHash(last) };
  try {
    if (here) await verifyRoster(entries, rootFingerprint, here);
    return await verifyRoster(entries, rootFingerprint, { version, hash });
  } catch {
    throw dataError('roster-invalid');
  }
}

async function openPerson(
  context: Context,
  content: EnrolmentContent,
  account: Omit<Account, 'authSecret'>,
  lookup: string,
  passphrase: string,
): Promise<NewPerson> {
  const missed = misses.get(lookup) ?? NO_MISSES;
  const retryAfterSeconds = secondsLeft(missed, context.now());
  if (retryAfterSeconds > 0) throw dataError('wait', { retryAfterSeconds });
  const { officeId, personId, name, role } = content;
  if (account.personId !== personId || !role) throw dataError('code-unknown');
  const stretched = await passphraseKeys(context.options.kdf, account.kdf, passphrase, content);
  try {
    const keys = await personKeys(await unwrapSeed(stretched.wrapping, content, account.wrappedKeys));
    misses.delete(lookup);
    const whole = { ...account, authSecret: stretched.authSecret };
    return await settle(context, { officeId, personId, name, role }, keys, whole);
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    misses.set(lookup, { count: missed.count + 1, at: context.now() });
    throw dataError('wrong-passphrase', { retryAfterSeconds: waitAfter(missed.count + 1) });
  }
}

/** Stores a person on this device, beside others of the same office or as the first. */
async function keep(
  context: Context,
  content: EnrolmentContent,
  server: string,
  person: NewPerson,
  roster: RosterEntry[],
): Promise<void> {
  if (await context.record()) {
    await context.change((record) => ({
      ...record,
      roster: longer(record.roster, roster),
      enrolled: [...record.enrolled.filter(isOther(person.enrolled.personId)), person.enrolled],
    }));
    return;
  }
  await context.begin({
    format: 1,
    officeId: content.officeId,
    officeName: content.officeName,
    rootFingerprint: content.rootFingerprint,
    server,
    demo: false,
    roster,
    grants: [],
    enrolled: [person.enrolled],
    recovery: null,
  });
}

const isOther = (personId: string) => (one: EnrolledPerson) => one.personId !== personId;

/** Takes a person whose joining came to nothing off the device, or puts them back; the last one leaves it empty. */
async function forget(context: Context, personId: string, before?: EnrolledPerson): Promise<void> {
  const others = (await context.need()).enrolled.filter(isOther(personId));
  const rest = before ? [...others, before] : others;
  if (rest.length === 0) await context.clear();
  else await context.change((record) => ({ ...record, enrolled: rest }));
}

/**
 * Asks once whether the unlocked, joining person was confirmed, and completes the joining if so. Returns whether
 * there is still something to wait for. Throws ServerFailure when the server cannot be asked.
 */
async function finishJoining(context: Context): Promise<boolean> {
  const unlocked = context.unlocked;
  if (!unlocked) return false;
  const record = await context.need();
  const joining = record.enrolled.find((one) => one.personId === unlocked.personId)?.joining;
  if (!joining) return false;
  const path = `/enrolments/${joining.lookup}/state`;
  const { state } = await serverOf(context, record).request('GET', path, { answer: enrolmentState });
  if (state === 'confirmed') {
    await refreshRoster(context);
    return false;
  }
  // "open": the claim never arrived; its keys are of no use to anybody.
  if (state === 'claimed') return true;
  await forget(context, unlocked.personId);
  context.unlocked = null;
  context.changed();
  return false;
}

/** Asks again and again until confirmed, locked or refused. Never throws: the next unlocking goes on asking. */
export async function followJoining(context: Context): Promise<void> {
  const unlocked = context.unlocked;
  let waiting = true;
  while (waiting && context.unlocked === unlocked) {
    try {
      waiting = await finishJoining(context);
    } catch (error) {
      // A roster that does not verify will not by asking again; no network may come back. A code is given by a person.
      if (!isServerFailure(error) || error.code === 'factor-needed') waiting = false;
    }
    if (waiting) await context.pause(ASK_EVERY_MS);
  }
}
