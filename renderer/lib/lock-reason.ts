const KEY = 'wegbuch.lock';

export interface LockReason {
  at: string;
  /** Minutes without input, or null when locked by hand or by the system. */
  idleMinutes: number | null;
}

/** Keeps why this window locked, so that the lock screen can say it after the document was replaced. */
export function rememberLock(reason: LockReason): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(reason));
  } catch {
    // The lock screen then only says that Wegbuch is locked.
  }
}

export function lastLock(): LockReason | null {
  try {
    const stored = sessionStorage.getItem(KEY);
    return stored ? (JSON.parse(stored) as LockReason) : null;
  } catch {
    return null;
  }
}
