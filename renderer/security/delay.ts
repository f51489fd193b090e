/** Wrong passphrases of one person on this device. Kept on disk, so that a restart changes nothing. */
export interface Misses {
  count: number;
  /** Moment of the last one, Unix milliseconds. */
  at: number;
}

export const NO_MISSES: Misses = { count: 0, at: 0 };
const LONGEST_WAIT_SECONDS = 300;

/** Seconds to wait after so many misses in a row: 1, 2, 4, 8 … 300. */
export function waitAfter(count: number): number {
  return count === 0 ? 0 : Math.min(LONGEST_WAIT_SECONDS, 2 ** Math.min(count - 1, 20));
}

/** Seconds still to wait. A clock that was set back starts the wait again, never shortens or prolongs it. */
export function secondsLeft(misses: Misses, now: number): number {
  const wait = waitAfter(misses.count) * 1000;
  const passed = Math.max(0, now - misses.at);
  return Math.max(0, Math.ceil((wait - passed) / 1000));
}
