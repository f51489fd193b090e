import type { createAgenda } from './agenda';
import type { AgendaApi, QueueApi } from './api';
import type { OccupationsApi } from './occupations-api';
import type { BackupOptions } from './backup';
import type { BackupApi } from './backup-api';
import type { ErasureOptions } from './erasure';
import type { ErasureApi } from './erasure-api';
import type { HandedIn } from './handed-in';
import type { HandedInApi } from './handed-in-api';
import type { Quarantine } from './quarantine';
import type { QuarantineApi } from './quarantine-api';
import type { createQueue } from './queue';
import type { createRepair } from './repair';
import { ERASED } from './sealing';
import type { Call } from '../sync/call';
import { callOf, type LateOptions, pushLate, refusalOf } from '../sync/late';

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

export function lazyAgenda(options: Parameters<typeof createAgenda>[0]): AgendaApi {
  return lazily(async () => (await import('./agenda')).createAgenda(options));
}

/** Backups, which are made once a day at most. */
export function lazyBackup(options: BackupOptions): BackupApi {
  return lazily(async () => (await import('./backup')).createBackup(options));
}

export function lazyErasure(options: ErasureOptions): ErasureApi {
  return lazily(async () => (await import('./erasure')).createErasure(options));
}

/** What ended devices handed in, which a lead's screen asks for. */
export function lazyHandedIn(
  options: Omit<ConstructorParameters<typeof HandedIn>[0], 'late'> & LateOptions,
): HandedInApi {
  const late = {
    call: () => callOf(options),
    push: (call: Call, from: Parameters<typeof pushLate>[2]) => pushLate(options, call, from),
    refusalOf,
    erased: ERASED,
  };
  return lazily<HandedInApi>(async () => new (await import('./handed-in')).HandedIn({ ...options, late }));
}

export function lazyQuarantine(options: ConstructorParameters<typeof Quarantine>[0]): QuarantineApi {
  return lazily<QuarantineApi>(async () => new (await import('./quarantine')).Quarantine(options));
}

export function lazyOccupations(): OccupationsApi {
  return lazily(async () => (await import('./occupations')).createOccupations());
}

export function lazyQueue(options: Parameters<typeof createQueue>[0]): QueueApi {
  return lazily(async () => (await import('./queue')).createQueue(options));
}

export function lazyRepair(options: Parameters<typeof createRepair>[0]): ReturnType<typeof createRepair> {
  const api = lazily(async () => (await import('./repair')).createRepair(options));
  return {
    outlook: () => api.outlook(),
    rebuild: (input) => api.rebuild(input),
    journal: () => api.journal(),
  };
}
