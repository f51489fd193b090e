import type { BackupApi } from './backup-api';
import type { BackupOptions } from './backup';

/** An API of a chunk of its own, fetched at the first call. Every method gives a promise already. */
export function lazily<T extends object>(load: () => Promise<T>): T {
  let loading: Promise<T> | null = null;
  const loaded = () =>
    (loading ??= load().catch((error: unknown) => {
      loading = null;
      throw error;
    }));
  return new Proxy({} as T, {
    get:
      (_, method) =>
      async (...parameters: unknown[]) => {
        const api = (await loaded()) as Record<string | symbol, ((...all: unknown[]) => unknown) | undefined>;
        return api[method]?.(...parameters);
      },
  });
}

/** Backups, which are made once a day at most. */
export function lazyBackup(options: BackupOptions): BackupApi {
  return lazily(async () => (await import('./backup')).createBackup(options));
}
