import { COLLECTIONS } from '../data/schema';
import type { RowRef } from '../data/sealing';
import type { Store } from '../data/store';
import type { Compartment } from '#shared/security/compartments';
import { lostThere } from '#shared/sync/decisions';
import type { LostCommits } from '#shared/sync/protocol';

/** Rows marked in one transaction. */
const BATCH = 1_000;

/** Name of the local value with the seq up to which losses of a compartment are made good here. */
const madeGoodName = (compartment: Compartment) => `lost.${compartment}`;

/** Whether a commit is among the lost. */
export function isLost(lost: readonly LostCommits[], seq: number): boolean {
  return lost.some(({ after, upTo }) => seq > after && seq <= upTo);
}

/** Those of the losses that reach beyond what is made good. */
export function openLosses(lost: readonly LostCommits[], madeGood: number): LostCommits[] {
  return lost.filter(({ upTo }) => upTo > madeGood);
}

/** How far all these losses reach; 0 for none. */
export function reachOf(lost: readonly LostCommits[]): number {
  return Math.max(0, ...lost.map(({ upTo }) => upTo));
}

async function markLost(store: Store, compartment: Compartment, lost: readonly LostCommits[]): Promise<void> {
  for (const collection of COLLECTIONS) {
    const refs = (await store.storage.seqs(collection, compartment))
      .filter(({ seq }) => isLost(lost, seq))
      .map(({ id }): RowRef => ({ collection, id }));
    for (let from = 0; from < refs.length; from += BATCH)
      await store.write(refs.slice(from, from + BATCH), (entries) => ({
        put: [...entries.values()].map((entry) => ({ ...entry, replica: lostThere(entry.replica) })),
      }));
  }
}

/**
 * The server was brought back to an earlier state: what this device has of the commits that it lost waits for it
 * again. Others may have sent theirs first, or gone on from what the server still had; nobody can say what they had
 * seen, so that values that differ meet as conflicts. `onLost` is called before, when anything is new.
 */
export async function makeGood(
  store: Store,
  compartments: readonly Compartment[],
  lost: readonly LostCommits[],
  onLost: () => Promise<void>,
): Promise<void> {
  for (const compartment of compartments) {
    const name = madeGoodName(compartment);
    const open = openLosses(lost, (await store.local<number>(name)) ?? 0);
    if (open.length === 0) continue;
    await onLost();
    await markLost(store, compartment, open);
    await store.putLocal(name, reachOf(open));
  }
}
