import { utf8 } from '#shared/crypto/bytes';
import { hkdf } from '#shared/crypto/hkdf';
import type { Kdf } from '#shared/crypto/kdf';
import { newId } from '#shared/crypto/random';
import { noChannel } from '../../renderer/data/changes';
import { memoryMarker } from '../../renderer/data/device';
import { createEngine, type Engine } from '../../renderer/data/engine';
import { alone, type Leadership } from '../../renderer/data/leadership';
import { createJournal } from '../../renderer/data/journal';
import { openJournalFile } from '../../renderer/data/opfs';
import type { ServerClient } from '../../renderer/sync/server-client';

/** Derives at once: what is measured begins where the real key derivation ends. */
const instantKdf: Kdf = {
  current: 'bench-only',
  derive: (_, passphrase, salt) => hkdf(utf8(passphrase), ['bench', String(salt)]),
  derivePin: (pin, salt) => hkdf(utf8(pin), ['bench', 'pin', String(salt)]),
};
export const PASSPHRASE = 'Vier Kraniche am Fluss';

const noServer = () => {
  throw new TypeError('The bench has no server.');
};

/** The app's engine over a database of that name. `ahead`: how far its clock goes ahead, in ms. */
export async function startEngine(
  name: string,
  {
    ahead = 0,
    leadership = alone,
    serverClient = noServer,
  }: { ahead?: number; leadership?: Leadership; serverClient?: (base: string) => ServerClient } = {},
): Promise<Engine> {
  return createEngine({
    indexedDB,
    IDBKeyRange,
    databaseName: name,
    serverClient,
    now: () => Date.now() + ahead,
    kdf: instantKdf,
    journal: createJournal(await openJournalFile(newId())),
    marker: memoryMarker(),
    leadership,
    channel: noChannel,
  });
}
