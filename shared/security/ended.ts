import { type Bytes, fromBase64url, toBase64url, utf8 } from '#shared/crypto/bytes';
import { sign, type SigningKey, verify } from '#shared/crypto/sign';
import type { RosterState } from '#shared/security/roster';

function requestBytes(officeId: string, deviceId: string): Bytes {
  return utf8(JSON.stringify(['wegbuch-ended-1', officeId, deviceId]));
}

/** Asks the server for the entries by which a device or its person was ended (POST /roster/ended). */
export async function signEndedRequest(
  device: SigningKey,
  officeId: string,
  deviceId: string,
): Promise<string> {
  return toBase64url(await sign(device, requestBytes(officeId, deviceId)));
}

/**
 * The version up to which somebody who is refused may read the roster: the entry that ended their device or
 * suspended them. Null for devices that are welcome or unknown, and for signatures that do not hold.
 */
export async function endedAt(
  roster: RosterState,
  deviceId: string,
  signature: string,
): Promise<number | null> {
  const ended = roster.endedDevices.get(deviceId);
  const device = ended ?? roster.devices.get(deviceId);
  const person = device && roster.people.get(device.personId);
  if (!person || (!ended && person.standing === 'active')) return null;
  try {
    const bytes = requestBytes(roster.officeId, deviceId);
    if (!(await verify(fromBase64url(device.publicKey), bytes, fromBase64url(signature)))) return null;
  } catch {
    return null;
  }
  return ended?.until ?? person.terms.at(-1)?.since ?? null;
}
