import type { AppState } from './api';
import type { Channel } from './changes';
import type { Marker } from './device';
import { database } from './errors';
import type { Journal, JournalRecord } from './journal';
import { unreadRecords } from './replay';
import { reportFault } from './report-fault';
import type { LocalDatabase } from './schema';
import type { Store } from './store';
import type { Handing } from '../security/context';

/** So long other windows have to save what was typed and to lock, in milliseconds. */
const AFTER_LOCK_MS = 1_200;
/** A server that was not reached is tried again after this long, in milliseconds. */
const AGAIN_MS = 5 * 60_000;
/** Name of the local value with the number of changes that were handed in before the device was wiped. */
const FAREWELL = 'farewell';

interface Surroundings {
  strict: LocalDatabase;
  journal: Journal;
  marker: Marker;
  channel: Channel;
  store: () => Store;
  /** Sends what there is; gives whether to try again later. */
  send: () => Promise<boolean>;
  /** The device is as new. */
  onWiped: () => void;
}

/** What wiping needs; of what the worker has from the start it imports nothing, which would split that in two. */
export interface HandingInOptions extends Surroundings {
  /** Keys of decisions to erase that were not carried out. */
  undone: () => Promise<Set<string>>;
  /** What stands in the journal alone. */
  unread: () => Promise<JournalRecord[]>;
}

const ending = () => import('./wiping');

/** What a device that was ended hands in before it is wiped (ADR 28): now, or as soon as the server is reached. */
export class HandingIn implements Handing {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> = Promise.resolve();
  private ended = false;

  private readonly options: HandingInOptions;

  constructor(surroundings: Surroundings) {
    const { store, journal } = surroundings;
    this.options = {
      ...surroundings,
      undone: async () => (await import('../sync/erasures')).undoneDecisions(store()),
      unread: () => unreadRecords(store(), journal),
    };
  }

  readonly rows: Handing['rows'] = async () => (await ending()).rowsToHandIn(this.options);

  readonly wipe: Handing['wipe'] = async (revs) =>
    (await ending()).wipeBut(this.options, revs, { [FAREWELL]: revs.size });

  readonly lockOthers = () => this.options.channel.post({ kind: 'lock' });

  readonly packed = () => this.after(AFTER_LOCK_MS);

  /** Tries to send what waits, if anything does. */
  readonly goOn = () => this.after(0);

  private after(ms: number): void {
    clearTimeout(this.timer);
    if (this.ended) return;
    this.timer = setTimeout(() => (this.running = this.running.then(() => this.send())), ms);
  }

  private async send(): Promise<void> {
    try {
      if (!this.ended && (await this.options.send())) this.after(AGAIN_MS);
    } catch (error) {
      if (!this.ended) reportFault(error);
    }
  }

  /** An empty device, and what was handed in before it was wiped. */
  async farewell(): Promise<AppState> {
    const value = (await database(this.options.strict.local.get(FAREWELL)))?.value;
    return typeof value === 'number' ? { state: 'empty', handedIn: value } : { state: 'empty' };
  }

  /** Tries no more; ends with what is under way. */
  stop(): Promise<void> {
    this.ended = true;
    clearTimeout(this.timer);
    return this.running;
  }
}
