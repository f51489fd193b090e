import { OFFICE_DOCUMENT } from '#shared/domain/office';
import { createAgenda } from './agenda';
import type {
  ChangeEvent,
  ConflictsApi,
  DataApi,
  DocumentsApi,
  QueueApi,
  SecurityApi,
  SyncState,
} from './api';
import { createChanges, type Channel, type Message } from './changes';
import { createClientFiles } from './client-files';
import { createCollections, type Collections } from './collections';
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
import { Documents, documentsApi } from './documents';
import { database, dataError } from './errors';
import type { Journal } from './journal';
import { IndexedStorage } from './indexed-storage';
import { createLetters } from './letters';
import { createOccupations } from './occupations';
import { createQueue } from './queue';
import { ClientList } from './read-models';
import type { LocalDatabase } from './schema';
import type { OpenRow, RowRef } from './sealing';
import { CLOCK_NAME, Store } from './store';
import { createSecurity, type Security } from '../security/create-security';
import type { LocalVault } from '../security/local-vault';
import type { ServerClient } from '../sync/server-client';
import { countWaiting } from '../sync/push';
import { Sync } from '../sync/sync';
import type { Kdf } from '#shared/crypto/kdf';
import { newId, systemRandom, type Random } from '#shared/crypto/random';
import type { Collection } from '#shared/security/compartments';
import { createClock, writerOf } from '#shared/sync/clock';

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
  /** Fills the office with fictional clients, the same for the same seed; with `only`, records of those collections. */
  seedDemo(
    this: void,
    size: { clients: number; seed: number; only?: readonly Collection[] },
  ): Promise<void>;
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
  return new LocalEngine(options, {
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

/** The parts that live as long as the worker, each given those it needs. */
class LocalEngine implements Engine {
  readonly api: DataApi;
  readonly subscribe: Engine['subscribe'];
  private readonly changes = createChanges();
  private readonly random: Random;
  private readonly security: Security;
  private readonly store: Store;
  private readonly collections: Collections;
  private readonly list: ClientList;
  private readonly documents: Documents;
  private readonly sync: Sync;
  private leading = false;
  private stepBack: (() => void) | null = null;
  /** The last change of who is here, until everything has followed it. */
  private following: Promise<void> = Promise.resolve();
  /** What the window that synchronises says of it. */
  private foreignState: SyncState | null = null;
  /** True while rows are read that another window wrote. */
  private rereading = false;

  constructor(
    private readonly options: EngineOptions,
    private readonly handles: Handles,
  ) {
    const { now, journal, serverClient } = options;
    const { strict, relaxed, highWater } = handles;
    const random = options.random ?? systemRandom;
    const clock = createClock({ now, writer: writerOf('', newId(random)), highWater });
    this.random = random;
    this.subscribe = this.changes.subscribe;
    this.security = this.startSecurity();
    const { security } = this;
    const store = new Store({
      storage: new IndexedStorage(strict, relaxed),
      keyring: security.keyring,
      clock,
      random,
      journal,
    });
    this.store = store;
    this.collections = createCollections(store);
    this.list = new ClientList({ store, strict, relaxed, random, now, isLeader: () => this.leading });
    const conflicts = createConflicts({
      store,
      collections: this.collections,
      documents: () => this.documents,
    });
    this.documents = new Documents({
      store,
      random,
      conflictsOf: (id) => conflicts.fieldsOf(id),
      listAll: (collection) => this.collections.list(collection),
    });
    const queue = createQueue({ store, collections: this.collections });
    this.sync = new Sync({
      store,
      security,
      serverClient,
      file: (item) => queue.file(item),
      now,
      onState: (state) => this.announce(state),
      onRoster: async () => {
        await replayJournal(store, journal);
      },
      onRestamped: () => this.list.discardPages(),
      onSettled: () => trimJournal(store, journal),
    });
    this.api = this.composeApi(queue, conflicts.api);
    store.onApplied((rows, _, erased) => this.tellOf(rows, erased));
    options.channel.onMessage((message) => this.hear(message));
  }

  private startSecurity(): Security {
    const { serverClient, kdf, now, exclusive, pause } = this.options;
    const { strict } = this.handles;
    return createSecurity({
      vault: vaultOf(strict),
      serverClient,
      kdf,
      clock: now,
      random: this.random,
      onChange: (event) => {
        this.changes.tell(event.collections);
        this.following = this.follow().catch(reportFault);
      },
      seedDemo: () => this.seedDemo({ clients: 60, seed: 1 }),
      countFiles: () => database(strict.rows('client-files').count()),
      countUnsynced: () => countWaiting(this.store),
      ...(exclusive ? { exclusive } : {}),
      ...(pause ? { pause } : {}),
    });
  }

  private composeApi(queue: QueueApi, conflicts: ConflictsApi): DataApi {
    const { store, list, random, sync } = this;
    const documents = documentsApi(this.documents);
    const state = async () => (this.leading || !this.foreignState ? sync.api.state() : this.foreignState);
    return {
      documents,
      clientFiles: createClientFiles({ store, documents: this.documents, list, random }),
      security: this.securityApi(documents),
      sync: { ...sync.api, state },
      conflicts,
      queue,
      agenda: createAgenda({ documents, conflicts, list, now: this.options.now }),
      occupations: createOccupations(),
      letters: createLetters(random),
    };
  }

  /** What screens ask of security, with what the store has to do for it. */
  private securityApi(documents: DocumentsApi): SecurityApi {
    const { api } = this.security;
    return {
      ...api,
      state: async () => {
        const state = await api.state();
        const lost = state.state === 'empty' && this.handles.lost;
        return lost ? { state: 'broken', reason: 'store-lost' } : state;
      },
      setUpOffice: async (input) => {
        await api.setUpOffice(input);
        await documents.create('office', { name: input.officeName }, { id: OFFICE_DOCUMENT });
      },
      lock: async () => {
        // The other windows first: none of them shall stay open because this one has trouble with its pages.
        this.options.channel.post({ kind: 'lock' });
        // Pages are sealed with keys that are gone a moment later.
        await this.list.flush().catch(() => undefined);
        await api.lock();
      },
    };
  }

  private announce(state: SyncState): void {
    this.changes.tell(['sync']);
    this.options.channel.post({ kind: 'sync-state', state });
  }

  /** Tells this window's screens, synchronisation and the other windows what was written. */
  private tellOf(rows: OpenRow[], erased: readonly RowRef[]): void {
    const waiting = rows.some(({ dirty }) => dirty);
    const refs = [...rows.map(({ ref }) => ref), ...erased];
    this.changes.tell(new Set([...refs.map(({ collection }) => collection), ...(waiting ? ['sync'] : [])]));
    if (waiting) this.sync.saved();
    if (!this.rereading && refs.length > 0) this.options.channel.post({ kind: 'rows', refs });
  }

  /** Takes in what another window says. */
  private hear(message: Message): void {
    if (message.kind === 'sync-state') {
      this.foreignState = message.state;
      this.changes.tell(['sync']);
    } else if (message.kind === 'event') this.changes.tell(message.event.collections);
    else if (message.kind === 'lock') void this.security.api.lock();
    else if (this.security.keyring()) {
      this.rereading = true;
      this.store
        .reread(message.refs)
        .catch(reportFault)
        .finally(() => (this.rereading = false));
    }
  }

  /** Follows the person at the device: unlocked → read models and synchronisation, locked → nothing is left. */
  private async follow(): Promise<void> {
    const { store, list, sync } = this;
    const { journal, marker, leadership } = this.options;
    const keyring = this.security.keyring();
    const unlocked = keyring !== null;
    if (keyring) store.clock.writeAs(writerOf(keyring.personId, newId(this.random)));
    if (!unlocked && this.stepBack) {
      sync.stop();
      this.stepBack();
      this.stepBack = null;
      this.leading = false;
      list.forget();
      this.collections.clear();
    } else if (unlocked && !this.stepBack) {
      this.stepBack = leadership.stand(() => {
        this.leading = true;
        sync.start();
      });
      await markDevice(this.handles.strict, marker, this.random, this.handles.lost);
      // Started here so that the list stands ready when the first screen asks for it.
      await list.ready();
      await replayJournal(store, journal);
      await compactJournal(store, journal);
    }
  }

  readonly online = () => this.sync.online();

  readonly syncOnce = () => this.sync.once();

  readonly seedDemo: Engine['seedDemo'] = async ({ only, ...size }) => {
    const { demoOffice } = await import('./demo/seed');
    const people = await this.security.api.people();
    const office = await this.api.documents.get('office', OFFICE_DOCUMENT);
    const all = demoOffice({ ...size, people, today: this.options.now() });
    const wanted = all.filter(
      ({ collection }) => (only?.includes(collection) ?? true) && !(office && collection === 'office'),
    );
    await this.documents.createMany(wanted);
  };

  readonly close = async (): Promise<void> => {
    await this.following;
    await this.list.flush().catch(() => undefined);
    this.sync.stop();
    this.stepBack?.();
    this.handles.strict.close();
    this.handles.relaxed.close();
  };
}
