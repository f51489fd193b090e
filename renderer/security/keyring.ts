import type { Compartment } from '#shared/security/compartments';

/** One epoch key of a compartment, ready for use. Never leaves the worker. */
export interface RowKey {
  keyId: string;
  compartment: Compartment;
  epoch: number;
  /** AES-256-GCM for rows and read-model pages. */
  aes: CryptoKey;
  /** HMAC-SHA-256 naming key: ids that every device computes alike (conflicts, filed arrivals). */
  naming: CryptoKey;
}

/** The keys of the unlocked person. `renderer/security` makes it, `renderer/data` and `renderer/sync` use it. */
export interface Keyring {
  personId: string;
  deviceId: string;
  officeId: string;
  /** The current epoch's key, or null if the person does not hold the compartment. */
  current(compartment: Compartment): RowKey | null;
  /** Any key held, by id; null while its grant has not arrived (loading, never broken). */
  byId(keyId: string): RowKey | null;
  /** Opens an inbox envelope (HPKE) with the `eingang` key of that id; throws when it does not open. */
  openInbox(keyId: string, sealed: Uint8Array): Promise<Uint8Array>;
  compartments(): Compartment[];
}
