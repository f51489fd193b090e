import type { Bytes } from '#shared/crypto/bytes';
import type { RowPlace } from '#shared/crypto/envelope';
import type { Compartment } from '#shared/security/compartments';
import type { Json, Stamp } from '#shared/sync/document';

/** One epoch key of a compartment, ready for use. Never leaves the worker. */
export interface RowKey {
  keyId: string;
  compartment: Compartment;
  epoch: number;
  /** Seals bytes for their place (AES-256-GCM). */
  seal(place: RowPlace, plain: Uint8Array): Promise<Bytes>;
  /** Opens what `seal` made for the same place; throws EnvelopeError. */
  open(place: RowPlace, envelope: Uint8Array): Promise<Bytes>;
  /** An id that every holder of the key computes alike, for conflicts and filed arrivals (HMAC-SHA-256). */
  name(parts: Json[]): Promise<string>;
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
  /** The person of the office whose stamp it is; null for anybody else (a kiosk, another system). */
  personOf(this: void, stamp: Stamp): string | null;
}
