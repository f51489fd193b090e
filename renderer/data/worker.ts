import './jitless';
import { expose } from 'comlink';
import type { ChangeEvent, DataApi } from './api';
import { currentPlace, nextPlace } from './buckets';
import type { Channel, Message } from './changes';
import { memoryMarker, type DeviceFiles } from './device';
import { createEngine, type Engine } from './engine';
import { createJournal, memoryFile } from './journal';
import type { Leadership } from './leadership';
import { createServerClient } from '../sync/http';
import { argon2id } from '../security/argon2';
import { createKdf } from '#shared/crypto/kdf';
import { newId } from '#shared/crypto/random';
import type { AskPins } from '#shared/security/pin-keeper';

/** The data worker: the one place where keys and opened records live. */
export interface WorkerApi extends DataApi {
  /** Starts the engine; `files` of the desktop app take the place of the browser's own, `pins` asks their keeper. */
  begin(files: DeviceFiles | null, pins: AskPins): Promise<void>;
  subscribe(listener: (event: ChangeEvent) => void): Promise<void>;
}

const LEADER_LOCK = 'wegbuch-sync';
const RECORD_LOCK = 'wegbuch-record';

function openChannel(): Channel {
  const channel = new BroadcastChannel('wegbuch');
  return {
    post: (message) => channel.postMessage(message),
    onMessage(listener) {
      channel.addEventListener('message', (event: MessageEvent<Message>) => listener(event.data));
    },
  };
}

const leadership: Leadership = {
  stand(elected) {
    const leaving = new AbortController();
    const until = new Promise<void>((resolve) => leaving.signal.addEventListener('abort', () => resolve()));
    navigator.locks
      .request(LEADER_LOCK, { signal: leaving.signal }, () => {
        elected();
        return until;
      })
      // Stepping back before being elected ends the wait with an AbortError.
      .catch(() => undefined);
    return () => leaving.abort();
  },
};

/** The browser's own files; the desktop app brings its own. */
const ownFiles = async () => (await import('./opfs')).opfsFiles;

/** Private windows of some browsers have no file system; then IndexedDB is the only home of a row, and this is told. */
async function openOutside(files: DeviceFiles | null) {
  const home = files ?? (typeof navigator.storage?.getDirectory === 'function' ? await ownFiles() : null);
  const file = (await home?.openJournal(newId()).catch(() => null)) ?? null;
  const marker = home?.marker ?? memoryMarker();
  return { journal: createJournal(file ?? memoryFile()), marker, outsideKept: file !== null };
}

async function start(files: DeviceFiles | null, pins: AskPins): Promise<Engine> {
  const engine = await createEngine({
    indexedDB: await currentPlace(),
    nextPlace,
    IDBKeyRange,
    serverClient: (base) => createServerClient(base, (input, init) => fetch(input, init)),
    now: Date.now,
    kdf: createKdf(argon2id),
    ...(await openOutside(files)),
    freeBytes: async () => (files ?? (await ownFiles())).freeBytes(),
    leadership,
    channel: openChannel(),
    exclusive: (work) => navigator.locks.request(RECORD_LOCK, work),
    pins,
  });
  addEventListener('online', () => engine.online());
  return engine;
}

let begun: (engine: Promise<Engine>) => void;
const engine = new Promise<Engine>((resolve) => (begun = resolve));

/** Forwards every call to the engine once it stands; calls that come before wait for it. */
function forwarded(group: keyof DataApi): object {
  return new Proxy(
    {},
    {
      get:
        (_, method: string) =>
        async (...parameters: unknown[]) => {
          const methods = (await engine).api[group] as unknown as Record<
            string,
            (...all: unknown[]) => unknown
          >;
          return methods[method]?.(...parameters);
        },
    },
  );
}

const GROUPS: (keyof DataApi)[] = [
  'documents', 'clientFiles', 'security', 'sync', 'conflicts', 'quarantine', 'erasure', 'handedIn', 'backup', 'audit', 'queue', 'agenda', 'occupations', 'letters', 'attachments', 'storage',
]; // prettier-ignore

expose({
  ...Object.fromEntries(GROUPS.map((group) => [group, forwarded(group)])),
  async begin(files: DeviceFiles | null, pins: AskPins) {
    begun(start(files, pins));
    await engine;
  },
  async subscribe(listener: (event: ChangeEvent) => void) {
    (await engine).subscribe((event) => listener(event));
  },
});
