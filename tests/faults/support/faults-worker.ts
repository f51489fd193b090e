import '../../../renderer/data/jitless';
import { expose } from 'comlink';
import { utf8 } from '#shared/crypto/bytes';
import { hkdf } from '#shared/crypto/hkdf';
import type { Kdf } from '#shared/crypto/kdf';
import { newId } from '#shared/crypto/random';
import type { AppState, DataApi } from '../../../renderer/data/api';
import { currentPlace, nextPlace } from '../../../renderer/data/buckets';
import { noChannel } from '../../../renderer/data/changes';
import { memoryMarker } from '../../../renderer/data/device';
import { createEngine, type Engine } from '../../../renderer/data/engine';
import { freeBytes } from '../../../renderer/data/free-bytes';
import { createJournal, memoryFile } from '../../../renderer/data/journal';
import { opfsFiles } from '../../../renderer/data/opfs';

/** Derives at once: what is tested here is not how long a passphrase takes. */
const instantKdf: Kdf = {
  current: 'faults-only',
  derive: (_, passphrase, salt) => hkdf(utf8(passphrase), ['faults', String(salt)]),
  derivePin: (pin, salt) => hkdf(utf8(pin), ['faults', 'pin', String(salt)]),
};

/** How the engine runs: as in the product, or with a safeguard off for a control. */
export interface Mode {
  /** Without a second home outside the database, nothing tells or brings back what it lost. */
  outside?: boolean;
  /** `relaxed`: every transaction forgets to ask for a flush. */
  durability?: 'strict' | 'relaxed';
  /** False: nobody looks whether there is room. */
  looksForRoom?: boolean;
}

let engine: Engine | null = null;

/** A factory whose databases never flush: what a forgotten durability would be. */
function forgetDurability(): void {
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode) {
    return begin.call(this, stores, mode, { durability: 'relaxed' });
  };
}

const faults = {
  async begin({ outside = true, durability = 'strict', looksForRoom = true }: Mode): Promise<AppState> {
    if (durability === 'relaxed') forgetDurability();
    engine = await createEngine({
      indexedDB: await currentPlace(),
      nextPlace,
      IDBKeyRange,
      serverClient: () => {
        throw new TypeError('Here is no server.');
      },
      now: Date.now,
      kdf: instantKdf,
      journal: createJournal(outside ? await opfsFiles.openJournal(newId()) : memoryFile()),
      marker: outside ? opfsFiles.marker : memoryMarker(),
      leadership: { stand: () => () => undefined },
      channel: noChannel,
      ...(looksForRoom ? { freeBytes } : {}),
    });
    return engine.api.security.state();
  },
  /** Calls a method of the engine's API. Rejects with its DataError. */
  call(group: keyof DataApi, method: string, parameters: unknown[]): Promise<unknown> {
    if (!engine) throw new TypeError('Not begun.');
    const methods = engine.api[group] as unknown as Record<string, (...all: unknown[]) => Promise<unknown>>;
    const found = methods[method];
    if (!found) throw new TypeError(method);
    return found(...parameters);
  },
};

export type Faults = typeof faults;

expose(faults);
