import { EnvelopeError } from '#shared/crypto/envelope';
import { fromBase64url } from '#shared/crypto/bytes';
import { passphraseKeys, personKeys, unwrapSeed } from '#shared/security/person-keys';
import { verifyRoster } from '#shared/security/roster';
import { dataError } from '../data/errors';
import type { Context } from './context';
import { NO_MISSES, secondsLeft, waitAfter } from './delay';
import { type EnrolledPerson, withPerson } from './device-record';
import { deviceSigningKey, openOwn } from './new-person';
import { absorb, isInRoster, type Unlocked } from './unlocked';

/**
 * Unlocks a person on this device, without a network. Throws `wait` (too early), `wrong-passphrase` (without a
 * hint at what was wrong), `roster-invalid`.
 */
export async function unlock(
  context: Context,
  input: { personId: string; passphrase: string },
): Promise<Unlocked> {
  const record = await context.need();
  const enrolled = record.enrolled.find((one) => one.personId === input.personId);
  if (!enrolled) throw dataError('not-found');
  await countAttempt(context, enrolled);
  const opened = await openKeys(context, record.officeId, enrolled, input.passphrase);
  const unlocked: Unlocked = {
    officeId: record.officeId,
    personId: enrolled.personId,
    deviceId: enrolled.deviceId,
    ...opened,
    proofs: 0,
    roster: null,
    secrets: new Map(),
    rowKeys: new Map(),
    session: null,
  };
  if (!enrolled.joining) {
    const roster = await verifyRoster(record.roster, record.rootFingerprint).catch(() => {
      throw dataError('roster-invalid');
    });
    if (!isInRoster(roster, enrolled.personId, opened.keys)) throw dataError('roster-invalid');
    await absorb(unlocked, roster, record.grants);
  }
  const lastHere = new Date(context.now()).toISOString();
  await context.change((now) => withPerson(now, enrolled.personId, { misses: NO_MISSES, lastHere }));
  return unlocked;
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
): Promise<Pick<Unlocked, 'keys' | 'deviceKey' | 'authSecret'>> {
  const place = { officeId, personId: enrolled.personId };
  const stretched = await passphraseKeys(context.options.kdf, enrolled.kdf, passphrase, place);
  try {
    const keys = await personKeys(await unwrapSeed(stretched.wrapping, place, enrolled.wrappedSeed));
    const seed = await openOwn(keys, ['device', enrolled.deviceId], fromBase64url(enrolled.sealedDeviceSeed));
    return { keys, deviceKey: await deviceSigningKey(seed), authSecret: stretched.authSecret };
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    throw dataError('wrong-passphrase', { retryAfterSeconds: waitAfter(enrolled.misses.count + 1) });
  }
}
