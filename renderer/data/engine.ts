import { OFFICE_DOCUMENT } from '#shared/domain/office';
import { createAgenda } from './agenda';
import type { ChangeEvent, DataApi, SecurityApi, SyncState } from './api';
import { createChanges, type Channel } from './changes';
import { createClientFiles } from './client-files';
import { createCollections } from './collections';
import { createConflicts } from './conflicts';
import {
  compactJournal,
  markDevice,
  openDatabase,
  replayJournal,
  trimJournal,
  type BrokenReason,
  type Marker,
} from './device';
import { createDocuments } from './documents';
import { database, dataError } from './errors';
import type { Journal } from './journal';
import { createLetters } from './letters';
import { createOccupations } from './occupations';
import { createQueue } from './queue';
import { createClientList } from './read-models';
import type { LocalDatabase } from './schema';
import { CLOCK_NAME, createStore } from './store';
import { createSecurity } from '../security/create-security';
import type { LocalVault } from '../security/local-vault';
import type { ServerClient } from '../sync/server-client';
import { countWaiting } from '../sync/push';
import { createSync } from '../sync/sync';
import { toBase64url } from '#shared/crypto/bytes';
import type { Kdf } from '#shared/crypto/kdf';
import { systemRandom, type Random } from '#shared/crypto/random';
import { createClock } from '#shared/sync/clock';

/** Lets one window at a time synchronise (Web Locks). */
export interface Leadership {
  /** Calls `elected` when this window leads. Returns the way to step back. */
  stand(elected: () => void): () => void;
}

/** A window that is alone (Node). */
export const alone: Leadership = {
  stand(elected) {
    elected();
    return () => undefined;
  },
};

/** All that the engine needs from where it runs; a worker or Node gives it. */
export interface EngineOptions {
  indexedDB: IDBFactory;
  IDBKeyRange: typeof IDBKeyRange;
  databaseName?: string;
  serverClient: (base: string) => ServerClient;
  /** Unix milliseconds. */
  now: () => number;
  random?: Random;
  kdf: Kdf;
  journal: Journal;
  marker: Marker;
  leadership: Leadership;
  channel: Channel;
  /** Runs work while no other window does the same. */
  exclusive?: <T>(work: () => Promise<T>) => Promise<T>;
  pause?: (ms: number) => Promise<void>;
}

export interface Engine {
  api: DataApi;
  subscribe(this: void, listener: (event: ChangeEvent) => void): () => void;
  /** The device says that the network is back. */
  online(this: void): void;
  /** One round of synchronisation to its end (Node: seeding, tests). Throws ServerFailure. */
  syncOnce(this: void): Promise<void>;
  /** Fills the office with fictional clients, the same for the same seed. */
  seedDemo(this: void, size: { clients: number; seed: number }): Promise<void>;
  /** Writes read models and stops; for tests and Node. */
  close(this: void): Promise<void>;
}

function vaultOf(db: LocalDatabase): LocalVault {
  return {
    async get<T>(name: string) {
      return ((await database(db.vault.get(name)))?.value as T | undefined) ?? null;
    },
    async put(name, value) {
      await database(db.vault.put({ name, value }));
    },
    async remove(name) {
      await database(db.vault.delete(name));
    },
  };
}

/** An engine over a store that cannot be opened: says so, and refuses everything else. */
function brokenEngine(reason: BrokenReason): Engine {
  const refuse = new Proxy({}, { get: () => () => Promise.reject(dataError('storage-broken')) });
  const groups: (keyof DataApi)[] = [
    'documents', 'clientFiles', 'sync', 'conflicts', 'queue', 'agenda', 'occupations', 'letters',
  ]; // prettier-ignore
  const security = new Proxy({} as SecurityApi, {
    get: (_, method) =>
      method === 'state'
        ? () => Promise.resolve({ state: 'broken', reason })
        : () => Promise.reject(dataError('storage-broken')),
  });
  const api = {
    ...Object.fromEntries(groups.map((group) => [group, refuse])),
    security,
  } as unknown as DataApi;
  return {
    api,
    subscribe: () => () => undefined,
    seedDemo: () => Promise.reject(dataError('storage-broken')),
    online: () => undefined,
    syncOnce: () => Promise.reject(dataError('storage-broken')),
    close: () => Promise.resolve(),
  };
}

/** A fault of the engine itself in work that nobody waits for: its kind goes to the console, never its content. */
function reportFault(error: unknown): void {
  const { name, code } = (error ?? {}) as { name?: string; code?: string };
  // eslint-disable-next-line no-console -- a fault that no screen asked for; kind only
  console.error('wegbuch engine', name, code);
}

/** Composes store, keys, read models and synchronisation, without anything of a worker or a document. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { indexedDB, IDBKeyRange, databaseName = 'wegbuch' } = options;
  const opened = await openDatabase(databaseName, { indexedDB, IDBKeyRange }, options.marker);
  if (!opened.ok) return brokenEngine(opened.reason);
  const { strict, relaxed } = opened;
  const highWater = (await database(strict.local.get(CLOCK_NAME)))?.value;
  return compose(options, {
    strict,
    relaxed,
    lost: opened.lost,
    highWater: typeof highWater === 'string' ? highWater : '',
  });
}

interface Handles {
  strict: LocalDatabase;
  relaxed: LocalDatabase;
  lost: boolean;
  highWater: string;
}

function compose(options: EngineOptions, handles: Handles): Engine {
  const { now, journal, marker, channel, serverClient } = options;
  const random = options.random ?? systemRandom;
  const { strict, relaxed } = handles;
  const changes = createChanges();
  const clock = createClock({ now, writer: toBase64url(random(9)), highWater: handles.highWater });
  let leading = false;

  const security = createSecurity({
    vault: vaultOf(strict),
    serverClient,
    kdf: options.kdf,
    clock: now,
    random,
    onChange(event) {
      changes.tell(event.collections);
      follow().catch(reportFault);
    },
    seedDemo: () => seedDemo({ clients: 60, seed: 1 }),
    countFiles: () => database(strict.rows('client-files').count()),
    countUnsynced: () => countWaiting(store),
    ...(options.exclusive ? { exclusive: options.exclusive } : {}),
    ...(options.pause ? { pause: options.pause } : {}),
  });

  const store = createStore({ strict, relaxed, keyring: security.keyring, clock, random, journal });
  const collections = createCollections(store);
  const list = createClientList({ store, random, now, isLeader: () => leading });
  const conflicts = createConflicts({ store, collections, documents: () => documents });
  const documents = createDocuments({
    store,
    random,
    conflictsOf: (id) => conflicts.fieldsOf(id),
    listAll: (collection) => collections.list(collection),
  });
  const queue = createQueue({ store, collections });
  let foreignState: SyncState | null = null;
  const sync = createSync({
    store,
    security,
    serverClient,
    file: queue.file,
    now,
    onState(state) {
      changes.tell(['sync']);
      channel.post({ kind: 'sync-state', state });
    },
    async onRoster() {
      await replayJournal(store, journal);
    },
    async onRestamped() {
      await list.discardPages();
    },
    onSettled: () => trimJournal(store, journal),
  });

  async function seedDemo(size: { clients: number; seed: number }): Promise<void> {
    const { demoOffice } = await import('./demo/seed');
    const people = await security.api.people();
    const office = await documents.api.get('office', OFFICE_DOCUMENT);
    const all = demoOffice({ ...size, people, today: now() });
    await documents.createMany(office ? all.filter(({ collection }) => collection !== 'office') : all);
  }

  let foreign = false;
  store.onApplied((rows) => {
    changes.tell(
      new Set([
        ...rows.map(({ ref }) => ref.collection),
        ...(rows.some(({ dirty }) => dirty) ? ['sync'] : []),
      ]),
    );
    if (rows.some(({ dirty }) => dirty)) sync.saved();
    if (!foreign && rows.length > 0) channel.post({ kind: 'rows', refs: rows.map(({ ref }) => ref) });
  });

  let stepBack: (() => void) | null = null;
  /** Follows the person at the device: unlocked → read models and synchronisation, locked → nothing is left. */
  async function follow(): Promise<void> {
    const unlocked = security.keyring() !== null;
    if (!unlocked && stepBack) {
      sync.stop();
      stepBack();
      stepBack = null;
      leading = false;
      list.forget();
      collections.clear();
    } else if (unlocked && !stepBack) {
      stepBack = options.leadership.stand(() => {
        leading = true;
        sync.start();
      });
      await markDevice(strict, marker, random, handles.lost);
      // Started here so that the list stands ready when the first screen asks for it.
      await list.ready();
      await replayJournal(store, journal);
      await compactJournal(store, journal);
    }
  }

  channel.onMessage((message) => {
    if (message.kind === 'sync-state') {
      foreignState = message.state;
      changes.tell(['sync']);
    } else if (message.kind === 'event') changes.tell(message.event.collections);
    else if (message.kind === 'lock') void security.api.lock();
    else if (security.keyring()) {
      foreign = true;
      void store.reread(message.refs).finally(() => (foreign = false));
    }
  });

  const securityApi: SecurityApi = {
    ...security.api,
    async state() {
      const state = await security.api.state();
      return state.state === 'empty' && handles.lost ? { state: 'broken', reason: 'store-lost' } : state;
    },
    async setUpOffice(input) {
      await security.api.setUpOffice(input);
      await documents.api.create('office', { name: input.officeName }, { id: OFFICE_DOCUMENT });
    },
    async lock() {
      // Pages are sealed with keys that are gone a moment later.
      await list.flush().catch(() => undefined);
      await security.api.lock();
      channel.post({ kind: 'lock' });
    },
  };
  const api: DataApi = {
    documents: documents.api,
    clientFiles: createClientFiles({ store, documents, list, random }),
    security: securityApi,
    sync: { ...sync.api, state: async () => (leading || !foreignState ? sync.api.state() : foreignState) },
    conflicts: conflicts.api,
    queue,
    agenda: createAgenda({ documents: documents.api, conflicts: conflicts.api, list, now }),
    occupations: createOccupations(),
    letters: createLetters(random),
  };

  return {
    api,
    subscribe: changes.subscribe,
    online: sync.online,
    syncOnce: sync.once,
    seedDemo,
    async close() {
      await list.flush().catch(() => undefined);
      sync.stop();
      stepBack?.();
      strict.close();
      relaxed.close();
    },
  };
}
