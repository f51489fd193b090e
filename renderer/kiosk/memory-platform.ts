import type { KioskPlatform } from './platform';

/** A disk in memory, for tests. */
export interface MemoryPlatform extends KioskPlatform {
  files: Map<string, string>;
}

export function memoryPlatform(): MemoryPlatform {
  const files = new Map<string, string>();
  return {
    files,
    save: (id, body) => Promise.resolve(void files.set(id, body)),
    all: () => Promise.resolve([...files].map(([id, body]) => ({ id, body }))),
    remove: (id) => Promise.resolve(void files.delete(id)),
    endVisit: () => undefined,
  };
}
