import { type Bytes, fromBase64url, toBase64url, utf8 } from '#shared/crypto/bytes';
import { sign, type SigningKey, verify } from '#shared/crypto/sign';
import type { DeviceProof, SignIn } from '#shared/sync/accounts-protocol';

type Who = Omit<SignIn, 'proof'>;
type Told = Omit<DeviceProof, 'signature'>;

function proofBytes(who: Who, told: Told): Bytes {
  const { officeId, personId, deviceId, authSecret } = who;
  const { count, edition, system, version } = told;
  const parts = [officeId, personId, deviceId, authSecret, count, edition, system, version];
  return utf8(JSON.stringify(['wegbuch-device-1', ...parts]));
}

/** What opens a session beside the secret: the device's signature over who asks, and over a count used once. */
export async function signDeviceProof(key: SigningKey, who: Who, told: Told): Promise<DeviceProof> {
  return { ...told, signature: toBase64url(await sign(key, proofBytes(who, told))) };
}

/** Whether the device with this public key (base64url) signed; malformed keys and signatures do not hold. */
export async function verifyDeviceProof(publicKey: string, who: Who, proof: DeviceProof): Promise<boolean> {
  try {
    return await verify(fromBase64url(publicKey), proofBytes(who, proof), fromBase64url(proof.signature));
  } catch {
    return false;
  }
}
