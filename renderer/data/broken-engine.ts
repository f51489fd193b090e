import type { DataApi, SecurityApi } from './api';
import type { BrokenReason } from './device';
import type { Engine } from './engine';
import type { EngineOptions } from './engine-options';
import { dataError } from './errors';
import { createRepair } from './repair';

const REFUSED: readonly (keyof DataApi)[] = [
  'documents', 'clientFiles', 'sync', 'conflicts', 'quarantine', 'queue', 'agenda', 'occupations', 'letters', 'attachments',
]; // prettier-ignore

/** An engine over a store that cannot be opened: says so, offers the ways out, and refuses everything else. */
export function brokenEngine(reason: BrokenReason, options: EngineOptions): Engine {
  const refuse = () => Promise.reject(dataError('storage-broken'));
  const refusing = new Proxy({}, { get: () => refuse });
  const security = new Proxy({} as SecurityApi, {
    get: (_, method) => (method === 'state' ? () => Promise.resolve({ state: 'broken', reason }) : refuse),
  });
  const api = {
    ...Object.fromEntries(REFUSED.map((group) => [group, refusing])),
    security,
    storage: { ...createRepair(options), room: refuse },
  } as unknown as DataApi;
  return {
    api,
    subscribe: () => () => undefined,
    seedDemo: refuse,
    online: () => undefined,
    syncOnce: refuse,
    close: () => Promise.resolve(),
  };
}
