let asked: Promise<boolean | null> | null = null;

/**
 * Asks the browser, once per window, to keep what this device stores even when space is short. False: it did
 * not promise; null: it cannot be asked.
 */
export function keepStorage(): Promise<boolean | null> {
  // Absent where the page is not served securely.
  const storage = (navigator as { storage?: StorageManager }).storage;
  asked ??= storage ? storage.persist().catch(() => null) : Promise.resolve(null);
  return asked;
}
