import type { Channel } from './changes';
import type { Marker } from './device';
import type { Journal } from './journal';
import type { Exclusive, Leadership } from './leadership';
import type { FreeBytes } from './room';
import type { ServerClient } from '../sync/server-client';
import type { Kdf } from '#shared/crypto/kdf';
import type { Random } from '#shared/crypto/random';
import type { AskPins } from '#shared/security/pin-keeper';

/** All that the engine needs from where it runs; a worker or Node gives it. */
export interface EngineOptions {
  indexedDB: IDBFactory;
  IDBKeyRange: typeof IDBKeyRange;
  /** Another place for the database, in use from the next start on, where the old one cannot even be deleted. */
  nextPlace?: () => Promise<IDBFactory>;
  databaseName?: string;
  serverClient: (base: string) => ServerClient;
  /** Unix milliseconds. */
  now: () => number;
  random?: Random;
  kdf: Kdf;
  journal: Journal;
  marker: Marker;
  leadership: Leadership;
  channel: Channel;
  exclusive?: Exclusive;
  pause?: (ms: number) => Promise<void>;
  /** False where journal and note end with the app (private windows without a file system). */
  outsideKept?: boolean;
  /** Room that the device has left; without it every write is tried. */
  freeBytes?: FreeBytes;
  /** Whoever keeps what PINs open; without one there are none. */
  pins?: AskPins;
}
