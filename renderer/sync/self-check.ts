import { cursorOf, FROM_THE_TOP, pullToTheEnd, type PullTools } from './pull';
import { cursorName } from '../data/read-models';
import { COLLECTIONS } from '../data/schema';
import type { Store } from '../data/store';
import { sha256, toHex, utf8 } from '#shared/crypto/bytes';
import type { Compartment } from '#shared/security/compartments';

const CHECK_EVERY_MS = 60 * 60_000;

/** Remembers per compartment when it was compared last, and whether it had to be healed. */
export type Checks = Map<Compartment, { at: number; healing: boolean }>;

/** `healing`: everything is to be read once more; `differs`: that did not help. */
export type Compared = 'same' | 'healing' | 'differs';

/** Count and hash of (id, seq) of a compartment as this device has it; the server computes the same. */
async function ownCheck(store: Store, compartment: Compartment): Promise<{ count: number; hash: string }> {
  const seqs = new Map<string, number>();
  for (const collection of COLLECTIONS) {
    for (const { id, seq } of await store.storage.seqs(collection, compartment)) seqs.set(id, seq);
  }
  const aside = await store.storage.quarantine();
  for (const { id, seq, compartment: home } of aside) {
    if (home === compartment && seq > (seqs.get(id) ?? 0)) seqs.set(id, seq);
  }
  const lines = [...seqs].sort(([, a], [, b]) => a - b).map(([id, seq]) => `${id}:${seq}`);
  return { count: lines.length, hash: toHex(await sha256(utf8(lines.join('\n')))) };
}

/** Compares a compartment that is here as a whole with the server's, once an hour. Throws ServerFailure. */
export async function compare(tools: PullTools, compartment: Compartment, checks: Checks): Promise<Compared> {
  const { store } = tools;
  const last = checks.get(compartment);
  const now = store.clock.now();
  if (last && !last.healing && now - last.at < CHECK_EVERY_MS) return 'same';
  const theirs = await pullToTheEnd(tools, compartment);
  if (!theirs) return 'same';
  const own = await ownCheck(store, compartment);
  const same = own.count === theirs.count && own.hash === theirs.hash;
  checks.set(compartment, { at: now, healing: !same });
  if (same) return 'same';
  if (last?.healing) return 'differs';
  // From the top down; rows that are here already stay as they are.
  const cursor = await cursorOf(store, compartment);
  await store.putLocal(cursorName(compartment), { forward: cursor?.forward ?? 0, low: FROM_THE_TOP });
  return 'healing';
}
