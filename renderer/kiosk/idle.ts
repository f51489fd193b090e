/** A visitor who walked away must not leave anything on the screen (architecture § 7: 30–60 s, extendable). */
export const WARN_AFTER_MS = 40_000;
export const WARN_FOR_MS = 20_000;
/** How long the number stays. */
export const THANKS_FOR_MS = 30_000;

export type Idle = { state: 'active' } | { state: 'warning'; secondsLeft: number } | { state: 'over' };

/** How idle a visit is: `lastTouch` and `now` are milliseconds of one monotonic clock. */
export function idleAt(lastTouch: number, now: number): Idle {
  const quiet = now - lastTouch;
  if (quiet < WARN_AFTER_MS) return { state: 'active' };
  const left = WARN_AFTER_MS + WARN_FOR_MS - quiet;
  return left > 0 ? { state: 'warning', secondsLeft: Math.ceil(left / 1000) } : { state: 'over' };
}
