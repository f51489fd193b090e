import { OFFICE_DOCUMENT } from '#shared/domain/office';
import type { ChangeEvent, ConflictsApi, DataApi, DocumentsApi, QueueApi, SecurityApi } from './api';
import { Attachments } from './attachments';
import { createChanges, LOCK_TOPIC, type Message } from './changes';
import { createClientFiles } from './client-files';
import { createCollections, type Collections } from './collections';
import { createConflicts } from './conflicts';
import { openDatabase, vaultOf, type Opened } from './device';
import { Documents, documentsApi } from './documents';
import { database } from './errors';
import type { EngineOptions } from './engine-options';
import { HandingIn } from './handing-in';
import { IndexedBlobs } from './indexed-blobs';
import { IndexedStorage } from './indexed-storage';
import { AuditParts } from './audit-parts';
import { audited } from './audited';
import {
  lazyAgenda,
  lazyBackup,
  lazyErasure,
  lazyHandedIn,
  lazyOccupations,
  lazyQuarantine,
  lazyQueue,
  lazyRepair,
} from './lazily';
import { createLetters } from './letters';
import { pinRules } from './pin-rules';
import { ClientList, SOURCES } from './read-models';
import { reportFault } from './report-fault';
import { compactJournal, replayJournal, trimJournal } from './replay';
import { createRoomKeeper, journalWhileThereIsRoom, whileThereIsRoom, type RoomKeeper } from './room';
import type { OpenRow, RowRef } from './sealing';
import type { SyncState } from './sync-api';
import { Store } from './store';
import { createSecurity, type Security } from '../security/create-security';
import { countWaiting } from '../sync/push';
import { Sync } from '../sync/sync';
import { newId, systemRandom, type Random } from '#shared/crypto/random';
import type { Collection } from '#shared/security/compartments';
import { createClock, writerOf } from '#shared/sync/clock';

export interface Engine {
  api: DataApi;
  subscribe(this: void, listener: (event: ChangeEvent) => void): () => void;
  /** The device says that the network is back. */
  online(this: void): void;
  /** One round of synchronisation to its end (Node: seeding, tests). Throws ServerFailure. */
  syncOnce(this: void): Promise<void>;
  /** Fills the office with fictional clients, the same for the same seed; with `only`, records of those collections. */
  seedDemo(this: void, size: { clients: number; seed: number; only?: readonly Collection[] }): Promise<void>;
  /** Writes read models and stops; for tests and Node. */
  close(this: void): Promise<void>;
}

/** Composes store, keys, read models and synchronisation, without anything of a worker or a document. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { indexedDB, IDBKeyRange, databaseName = 'wegbuch' } = options;
  let engine: LocalEngine | null = null;
  const onLost = () => engine?.lost();
  const opened = await openDatabase(databaseName, { indexedDB, IDBKeyRange }, options.marker, onLost);
  if (!opened.ok) return (await import('./broken-engine')).brokenEngine(opened.reason, options);
  return (engine = new LocalEngine(options, opened));
}

/** How long a lock that comes from another window waits for what was typed here, in milliseconds. */
const HAND_OVER_MS = 900;

type Handles = Omit<Extract<Opened, { ok: true }>, 'ok'>;

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
  private readonly attachments: Attachments;
  private readonly auditParts: AuditParts;
  private readonly handing: HandingIn;
  private readonly room: RoomKeeper;
  /** False once the note outside the database could not be written, or where there is no outside at all. */
  private outsideKept: boolean;
  /** Runs while screens hand over what was typed before another window's lock reaches this one. */
  private lockTimer: ReturnType<typeof setTimeout> | undefined;
  /** Ends when what the store lost is back; nobody sees or changes anything before. */
  private replayed: Promise<unknown> = Promise.resolve();
  private leading = false;
  private stepBack: (() => void) | null = null;
  /** The last change of who is here, until everything has followed it. */
  private following: Promise<void> = Promise.resolve();
  /** What the window that synchronises says of it. */
  private foreignState: SyncState | null = null;

  constructor(
    private readonly options: EngineOptions,
    private readonly handles: Handles,
  ) {
    const { now, serverClient, freeBytes, exclusive } = options;
    const { strict, relaxed, highWater } = handles;
    this.room = createRoomKeeper(freeBytes ?? (() => Promise.resolve(null)), now);
    const journal = journalWhileThereIsRoom(options.journal, this.room);
    const random = options.random ?? systemRandom;
    const clock = createClock({ now, writer: writerOf('', newId(random)), highWater });
    this.random = random;
    this.outsideKept = options.outsideKept ?? true;
    this.subscribe = this.changes.subscribe;
    this.handing = this.startHanding();
    this.security = this.startSecurity();
    const { security } = this;
    this.auditParts = new AuditParts({ ...options, strict, security, random, store: () => this.store });
    const store = new Store({
      storage: whileThereIsRoom(new IndexedStorage(strict, relaxed), this.room),
      keyring: security.keyring,
      clock,
      random,
      journal,
      along: this.auditParts.audit.along,
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
    const queue = lazyQueue({ store, collections: this.collections });
    this.attachments = new Attachments({
      ...options,
      storage: new IndexedBlobs(strict),
      documents: this.documents,
      security,
      room: this.room,
      random,
      onChange: () => this.changes.tell(['attachments']),
      onWaiting: () => this.sync.saved(),
    });
    this.sync = new Sync({
      store,
      transfers: this.attachments.transfers,
      security,
      serverClient,
      file: (item) => queue.file(item),
      now,
      ...(exclusive ? { exclusive } : {}),
      erasures: () => import('../sync/erasures'),
      onState: (state) => this.announce(state),
      onRoster: async () => {
        await replayJournal(store, journal);
        await security.renewKeys();
      },
      sendAudit: this.auditParts.send,
      onRestamped: () => this.list.discardPages(),
      onSettled: () => {
        options.channel.post({ kind: 'settled' });
        return trimJournal(store, journal);
      },
    });
    this.api = audited(this.composeApi(queue, conflicts.api), this.auditParts, this.documents);
    store.onApplied((rows, _, erased, own) => this.tellOf(rows, erased, own));
    this.handing.goOn();
    options.channel.onMessage((message) => this.hear(message));
  }

  private startHanding(): HandingIn {
    const { channel } = this.options;
    return new HandingIn({
      ...this.options,
      strict: this.handles.strict,
      store: () => this.store,
      send: () => this.security.handIn(),
      onWiped: () => channel.post({ kind: 'event', event: { collections: ['security'] } }),
    });
  }

  private startSecurity(): Security {
    const { serverClient, kdf, now, exclusive, pause, marker, pins } = this.options;
    const { strict } = this.handles;
    return createSecurity({
      vault: vaultOf(strict, marker, () => (this.outsideKept = false)),
      serverClient,
      kdf,
      clock: now,
      random: this.random,
      onChange: (event) => {
        this.following = this.follow().catch(reportFault);
        void this.replayed.then(() => this.changes.tell(event.collections));
      },
      seedDemo: () => this.seedDemo({ clients: 60, seed: 1 }),
      countFiles: () => database(strict.rows('client-files').count()),
      countUnsynced: () => countWaiting(this.store),
      handing: this.handing,
      ...(exclusive ? { exclusive } : {}),
      ...(pause ? { pause } : {}),
      ...(pins ? { pins } : {}),
      pinRules: () => pinRules(this.api.documents),
    });
  }

  private composeApi(queue: QueueApi, conflicts: ConflictsApi): Omit<DataApi, 'audit'> {
    const { store, list, random, sync } = this;
    const documents = documentsApi(this.documents);
    const parts = { store, documents: this.documents, random, wake: () => void sync.api.now() };
    const state = async () => (this.leading || !this.foreignState ? sync.api.state() : this.foreignState);
    return {
      documents,
      clientFiles: createClientFiles({ store, documents: this.documents, list, random }),
      security: this.securityApi(documents),
      sync: { ...sync.api, state },
      conflicts,
      quarantine: lazyQuarantine({
        ...parts,
        contents: this.attachments.transfers,
        replay: () => replayJournal(store, this.options.journal),
        onChange: () => {
          this.changes.tell(['sync']);
          this.options.channel.post({ kind: 'event', event: { collections: ['sync'] } });
        },
      }),
      backup: lazyBackup({
        ...this.options,
        ...parts,
        strict: this.handles.strict,
        security: this.security,
        onRestored: () => this.restored(),
        onKept: () => this.changes.tell(['sync']),
      }),
      erasure: lazyErasure({
        ...this.options,
        ...parts,
        security: this.security,
        attachments: this.attachments,
      }),
      handedIn: lazyHandedIn({
        ...this.options,
        ...parts,
        security: this.security,
        audit: this.auditParts.audit,
        onChange: () => this.changes.tell(['security']),
      }),
      queue,
      agenda: lazyAgenda({ documents, conflicts, list, now: this.options.now }),
      occupations: lazyOccupations(),
      letters: createLetters(random),
      attachments: this.attachments,
      storage: {
        ...lazyRepair(this.options),
        room: async () => ({ level: await this.room.level(), journal: this.outsideKept }),
      },
    };
  }

  /** What screens ask of security, with what the store has to do for it. */
  private securityApi(documents: DocumentsApi): SecurityApi {
    const { api } = this.security;
    const inStore = (unlocking: Promise<void>) => unlocking.then(async () => void (await this.replayed));
    return {
      ...api,
      unlock: (input) => inStore(api.unlock(input)),
      unlockByPin: (input) => inStore(api.unlockByPin(input)),
      state: async () => {
        await this.replayed;
        const state = await api.state();
        if (state.state !== 'empty') return state;
        return this.handles.lost ? { state: 'broken', reason: 'store-lost' } : this.handing.farewell();
      },
      setUpOffice: async (input) => {
        await api.setUpOffice(input);
        await this.sync.founded();
        await documents.create('office', { name: input.officeName }, { id: OFFICE_DOCUMENT });
      },
      lock: async () => {
        // The other windows first: none of them shall stay open because this one has trouble with its pages.
        if (this.lockTimer === undefined) this.options.channel.post({ kind: 'lock' });
        clearTimeout(this.lockTimer);
        this.lockTimer = undefined;
        // Pages are sealed with keys that are gone a moment later.
        await this.list.flush().catch(() => undefined);
        await api.lock();
      },
    };
  }

  /** Another window locks: so does this one, once its screens have handed over what was typed. */
  private lockSoon(): void {
    if (this.lockTimer !== undefined) return;
    this.changes.tell([LOCK_TOPIC]);
    this.lockTimer = setTimeout(() => void this.api.security.lock(), HAND_OVER_MS);
  }

  /** The browser emptied the store under the running app: screens ask what is the matter. */
  lost(): void {
    this.handles.lost = true;
    this.changes.tell(['security']);
  }

  /** A backup gave the device an office: screens ask who may unlock. */
  private restored(): void {
    this.handles.lost = false;
    this.changes.tell(['security']);
  }

  private announce(state: SyncState): void {
    this.changes.tell(['sync']);
    this.options.channel.post({ kind: 'sync-state', state });
  }

  /** Tells this window's screens, synchronisation and the other windows what was written. */
  private tellOf(rows: OpenRow[], erased: readonly RowRef[], own: boolean): void {
    const waiting = rows.some(({ dirty }) => dirty);
    const refs = [...rows.map(({ ref }) => ref), ...erased];
    this.changes.tell(new Set([...refs.map(({ collection }) => collection), ...(waiting ? ['sync'] : [])]));
    if (waiting) this.sync.saved();
    if (own && refs.length > 0) this.options.channel.post({ kind: 'rows', refs });
  }

  /** Takes in what another window says. */
  private hear(message: Message): void {
    if (message.kind === 'sync-state') {
      this.foreignState = message.state;
      this.changes.tell(['sync']);
    } else if (message.kind === 'event') this.changes.tell(message.event.collections);
    else if (message.kind === 'lock') this.lockSoon();
    else if (this.security.keyring()) {
      const { store } = this;
      const { journal } = this.options;
      const work = message.kind === 'settled' ? trimJournal(store, journal) : store.reread(message.refs);
      work.catch(reportFault);
    }
  }

  /** Follows the person at the device: unlocked → read models and synchronisation, locked → nothing is left. */
  private async follow(): Promise<void> {
    const { store, list, sync } = this;
    const { journal, leadership } = this.options;
    const keyring = this.security.keyring();
    if (keyring) store.clock.writeAs(writerOf(keyring.personId, newId(this.random)));
    if (!keyring && this.stepBack) {
      sync.stop();
      this.stepBack();
      this.stepBack = null;
      this.leading = false;
      list.forget();
      this.collections.clear();
      store.unsynced.forget();
    } else if (keyring && !this.stepBack) {
      this.replayed = replayJournal(store, journal).catch(reportFault);
      this.stepBack = leadership.stand(() => {
        this.leading = true;
        list.again().then(() => this.changes.tell([...SOURCES]), reportFault);
        void this.replayed.then(() => this.leading && sync.start());
      });
      // Started here so that the list stands ready when the first screen asks for it.
      await list.ready();
      await this.replayed;
      await compactJournal(store, journal);
      await this.auditParts.alone();
    }
  }

  readonly online = () => {
    this.sync.online();
    this.handing.goOn();
  };

  readonly syncOnce = () => this.sync.once();

  readonly seedDemo: Engine['seedDemo'] = async (size) => {
    const { seedOffice } = await import('./demo/seed-office');
    await seedOffice(size, this.api, this.documents, this.options.now());
  };

  readonly close = async (): Promise<void> => {
    await Promise.all([this.following, this.handing.stop()]);
    await this.list.flush().catch(() => undefined);
    this.sync.stop();
    this.stepBack?.();
    this.handles.strict.close();
    this.handles.relaxed.close();
  };
}
