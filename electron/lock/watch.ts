import type { PowerMonitor } from 'electron';
import { BEAT_MS, LOCKED, decideLock, type LockEvent } from './decide';

export interface LockWatch {
  /** A staff window is unlocked, and locks after so many minutes without input (null: not while it says so). */
  unlocked(lockAfter: number | null): void;
  /** Staff windows were replaced: nothing is unlocked any more. */
  replaced(): void;
}

/** What the watch can do: tell every staff window, or end them all. */
export interface LockHands {
  tell(): void;
  replace(): void;
  /** Calls `beat` every so many milliseconds while the machine is awake. */
  every(ms: number, beat: () => void): void;
}

/** Listens to the system and hands what it says to the decision. */
export function watchLock(
  power: Pick<PowerMonitor, 'on' | 'getSystemIdleTime' | 'getSystemIdleState'>,
  hands: LockHands,
): LockWatch {
  let state = LOCKED;
  const take = (event: LockEvent) => {
    const [next, action] = decideLock(state, event);
    state = next;
    if (action !== null) hands[action]();
  };
  power.on('suspend', () => take({ is: 'suspend' }));
  power.on('lock-screen', () => take({ is: 'lock-screen' }));
  // Linux tells nobody that it locks its screen; it has to be asked.
  hands.every(BEAT_MS, () =>
    take({
      is: 'beat',
      idleMinutes: power.getSystemIdleTime() / 60,
      screenLocked: power.getSystemIdleState(1) === 'locked',
    }),
  );
  return {
    unlocked: (lockAfter) => take({ is: 'unlocked', lockAfter }),
    replaced: () => take({ is: 'replaced' }),
  };
}
