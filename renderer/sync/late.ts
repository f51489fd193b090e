import { createCall, type Call } from './call';
import { countWaiting, pushAll } from './push';
import { isServerFailure } from './http';
import type { ServerClient } from './server-client';
import { createJournal, memoryFile } from '../data/journal';
import type { QuarantineRow } from '../data/schema';
import type { RowStorage } from '../data/storage';
import { Store } from '../data/store';
import type { Security } from '../security/create-security';
import { fromServerFailure } from '../security/server-session';
import { newId, type Random } from '#shared/crypto/random';
import { createClock, writerOf } from '#shared/sync/clock';

export interface LateOptions {
  security: Security;
  serverClient: (base: string) => ServerClient;
  random: Random;
  now: () => number;
}

/** The server as the unlocked person; null in an office without one. */
export async function callOf({ security, serverClient }: LateOptions): Promise<Call | null> {
  const server = await security.server();
  return server === null ? null : createCall(serverClient(server), (fresh) => security.signIn(fresh));
}

/** The server's code of a refusal, and what a person is told of it; null for what is none of the server's. */
export function refusalOf(error: unknown) {
  return isServerFailure(error) ? { ...error, said: fromServerFailure(error) } : null;
}

/**
 * Pushes rows that another device had not sent, as it would have: known versions are recognised, others merged.
 * `personId`: whose device it was. Gives what the server refused, and how many rows still wait. Throws ServerFailure.
 */
export async function pushLate(
  { security, random, now }: LateOptions,
  call: Call,
  { storage, personId }: { storage: RowStorage; personId: string },
): Promise<{ aside: QuarantineRow[]; waiting: number }> {
  const clock = createClock({ now, writer: writerOf(personId, newId(random)), highWater: '' });
  const journal = createJournal(memoryFile(), now);
  const store = new Store({ storage, keyring: security.keyring, clock, random, journal });
  await pushAll(store, call, () => Promise.resolve());
  return { aside: await storage.quarantine(), waiting: await countWaiting(store) };
}
