/** What the shell knows of its staff windows. */
export interface LockState {
  unlocked: boolean;
  /** Minutes without input after which they lock; null: not by themselves, a conversation is going on. */
  lockAfter: number | null;
  /** Beats since windows were told to lock and have not ended yet; null: they were not told. */
  beatsSinceTold: number | null;
}

/** `beat` comes every few seconds while the machine is awake: counted rather than timed, so a clock may jump. */
export type LockEvent =
  | { is: 'suspend' | 'lock-screen' | 'replaced' }
  | { is: 'beat'; idleMinutes: number; screenLocked: boolean }
  | { is: 'unlocked'; lockAfter: number | null };

/** `tell`: windows save what was typed and lock. `replace`: their process ends, saved or not. */
export type LockAction = 'tell' | 'replace' | null;

export const LOCKED: LockState = { unlocked: false, lockAfter: null, beatsSinceTold: null };
export const BEAT_MS = 5_000;
/** So many beats a window has to save what was typed; after that it hangs. */
export const PATIENCE_BEATS = 6;

function onBeat(state: LockState, idleMinutes: number, screenLocked: boolean): [LockState, LockAction] {
  if (state.beatsSinceTold !== null) {
    const beats = state.beatsSinceTold + 1;
    return beats >= PATIENCE_BEATS ? [LOCKED, 'replace'] : [{ ...state, beatsSinceTold: beats }, null];
  }
  const idle = state.lockAfter !== null && idleMinutes >= state.lockAfter;
  return state.unlocked && (idle || screenLocked) ? [{ ...state, beatsSinceTold: 0 }, 'tell'] : [state, null];
}

/** The next state and what is to be done. Locked windows are told too (it costs nothing) and never ended. */
export function decideLock(state: LockState, event: LockEvent): [LockState, LockAction] {
  switch (event.is) {
    case 'suspend':
    case 'lock-screen':
      if (!state.unlocked) return [state, 'tell'];
      return [{ ...state, beatsSinceTold: state.beatsSinceTold ?? 0 }, 'tell'];
    case 'beat':
      return onBeat(state, event.idleMinutes, event.screenLocked);
    case 'unlocked':
      return [{ ...state, unlocked: true, lockAfter: event.lockAfter }, null];
    case 'replaced':
      return [LOCKED, null];
  }
}
