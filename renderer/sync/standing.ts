import { isServerFailure } from './http';
import { LOADING_CODES } from './remote';
import { isAnythingDamaged } from '../data/damage';
import { isDataError } from '../data/errors';
import type { Store } from '../data/store';
import type { Compartment } from '#shared/security/compartments';

/** How the last round went. */
export type Standing =
  | { kind: 'starting' }
  | { kind: 'synced'; at: string }
  | { kind: 'offline'; since: string; portal: boolean }
  | { kind: 'problem'; code: string };

/** How it stands after a round that failed; being offline goes on since it began. */
export function standingOf(error: unknown, before: Standing, now: number): Standing {
  if (isServerFailure(error) && error.kind === 'offline') {
    const since = before.kind === 'offline' ? before.since : new Date(now).toISOString();
    return { kind: 'offline', since, portal: error.code === 'portal' };
  }
  return { kind: 'problem', code: isServerFailure(error) || isDataError(error) ? error.code : 'unknown' };
}

/** Contents of attachments that the server refuses. */
export interface Refusals {
  refusals(): Promise<unknown[]>;
}

/** Whether something waits, set aside, for a person. */
export async function isAnythingAside(store: Store, transfers: Refusals | undefined): Promise<boolean> {
  const rows = await store.storage.quarantine();
  if (rows.some(({ code }) => !LOADING_CODES.includes(code))) return true;
  try {
    return ((await transfers?.refusals()) ?? []).length > 0 || (await isAnythingDamaged(store));
  } catch (error) {
    // Nothing opens while locked, and nobody is there to be told.
    if (isDataError(error) && error.code === 'locked') return false;
    throw error;
  }
}

/** Compartments of the unlocked person; none while locked. */
export function heldBy(store: Store): Compartment[] {
  try {
    return store.keys().compartments();
  } catch (error) {
    if (isDataError(error) && error.code === 'locked') return [];
    throw error;
  }
}
