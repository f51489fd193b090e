import { fromBase64url, fromUtf8, utf8 } from '#shared/crypto/bytes';
import { EnvelopeError } from '#shared/crypto/envelope';
import { type Context, needUnlocked } from './context';
import { withPerson } from './device-record';
import { openOwn, sealOwn } from './new-person';
import { enrolledIn } from './unlocking';

/** Keeps where the unlocked person is, and what they typed, sealed to them until they are back on this device. */
export async function keepPlace(context: Context, place: string): Promise<void> {
  const { keys, personId, deviceId } = needUnlocked(context);
  const sealed = await sealOwn(keys, ['place', deviceId], utf8(place));
  await context.change((record) => withPerson(record, personId, { place: sealed }));
}

/** What `keepPlace` kept, once; null: nothing, or nothing that opens. */
export async function takePlace(context: Context): Promise<string | null> {
  const { keys, personId, deviceId } = needUnlocked(context);
  const { place } = enrolledIn(await context.need(), personId);
  if (place === undefined) return null;
  await context.change((record) => withPerson(record, personId, { place: undefined }));
  try {
    return fromUtf8(await openOwn(keys, ['place', deviceId], fromBase64url(place)));
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    return null;
  }
}
