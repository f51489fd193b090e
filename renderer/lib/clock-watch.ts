/** How far the clock may go from the time that really passed between two looks, in milliseconds. */
const TOLERANCE_MS = 2 * 60_000;

/**
 * Says whether the clock was set, or the device slept, since the last look: what is locked by the hour must not depend
 * on a clock that somebody turns. `now`: Unix ms; `passed`: ms that nobody can set.
 */
export function createClockWatch(
  now: () => number = Date.now,
  passed: () => number = () => performance.now(),
): () => boolean {
  let before = now() - passed();
  return () => {
    const offset = now() - passed();
    const jumped = Math.abs(offset - before) > TOLERANCE_MS;
    before = offset;
    return jumped;
  };
}
