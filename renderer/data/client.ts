import { proxy, wrap } from 'comlink';
import type { ChangeEvent, DataApi } from './api';
import type { DeviceFiles } from './device';
import type { WorkerApi } from './worker';
import { platform } from '../platform/current';
import { trustedScript } from '../lib/trusted-script';
import workerUrl from './worker.ts?worker&url';

/** Words a screen may listen to besides the collections: state of sync, of locking, of the office itself. */
export const SYNC_TOPIC = 'sync';
export const SECURITY_TOPIC = 'security';

type Listener = (event: ChangeEvent) => void;
const listeners = new Set<Listener>();

let api: WorkerApi | null = null;

/** Files of the platform as the worker can call them. */
function reachable(files: DeviceFiles | null): DeviceFiles | null {
  if (!files) return null;
  const openJournal = async (name: string) => proxy(await files.openJournal(name));
  return proxy({ marker: files.marker, freeBytes: () => files.freeBytes(), openJournal });
}

/** The worker's methods; starts it on first use. It ends with the page. */
function connect(): WorkerApi {
  if (api) return api;
  const worker = new Worker(trustedScript(workerUrl), { type: 'module', name: 'wegbuch-data' });
  // Every method of WorkerApi already returns a promise, so the remote has the very same type.
  api = wrap<WorkerApi>(worker) as unknown as WorkerApi;
  void api.begin(reachable(platform.deviceFiles), proxy(platform.pins));
  void api.subscribe(proxy((event: ChangeEvent) => listeners.forEach((listener) => listener(event))));
  return api;
}

/** The data worker as screens see it: each method of DataApi, answered from the worker. Starts on first use. */
export const data: DataApi = {
  get documents() {
    return connect().documents;
  },
  get clientFiles() {
    return connect().clientFiles;
  },
  get security() {
    return connect().security;
  },
  get sync() {
    return connect().sync;
  },
  get conflicts() {
    return connect().conflicts;
  },
  get quarantine() {
    return connect().quarantine;
  },
  get backup() {
    return connect().backup;
  },
  get audit() {
    return connect().audit;
  },
  get erasure() {
    return connect().erasure;
  },
  get handedIn() {
    return connect().handedIn;
  },
  get queue() {
    return connect().queue;
  },
  get agenda() {
    return connect().agenda;
  },
  get occupations() {
    return connect().occupations;
  },
  get letters() {
    return connect().letters;
  },
  get attachments() {
    return connect().attachments;
  },
  get storage() {
    return connect().storage;
  },
};

/** Calls `listener` after each change in this or another window. Returns the unsubscribe function. */
export function onDataChange(listener: Listener): () => void {
  connect();
  listeners.add(listener);
  return () => listeners.delete(listener);
}
