/** How often the shell looks, and so how long ago an input may be that it has not seen yet. */
export const LOOK_SECONDS = 5;
/** The page sets itself back earlier, with a warning; the shell does it when the page cannot. */
export const RESET_AFTER_SECONDS = 120;

/**
 * Whether somebody has used the kiosk since it was last set back, and whether it is to be set back now. Once for
 * each visit: a kiosk that nobody touches stays as it is.
 */
export function decideReset(used: boolean, idleSeconds: number): { used: boolean; over: boolean } {
  const touched = used || idleSeconds <= LOOK_SECONDS;
  const over = touched && idleSeconds >= RESET_AFTER_SECONDS;
  return { used: touched && !over, over };
}
