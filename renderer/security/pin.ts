import { type Bytes, fromBase64url, fromUtf8, toBase64url, utf8 } from '#shared/crypto/bytes';
import { openBox, sealBox } from '#shared/crypto/envelope';
import { hkdf, hkdfAes } from '#shared/crypto/hkdf';
import { KDF_SALT_BYTES } from '#shared/crypto/kdf';
import { personKeys } from '#shared/security/person-keys';
import type { AskPins, PinAnswer } from '#shared/security/pin-keeper';
import { dataError } from '../data/errors';
import { type Context, needUnlocked } from './context';
import { type EnrolledPerson, withPerson } from './device-record';
import { openOwn, sealOwn } from './new-person';
import type { Unlocked } from './unlocked';
import { enrolledIn, openByPassphrase, type OpenedKeys, unlockWith } from './unlocking';
import { isWeakPin } from './weak-pin';

const nobody: AskPins = () => Promise.resolve(null);
const keeper = ({ options }: Context) => options.pins ?? nobody;

/** Bound into what the keeper holds: a new passphrase, device or office makes it useless. */
const contextOf = (officeId: string, { personId, deviceId, wrappedSeed }: EnrolledPerson) => [
  'pin', officeId, personId, deviceId, wrappedSeed,
]; // prettier-ignore

const proofOf = async (key: Bytes) => toBase64url(await hkdf(key, ['pin', 'proof']));
const wrapping = (key: Bytes) => hkdfAes(key, ['pin', 'wrap']);

/** When the working day that `now` lies in ends, Unix ms: at the hour, or at midnight for who works longer. */
function endOfDay(now: number, hour: number): number {
  const end = new Date(now).setHours(hour, 0, 0, 0);
  return end > now ? end : new Date(now).setHours(24, 0, 0, 0);
}

/** Hands over to the keeper what the PIN opens until the end of the day. False where the office or the browser does not want it. */
async function handOver(
  context: Context,
  enrolled: EnrolledPerson,
  key: Bytes,
  opened: OpenedKeys,
): Promise<boolean> {
  const rules = await context.options.pinRules?.();
  if (!rules?.allowed || !enrolled.pin) return false;
  const { officeId } = await context.need();
  const plain = utf8(JSON.stringify({ seed: toBase64url(opened.seed), authSecret: opened.authSecret }));
  const sealed = toBase64url(await sealBox(await wrapping(key), contextOf(officeId, enrolled), plain));
  const { personId } = enrolled;
  const until = endOfDay(context.now(), rules.untilHour);
  const entry = { personId, salt: enrolled.pin.salt, proof: await proofOf(key), sealed, until };
  return (await keeper(context)({ ask: 'keep', entry })) !== null;
}

/** After the passphrase: the person's PIN, if they have one here, opens again until the end of the day. */
export async function renewPin(context: Context, personId: string, opened: OpenedKeys): Promise<void> {
  const enrolled = enrolledIn(await context.need(), personId);
  if (!enrolled.pin) return;
  const key = await openOwn(opened.keys, ['pin', enrolled.deviceId], fromBase64url(enrolled.pin.sealed));
  await handOver(context, enrolled, key, opened);
}

/**
 * Gives the unlocked person a PIN on this device. The passphrase is asked for, so that a minute at an open desk does
 * not make a lasting way in. Throws `weak-pin`, `wrong-passphrase`, `wait`, `pin-unavailable`.
 */
export async function setPin(context: Context, input: { passphrase: string; pin: string }): Promise<void> {
  const { personId, deviceId, keys } = needUnlocked(context);
  if (isWeakPin(input.pin)) throw dataError('weak-pin');
  const opened = await openByPassphrase(context, { personId, passphrase: input.passphrase });
  const salt = context.random(KDF_SALT_BYTES);
  const key = await context.options.kdf.derivePin(input.pin, salt);
  const pin = { salt: toBase64url(salt), sealed: await sealOwn(keys, ['pin', deviceId], key) };
  const kept = await handOver(context, { ...enrolledIn(await context.need(), personId), pin }, key, opened);
  if (!kept) throw dataError('pin-unavailable');
  await context.change((record) => withPerson(record, personId, { pin }));
  context.changed();
}

/** Takes the PIN of the unlocked person away. */
export async function removePin(context: Context): Promise<void> {
  const { personId } = needUnlocked(context);
  await context.change((record) => withPerson(record, personId, { pin: undefined }));
  await keeper(context)({ ask: 'forget', personId });
  context.changed();
}

/**
 * Unlocks with the PIN. Throws `wrong-pin`, `pin-over` (the keeper has it no longer: the day is over, five misses, the
 * app was away, another passphrase), `roster-invalid`.
 */
export async function unlockByPin(
  context: Context,
  { personId, pin }: { personId: string; pin: string },
): Promise<Unlocked> {
  const ask = keeper(context);
  const known = entryOf(await ask({ ask: 'people' }), personId);
  if (!known) throw dataError('pin-over');
  const key = await context.options.kdf.derivePin(pin, fromBase64url(known.salt));
  const answer = await ask({ ask: 'open', personId, proof: await proofOf(key) });
  if (!answer?.sealed) {
    context.changed();
    throw dataError(entryOf(answer, personId) ? 'wrong-pin' : 'pin-over');
  }
  try {
    return await unlockWith(context, personId, await openSealed(context, personId, key, answer.sealed));
  } catch (error) {
    // Whoever is no longer in the roster, or has another passphrase, comes in by that alone.
    await ask({ ask: 'forget', personId });
    context.changed();
    throw error;
  }
}

const entryOf = (answer: PinAnswer | null, personId: string) =>
  answer?.people.find((one) => one.personId === personId);

async function openSealed(
  context: Context,
  personId: string,
  key: Bytes,
  sealed: string,
): Promise<OpenedKeys> {
  const record = await context.need();
  const bound = contextOf(record.officeId, enrolledIn(record, personId));
  const plain = await openBox(await wrapping(key), bound, fromBase64url(sealed)).catch(() => {
    throw dataError('pin-over');
  });
  const { seed: text, authSecret } = JSON.parse(fromUtf8(plain)) as { seed: string; authSecret: string };
  const seed = fromBase64url(text);
  return { seed, authSecret, keys: await personKeys(seed) };
}

/** How the unlocked person stands with PINs on this device. */
export async function pinState(
  context: Context,
): Promise<{ allowed: boolean; set: boolean; untilHour: number }> {
  const { personId } = needUnlocked(context);
  const kept = await keeper(context)({ ask: 'people' });
  const rules = await context.options.pinRules?.();
  const set = enrolledIn(await context.need(), personId).pin !== undefined;
  return { allowed: Boolean(kept && rules?.allowed), set, untilHour: rules?.untilHour ?? 0 };
}
