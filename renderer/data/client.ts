import { proxy, wrap } from 'comlink';
import type { ChangeEvent, DataApi } from './api';
import type { WorkerApi } from './worker';
import { trustedScript } from '../lib/trusted-script';
import workerUrl from './worker.ts?worker&url';

/** Words a screen may listen to besides the collections: state of sync, of locking, of the office itself. */
export const SYNC_TOPIC = 'sync';
export const SECURITY_TOPIC = 'security';

type Listener = (event: ChangeEvent) => void;
const listeners = new Set<Listener>();

interface Connection {
  worker: Worker;
  api: WorkerApi;
}
let connection: Connection | null = null;

function connect(): Connection {
  if (connection) return connection;
  const worker = new Worker(trustedScript(workerUrl), { type: 'module', name: 'wegbuch-data' });
  // Every method of WorkerApi already returns a promise, so the remote has the very same type.
  const api = wrap<WorkerApi>(worker) as unknown as WorkerApi;
  connection = { worker, api };
  void api.subscribe(proxy((event: ChangeEvent) => listeners.forEach((listener) => listener(event))));
  return connection;
}

/** Replaces the worker by another implementation of the contract (tests of screens). */
export function replaceDataForTests(api: DataApi): (event: ChangeEvent) => void {
  const quiet = { terminate: () => undefined } as unknown as Worker;
  connection = { worker: quiet, api: { ...api, subscribe: () => Promise.resolve() } };
  return (event) => listeners.forEach((listener) => listener(event));
}

/** The data worker as screens see it: each method of DataApi, answered from the worker. Starts on first use. */
export const data: DataApi = {
  get documents() {
    return connect().api.documents;
  },
  get clientFiles() {
    return connect().api.clientFiles;
  },
  get security() {
    return connect().api.security;
  },
  get sync() {
    return connect().api.sync;
  },
  get conflicts() {
    return connect().api.conflicts;
  },
  get queue() {
    return connect().api.queue;
  },
  get agenda() {
    return connect().api.agenda;
  },
  get occupations() {
    return connect().api.occupations;
  },
  get letters() {
    return connect().api.letters;
  },
};

/** Calls `listener` after each change in this or another window. Returns the unsubscribe function. */
export function onDataChange(listener: Listener): () => void {
  connect();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Ends the worker and with it every key and decrypted record (web edition, after locking). */
export function endDataWorker(): void {
  connection?.worker.terminate();
  connection = null;
}
