import { Attachments } from '../../renderer/data/attachments';
import { createCollections, type Collections } from '../../renderer/data/collections';
import { createConflicts } from '../../renderer/data/conflicts';
import { REPLAY_NAME } from '../../renderer/data/device';
import { Documents } from '../../renderer/data/documents';
import { createJournal, type Journal, type JournalFile } from '../../renderer/data/journal';
import { createQueue } from '../../renderer/data/queue';
import { replayJournal, trimJournal } from '../../renderer/data/replay';
import type { OpenRow, RowRef } from '../../renderer/data/sealing';
import { CLOCK_NAME, Store } from '../../renderer/data/store';
import * as erasures from '../../renderer/sync/erasures';
import type { ServerClient } from '../../renderer/sync/server-client';
import { Sync, type SyncSecurity } from '../../renderer/sync/sync';
import { ModelBlobStorage } from './model-blob-storage';
import { ModelDisk, ModelStorage, type DiskBugs } from './model-disk';
import type { Dice, Scheduler } from './scheduler';
import { testKeyring } from './test-keyring';
import { concat } from '#shared/crypto/bytes';
import { newId } from '#shared/crypto/random';
import type { Compartment } from '#shared/security/compartments';
import { createClock, writerOf } from '#shared/sync/clock';

/** Bugs of a device that the simulation must catch. */
export interface DeviceBugs extends DiskBugs {
  /** The clock forgets what it has seen when it starts. */
  forgetClock?: boolean;
  /** Ids that all devices should compute alike are random. */
  randomNames?: boolean;
  /** Unsynchronised rows are not written to the journal. */
  noJournal?: boolean;
  /** Erasures of others are not obeyed. */
  ignoreErasures?: boolean;
}

export interface DeviceOptions {
  name: string;
  personId: string;
  people: readonly string[];
  scheduler: Scheduler;
  /** What the roster of the server gives this person now. */
  granted: () => readonly Compartment[];
  client: (device: SimDevice) => ServerClient;
  /** Called with everything that the store wrote, as readers see it. */
  onApplied: (rows: readonly OpenRow[]) => void;
  bugs: DeviceBugs;
  /** The window that was open on this computer before, whose store this one shares; only that one synchronises. */
  beside?: SimDevice;
}

/** A journal's file as the operating system has it; what was not flushed may go with a power cut. */
class SimFile implements JournalFile {
  bytes: Uint8Array = new Uint8Array(0);
  #flushed = 0;
  isBeside = false;

  beside(): Promise<boolean> {
    return Promise.resolve(this.isBeside);
  }

  append(bytes: Uint8Array): Promise<void> {
    this.bytes = concat(this.bytes, bytes);
    return Promise.resolve();
  }

  flush(): Promise<void> {
    this.#flushed = this.bytes.length;
    return Promise.resolve();
  }

  powerCut(dice: Dice): void {
    const lost = this.bytes.length - this.#flushed;
    if (lost > 0) this.bytes = this.bytes.slice(0, this.#flushed + dice.below(lost + 1));
    this.#flushed = this.bytes.length;
  }

  read(from: number): Promise<Uint8Array> {
    return Promise.resolve(this.bytes.slice(from));
  }
  size(): Promise<number> {
    return Promise.resolve(this.bytes.length);
  }
  replace(bytes: Uint8Array, end: number): Promise<void> {
    this.bytes = concat(bytes, this.bytes.subarray(end));
    return this.flush();
  }
}

/** The processes of one window, one after another, over one disk: the product's own store, documents and sync. */
export class SimDevice {
  readonly disk: ModelDisk;
  readonly #file = new SimFile();
  /** The windows of this computer, the first of which synchronises. */
  readonly windows: SimDevice[];
  /** How far the device's clock is off, in milliseconds. */
  offset = 0;
  online = true;
  held: readonly Compartment[] = [];
  store!: Store;
  documents!: Documents;
  conflicts!: ReturnType<typeof createConflicts>['api'];
  collections!: Collections;
  attachments!: Attachments;
  syncing: Promise<void> | null = null;
  #sync!: Sync;
  #journal!: Journal;
  #replayed: Promise<unknown> = Promise.resolve();
  #starts = 0;
  #running = false;

  constructor(readonly options: DeviceOptions) {
    this.disk = options.beside?.disk ?? new ModelDisk(options.bugs);
    this.windows = options.beside?.windows ?? [];
    this.windows.push(this);
    this.start();
  }

  get name(): string {
    return this.options.name;
  }

  get owner(): string {
    return `${this.options.name}#${this.#starts}`;
  }

  /** Unix milliseconds by the device's own clock. */
  get time(): number {
    return this.options.scheduler.time + this.offset;
  }

  private readonly now = () => this.time;

  /** A process begins over what is on the disk. */
  private start(): void {
    this.#starts++;
    this.#running = true;
    const { options, owner } = this;
    const { scheduler, bugs, personId } = options;
    const random = scheduler.dice.bytes;
    const step = (label: string) => scheduler.step(owner, label);
    const saved = bugs.forgetClock ? undefined : this.disk.values.get(CLOCK_NAME);
    this.#journal = this.journalOf(step);
    this.syncing = null;
    this.held = [...options.granted()];
    const writer = writerOf(personId, newId(random));
    const clock = createClock({ now: this.now, writer, highWater: typeof saved === 'string' ? saved : '' });
    const held = () => this.held;
    const randomNames = bugs.randomNames ? () => newId(random) : null;
    const keyring = testKeyring({ personId, people: options.people, held, randomNames });
    this.store = new Store({
      storage: new ModelStorage(this.disk, step),
      keyring: () => keyring,
      clock: bugs.forgetClock ? { ...clock, observe: () => undefined } : clock,
      random,
      journal: this.#journal,
    });
    this.store.onApplied((rows, _, erased, own) => {
      options.onApplied(rows);
      if (rows.some(({ dirty }) => dirty)) this.#sync.saved();
      if (own) this.tellOthers([...rows.map(({ ref }) => ref), ...erased]);
    });
    this.collections = createCollections(this.store);
    const { store, collections } = this;
    const conflicts = createConflicts({ store, collections, documents: () => this.documents });
    this.conflicts = conflicts.api;
    this.documents = new Documents({
      store,
      random,
      conflictsOf: (id) => conflicts.fieldsOf(id),
      listAll: (collection) => collections.list(collection),
    });
    this.attachments = this.attachmentsOf(step);
    this.#sync = this.syncOf();
    this.#replayed = replayJournal(this.store, this.#journal);
    // Each round tells; a process that was killed meanwhile has nobody to tell.
    this.#replayed.catch(() => undefined);
  }

  /** What the channel between windows does: they read again what this one wrote. */
  private tellOthers(refs: readonly RowRef[]): void {
    for (const other of this.windows) {
      if (other === this || refs.length === 0) continue;
      const { owner, store } = other;
      void this.options.scheduler.step(owner, 'told').then(() => store.reread(refs));
    }
  }

  private settleOthers(): void {
    for (const other of this.windows) {
      if (other === this) continue;
      const { owner, store } = other;
      const journal = other.#journal;
      void this.options.scheduler.step(owner, 'settled').then(() => trimJournal(store, journal));
    }
  }

  private journalOf(step: (label: string) => Promise<void>): Journal {
    const file = this.#file;
    file.isBeside = this.windows.some((other) => other !== this && other.#running);
    const stepped: JournalFile = {
      beside: () => file.beside(),
      append: (bytes) => step('journal').then(() => file.append(bytes)),
      flush: () => step('flush').then(() => file.flush()),
      read: (from) => file.read(from),
      size: () => file.size(),
      replace: (bytes, end) => file.replace(bytes, end),
    };
    const journal = createJournal(stepped, this.now);
    return this.options.bugs.noJournal ? { ...journal, append: () => Promise.resolve() } : journal;
  }

  private attachmentsOf(step: (label: string) => Promise<void>): Attachments {
    const { options, disk, documents } = this;
    return new Attachments({
      storage: new ModelBlobStorage(disk, step),
      documents,
      security: this.securityOf(),
      serverClient: () => options.client(this),
      room: { level: () => Promise.resolve(null), admit: () => Promise.resolve() },
      random: options.scheduler.dice.bytes,
      now: this.now,
      onChange: () => undefined,
      onWaiting: () => this.#sync.saved(),
    });
  }

  private securityOf(): SyncSecurity {
    const { options } = this;
    return {
      signIn: () => Promise.resolve({ token: options.personId }),
      refreshRoster: () => {
        this.held = [...options.granted()];
        return Promise.resolve();
      },
      refreshInvitations: () => Promise.resolve(),
      connect: () => Promise.resolve(),
      server: () => Promise.resolve('sim'),
    };
  }

  private syncOf(): Sync {
    const { options, store, collections } = this;
    const queue = createQueue({ store, collections });
    return new Sync({
      store,
      transfers: this.attachments.transfers,
      security: this.securityOf(),
      serverClient: () => options.client(this),
      file: (item) => queue.file(item),
      now: this.now,
      // Nothing real is waited for: fetching a chunk would take time that no seed knows.
      erasures: () => Promise.resolve(erasures),
      onState: () => undefined,
      onRoster: async () => void (await replayJournal(store, this.#journal)),
      onRestamped: () => Promise.resolve(),
      onSettled: () => {
        this.settleOthers();
        return trimJournal(store, this.#journal);
      },
      pageRows: 5,
    });
  }

  /** One round of synchronisation, unless one is running. Its failure is the network's, not ours. */
  sync(): Promise<void> {
    if (this.windows[0] !== this) return Promise.resolve();
    this.syncing ??= this.#replayed
      .then(() => this.#sync.once())
      .catch((error: unknown) => {
        if ((error as { name?: string }).name !== 'ServerFailure') throw error;
      })
      .finally(() => (this.syncing = null));
    return this.syncing;
  }

  private kill(): void {
    this.options.scheduler.kill(this.owner);
    this.#running = false;
  }

  /** The process ends without warning. Another one starts. */
  crash(): void {
    this.kill();
    this.start();
  }

  /** Every window ends; the first to start again takes over the journals of all. */
  private restart(meanwhile: () => void): void {
    for (const window of this.windows) window.kill();
    meanwhile();
    const files = this.windows.map((window) => window.#file);
    const all = concat(...files.map(({ bytes }) => bytes));
    files.forEach((file, at) => {
      file.bytes = at === 0 ? all : new Uint8Array(0);
      void file.flush();
    });
    for (const window of this.windows) window.start();
  }

  /** The computer goes out, and what was not flushed with it. */
  cutPower(): void {
    const { dice } = this.options.scheduler;
    this.restart(() => {
      this.disk.powerCut(dice);
      for (const window of this.windows) window.#file.powerCut(dice);
    });
  }

  /** The browser resets the store; the journals stay. */
  loseStore(): void {
    this.restart(() => {
      this.disk.wipe();
      this.disk.values.set(REPLAY_NAME, true);
    });
  }
}
