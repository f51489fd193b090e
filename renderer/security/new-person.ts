import { type Bytes, toBase64url } from '#shared/crypto/bytes';
import { openBox, sealBox } from '#shared/crypto/envelope';
import { KDF_SALT_BYTES } from '#shared/crypto/kdf';
import { newId } from '#shared/crypto/random';
import { type SigningKey, signingKey } from '#shared/crypto/sign';
import { officeDays } from '#shared/domain/days';
import type { Role } from '#shared/security/compartments';
import type { Newcomer } from '#shared/security/office-log';
import {
  passphraseKeys,
  PERSON_SEED_BYTES,
  type PersonKeys,
  personKeys,
  wrapSeed,
} from '#shared/security/person-keys';
import type { Account } from '#shared/sync/accounts-protocol';
import type { Context } from './context';
import type { EnrolledPerson } from './device-record';
import { NO_MISSES } from './delay';
import type { Unlocked } from './unlocked';

/** A person who is about to be at home on this device. */
export interface NewPerson {
  enrolled: EnrolledPerson;
  account: Account;
  device: { deviceId: string; publicKey: string };
  newcomer: Newcomer;
  unlocked: Unlocked;
}

/** Makes keys, a new account under the passphrase and a device for a person (slow: derives). */
export async function createPerson(
  context: Context,
  who: { officeId: string; personId: string; name: string; role: Role },
  passphrase: string,
): Promise<NewPerson> {
  const { kdf } = context.options;
  const setting = { id: kdf.current, salt: toBase64url(context.random(KDF_SALT_BYTES)) };
  const stretched = await passphraseKeys(kdf, setting, passphrase, who);
  const seed = context.random(PERSON_SEED_BYTES);
  const wrappedKeys = await wrapSeed(stretched.wrapping, who, seed);
  return settle(context, who, await personKeys(seed), {
    personId: who.personId,
    authSecret: stretched.authSecret,
    kdf: setting,
    wrappedKeys,
  });
}

/** Gives a person whose keys are open a place on this device: a device key of its own, sealed to them. */
export async function settle(
  context: Context,
  who: { officeId: string; personId: string; name: string; role: Role },
  keys: PersonKeys,
  account: Account,
): Promise<NewPerson> {
  const { officeId, personId, name, role } = who;
  const deviceId = newId(context.random);
  const deviceSeed = context.random(32);
  const signing = await deviceSigningKey(deviceSeed);
  const deviceKey = toBase64url(signing.publicKey);
  const sealedDeviceSeed = await sealOwn(keys, ['device', deviceId], deviceSeed);
  return {
    enrolled: {
      personId,
      name,
      role,
      deviceId,
      kdf: account.kdf,
      wrappedSeed: account.wrappedKeys,
      sealedDeviceSeed,
      lastHere: new Date(context.now()).toISOString(),
      misses: NO_MISSES,
      sealedInvitations: null,
      joining: null,
      ended: null,
    },
    account,
    device: { deviceId, publicKey: deviceKey },
    newcomer: {
      personId,
      name,
      role,
      signingKey: toBase64url(keys.signing.publicKey),
      sealingKey: toBase64url(keys.sealing.publicKey),
      deviceId,
      deviceKey,
    },
    unlocked: {
      officeId,
      personId,
      deviceId,
      keys,
      deviceKey: signing,
      proofs: 0,
      authSecret: account.authSecret,
      today: officeDays(context.now),
      roster: null,
      secrets: new Map(),
      rowKeys: new Map(),
      session: null,
      factorNeeded: false,
    },
  };
}

/** The key that a device signs with, from its seed. */
export function deviceSigningKey(seed: Bytes): Promise<SigningKey> {
  return signingKey(seed, ['device']);
}

/** Seals something of a person's for their own eyes on this device. */
export async function sealOwn(keys: PersonKeys, context: readonly string[], plain: Bytes): Promise<string> {
  return toBase64url(await sealBox(keys.own, context, plain));
}

/** Opens what `sealOwn` made; throws EnvelopeError. */
export async function openOwn(keys: PersonKeys, context: readonly string[], sealed: Bytes): Promise<Bytes> {
  return openBox(keys.own, context, sealed);
}
