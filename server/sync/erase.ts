import type { Compartment } from '#shared/security/compartments';
import type { EraseTarget, Erasure } from '#shared/sync/erasures-protocol';
import { stubKey, type SyncDatabase } from './sync-database';

export interface Eraser {
  officeId: string;
  personId: string;
  compartments: readonly Compartment[];
}

/**
 * Erases files and single rows for good (architecture § 4), all targets or none, under the lock of the office's
 * counter: what a push commits before it is deleted, what comes after meets the stub. Gives a stub for each
 * target, the first one if it was erased before; null if the person lacks a compartment in which something would
 * go.
 * @param now server time in milliseconds
 */
export function erase(
  database: SyncDatabase,
  eraser: Eraser,
  targets: readonly EraseTarget[],
  now: number,
): Promise<Erasure[] | null> {
  return database.transaction(eraser.officeId, async (tx) => {
    let { head } = await tx.lock();
    const { stubs, compartments } = await tx.reach(targets);
    if (compartments.some((compartment) => !eraser.compartments.includes(compartment))) return null;
    const known = new Map(stubs.map((stub) => [stubKey(stub), stub]));
    const fresh: Erasure[] = [];
    for (const target of targets) {
      if (known.has(stubKey(target))) continue;
      const stub = { ...target, seq: ++head, by: eraser.personId, at: now };
      known.set(stubKey(target), stub);
      fresh.push(stub);
    }
    if (fresh.length > 0) await tx.erase(fresh, head);
    return targets.flatMap((target) => known.get(stubKey(target)) ?? []);
  });
}
