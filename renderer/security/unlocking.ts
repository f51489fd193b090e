import { EnvelopeError } from '#shared/crypto/envelope';
import { type Bytes, fromBase64url } from '#shared/crypto/bytes';
import { officeDays } from '#shared/domain/days';
import { passphraseKeys, personKeys, unwrapSeed, type PersonKeys } from '#shared/security/person-keys';
import { verifyRoster } from '#shared/security/roster';
import { dataError } from '../data/errors';
import type { Context } from './context';
import { NO_MISSES, secondsLeft, waitAfter } from './delay';
import { type DeviceRecord, type EnrolledPerson, withPerson } from './device-record';
import { deviceSigningKey, openOwn } from './new-person';
import { absorb, isInRoster, type Unlocked } from './unlocked';

/** A person's keys as they were opened, with the seed that they grow from. */
export interface OpenedKeys {
  keys: PersonKeys;
  authSecret: string;
  seed: Bytes;
}

/**
 * Unlocks a person on this device, without a network. Throws `wait` (too early), `wrong-passphrase` (without a
 * hint at what was wrong), `roster-invalid`.
 */
export async function unlock(
  context: Context,
  input: { personId: string; passphrase: string },
): Promise<{ unlocked: Unlocked; opened: OpenedKeys }> {
  const opened = await openByPassphrase(context, input);
  const unlocked = await unlockWith(context, input.personId, opened);
  return { unlocked, opened };
}

/** Opens a person's keys; throws `wait`, `wrong-passphrase`, `not-found`. A miss counts, whatever it is asked for. */
export async function openByPassphrase(
  context: Context,
  input: { personId: string; passphrase: string },
): Promise<OpenedKeys> {
  const record = await context.need();
  const enrolled = enrolledIn(record, input.personId);
  await countAttempt(context, enrolled);
  const opened = await openKeys(context, record.officeId, enrolled, input.passphrase);
  await context.change((now) => withPerson(now, enrolled.personId, { misses: NO_MISSES }));
  return opened;
}

/** What an enrolled person has in memory once their keys are open. Throws `roster-invalid`. */
export async function unlockWith(
  context: Context,
  personId: string,
  { keys, authSecret }: OpenedKeys,
): Promise<Unlocked> {
  const record = await context.need();
  const enrolled = enrolledIn(record, personId);
  const own = fromBase64url(enrolled.sealedDeviceSeed);
  const deviceKey = await deviceSigningKey(await openOwn(keys, ['device', enrolled.deviceId], own));
  const unlocked: Unlocked = {
    officeId: record.officeId,
    personId,
    deviceId: enrolled.deviceId,
    keys,
    deviceKey,
    authSecret,
    proofs: 0,
    today: officeDays(context.now),
    roster: null,
    secrets: new Map(),
    rowKeys: new Map(),
    session: null,
    factorNeeded: false,
  };
  if (!enrolled.joining) {
    const roster = await verifyRoster(record.roster, record.rootFingerprint).catch(() => {
      throw dataError('roster-invalid');
    });
    if (!isInRoster(roster, personId, keys)) throw dataError('roster-invalid');
    await absorb(unlocked, roster, record.grants);
  }
  const lastHere = new Date(context.now()).toISOString();
  await context.change((now) => withPerson(now, personId, { lastHere }));
  return unlocked;
}

/** A person of this device; throws `not-found`. */
export function enrolledIn(record: DeviceRecord, personId: string): EnrolledPerson {
  const enrolled = record.enrolled.find((one) => one.personId === personId);
  if (!enrolled) throw dataError('not-found');
  return enrolled;
}

/** Every attempt counts as a miss before it is made, so that ending the app does not spare the wait. */
async function countAttempt(context: Context, enrolled: EnrolledPerson): Promise<void> {
  const now = context.now();
  const retryAfterSeconds = secondsLeft(enrolled.misses, now);
  if (retryAfterSeconds > 0) throw dataError('wait', { retryAfterSeconds });
  const misses = { count: enrolled.misses.count + 1, at: now };
  await context.change((record) => withPerson(record, enrolled.personId, { misses }));
}

async function openKeys(
  context: Context,
  officeId: string,
  enrolled: EnrolledPerson,
  passphrase: string,
): Promise<OpenedKeys> {
  const place = { officeId, personId: enrolled.personId };
  const stretched = await passphraseKeys(context.options.kdf, enrolled.kdf, passphrase, place);
  try {
    const seed = await unwrapSeed(stretched.wrapping, place, enrolled.wrappedSeed);
    const keys = await personKeys(seed);
    await openOwn(keys, ['device', enrolled.deviceId], fromBase64url(enrolled.sealedDeviceSeed));
    return { keys, authSecret: stretched.authSecret, seed };
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    throw dataError('wrong-passphrase', { retryAfterSeconds: waitAfter(enrolled.misses.count + 1) });
  }
}
