import type { ChangeEvent } from './api';
import type { SyncState } from './sync-api';
import type { RowRef } from './sealing';

/** What windows of one origin tell each other; ids and states only. */
export type Message =
  | { kind: 'rows'; refs: RowRef[] }
  | { kind: 'event'; event: ChangeEvent }
  | { kind: 'sync-state'; state: SyncState }
  | { kind: 'lock' }
  /** The server has all that the store has: each window drops from its journal what need not wait there. */
  | { kind: 'settled' };

/** The way to the other windows (BroadcastChannel); does nothing where there is but one. */
export interface Channel {
  post(message: Message): void;
  onMessage(listener: (message: Message) => void): void;
}

/** A channel without other windows (Node). */
export const noChannel: Channel = { post: () => undefined, onMessage: () => undefined };

/** Told to screens when another window locks: the moment to save what was typed. */
export const LOCK_TOPIC = 'lock';

/** Screens are told at most this often, in milliseconds. */
const PAUSE_MS = 60;

/** Gathers what changed and tells this window's screens: the first at once, a flood of others together. */
export function createChanges() {
  const listeners = new Set<(event: ChangeEvent) => void>();
  let gathered = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function tell(): void {
    const event = { collections: [...gathered] };
    gathered = new Set();
    listeners.forEach((listener) => listener(event));
  }

  return {
    tell(this: void, collections: Iterable<string>): void {
      for (const name of collections) gathered.add(name);
      if (gathered.size === 0 || timer !== undefined) return;
      tell();
      timer = setTimeout(() => {
        timer = undefined;
        if (gathered.size > 0) tell();
      }, PAUSE_MS);
    },
    subscribe(this: void, listener: (event: ChangeEvent) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
