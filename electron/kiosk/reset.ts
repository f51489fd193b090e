/** What the shell knows of the visit at a kiosk. */
export interface Visit {
  /** Whether anybody touched the kiosk since it was last set back. */
  used: boolean;
  /** Seconds without input when it last looked. */
  idleSeconds: number;
}

export const FRESH: Visit = { used: false, idleSeconds: 0 };
/** The page sets itself back earlier, with a warning; the shell does it when the page cannot. */
export const RESET_AFTER_SECONDS = 120;

/** The visit after a look at the clock of the system, and whether the kiosk is to be set back. */
export function decideReset(visit: Visit, idleSeconds: number): [Visit, boolean] {
  const used = visit.used || idleSeconds < visit.idleSeconds;
  const over = used && idleSeconds >= RESET_AFTER_SECONDS;
  return [{ used: used && !over, idleSeconds }, over];
}
