import { type Bytes, utf8 } from './bytes';

/** Cost of one Argon2id setting (RFC 9106). */
export interface KdfCost {
  memoryKiB: number;
  passes: number;
  lanes: number;
}

/** The settings that product builds know. An account names its setting by id; nothing else is ever derived. */
const KDF_SETTINGS = {
  'argon2id-128m-t3': { memoryKiB: 128 * 1024, passes: 3, lanes: 1 },
} as const satisfies Record<string, KdfCost>;
type KdfId = keyof typeof KDF_SETTINGS;

/**
 * PINs unlock within a second, and what they open is neither on a disk nor to be tried more than five times (ADR 26).
 * It is no setting of the table, so that no account can name it for a passphrase.
 */
const PIN_COST: KdfCost = { memoryKiB: 32 * 1024, passes: 3, lanes: 1 };

/** Setting for new passphrases. */
export const CURRENT_KDF: KdfId = 'argon2id-128m-t3';
export const KDF_SALT_BYTES = 16;

/** Argon2id itself (32 bytes out), implemented by the side that has one. */
export type Argon2id = (password: Bytes, salt: Bytes, cost: KdfCost) => Promise<Bytes>;

/** Stretches passphrases. */
export interface Kdf {
  /** Setting for new passphrases. */
  current: string;
  /** 32 bytes; throws KdfError before deriving if the setting is not in the table or the salt has a wrong length. */
  derive(settingId: string, passphrase: string, salt: Uint8Array): Promise<Bytes>;
  /** 32 bytes from a PIN; throws KdfError if the salt has a wrong length. */
  derivePin(pin: string, salt: Uint8Array): Promise<Bytes>;
}

/** A setting that is not in the table: weaker than allowed, or from the future. */
export class KdfError extends Error {
  override name = 'KdfError';
  readonly code = 'unknown-setting';
}

function isKdfId(id: string): id is KdfId {
  return Object.hasOwn(KDF_SETTINGS, id);
}

/** The product's KDF over an implementation of Argon2id. Passphrases are compared after Unicode NFC. */
export function createKdf(argon2id: Argon2id): Kdf {
  return {
    current: CURRENT_KDF,
    async derive(settingId, passphrase, salt) {
      if (!isKdfId(settingId) || salt.length !== KDF_SALT_BYTES) throw new KdfError();
      return argon2id(utf8(passphrase.normalize('NFC')), salt as Bytes, KDF_SETTINGS[settingId]);
    },
    async derivePin(pin, salt) {
      if (salt.length !== KDF_SALT_BYTES) throw new KdfError();
      return argon2id(utf8(pin), salt as Bytes, PIN_COST);
    },
  };
}
