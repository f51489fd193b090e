import { createCall } from './call';
import { isServerFailure } from './http';
import { isErasureDue, pullErasures, undoneDecisions } from './erasures';
import { pullInbox } from './inbox';
import { listen, sleep } from './live';
import { pullCompartment, retryLoading, type Checks } from './pull';
import { countWaiting, pushAll } from './push';
import { LOADING_CODES } from './remote';
import type { ServerClient } from './server-client';
import type { SyncApi, SyncState } from '../data/api';
import { isAnythingDamaged } from '../data/damage';
import { dataError, isDataError } from '../data/errors';
import type { Store } from '../data/store';
import type { CheckIn } from '#shared/domain/queue';
import type { LiveHint } from '#shared/sync/protocol';

const POLL_MS = 60_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** Saves that follow each other closely travel together. */
const GATHER_MS = 20;

/** What the engine of synchronisation needs from security. */
export interface SyncSecurity {
  signIn(fresh?: boolean): Promise<{ token: string }>;
  refreshRoster(): Promise<void>;
  refreshInvitations(): Promise<void>;
  connect(server: string): Promise<void>;
  server(): Promise<string | null>;
}

export interface SyncOptions {
  store: Store;
  security: SyncSecurity;
  serverClient: (base: string) => ServerClient;
  file: (item: CheckIn) => Promise<void>;
  now: () => number;
  /** Tells screens (and other windows) that the state of synchronisation changed. */
  onState: (state: SyncState) => void;
  /** Grants may have brought keys. */
  onRoster: () => Promise<void>;
  /** Stamps were mended: read models must be read anew. */
  onRestamped: () => Promise<void>;
  /** The content of attachments; without it rows travel alone (simulation). */
  transfers?: {
    heldBack(): Promise<Set<string>>;
    /** Contents that the server does not take. */
    refusals(): Promise<unknown[]>;
    /** Gives whether something is left for the next round. */
    round(): Promise<boolean>;
  };
  /** Everything is on the server. */
  onSettled: () => Promise<void>;
}

type Standing =
  | { kind: 'starting' }
  | { kind: 'synced'; at: string }
  | { kind: 'offline'; since: string }
  | { kind: 'problem'; code: string };

/** Which parts of a round are due. Everything is, at first and after a break. */
interface Due {
  roster: boolean;
  erasures: boolean;
  invitations: boolean;
  inbox: boolean;
}

const everything = (): Due => ({ roster: true, erasures: true, invitations: true, inbox: true });

/**
 * Carries rows between this device and the server while unlocked. Sees dirty rows by itself: nobody calls it
 * after a save but the hint that there was one.
 */
export class Sync {
  private readonly checks: Checks = new Map();
  private standing: Standing = { kind: 'starting' };
  private due = everything();
  private running: Promise<void> | null = null;
  private stopper: AbortController | null = null;
  private alarm: AbortController = new AbortController();
  private busy = false;

  readonly api: SyncApi = {
    state: () => this.state(),
    now: async () => this.lookEverywhere(),
    connect: async (server) => {
      await this.options.security.connect(server);
      this.standing = { kind: 'starting' };
      this.lookEverywhere();
      await this.announce();
    },
  };

  constructor(private readonly options: SyncOptions) {}

  private async state(): Promise<SyncState> {
    const aside = await this.isAnythingAside();
    if ((await this.options.security.server()) === null)
      return aside ? { kind: 'problem', code: 'quarantine', waiting: 0 } : { kind: 'no-server' };
    const waiting = await countWaiting(this.options.store);
    if (this.standing.kind === 'offline') return { kind: 'offline', waiting, since: this.standing.since };
    if (this.standing.kind === 'problem') return { kind: 'problem', code: this.standing.code, waiting };
    if (aside) return { kind: 'problem', code: 'quarantine', waiting };
    if (this.busy || waiting > 0 || this.standing.kind === 'starting') return { kind: 'syncing', waiting };
    return { kind: 'synced', at: this.standing.at };
  }

  private async isAnythingAside(): Promise<boolean> {
    const { store, transfers } = this.options;
    const rows = await store.storage.quarantine();
    if (rows.some(({ code }) => !LOADING_CODES.includes(code))) return true;
    return ((await transfers?.refusals()) ?? []).length > 0 || isAnythingDamaged(store);
  }

  private async announce(): Promise<void> {
    this.options.onState(await this.state());
  }

  /** One round: who may read, what waits here, what waits there, what kiosks sent. Throws ServerFailure. */
  private async round(server: string): Promise<void> {
    const { store } = this.options;
    const ended = this.stopper?.signal;
    const call = createCall(this.options.serverClient(server), (fresh) => {
      // Locked meanwhile: nothing is asked any more in the name of who was here.
      if (ended?.aborted) throw dataError('locked');
      return this.options.security.signIn(fresh);
    });
    const tools = { store, call, refreshRoster: () => this.options.security.refreshRoster() };
    const mine = this.due;
    this.due = { roster: false, erasures: false, invitations: false, inbox: false };
    try {
      if (mine.roster) {
        await this.options.security.refreshRoster();
        await retryLoading(tools);
        await this.options.onRoster();
      }
      // What people erased goes before anything is sent or fetched.
      if (mine.erasures || (await isErasureDue(store))) await pullErasures(store, call);
      if (mine.invitations) await this.options.security.refreshInvitations();
      const { transfers, onRestamped } = this.options;
      const push = async () => {
        const held = [...(await undoneDecisions(store)), ...((await transfers?.heldBack()) ?? [])];
        await pushAll(store, call, onRestamped, new Set(held));
      };
      await push();
      let differs = false;
      const held = store.keys().compartments();
      for (const compartment of held) {
        if ((await pullCompartment(tools, compartment, this.checks)) === 'differs') differs = true;
      }
      if (mine.inbox && held.includes('eingang')) await pullInbox(store, call, this.options.file);
      // Merging and filing leave new rows to push, and so do attachments whose content has arrived.
      const unfinished = (await transfers?.round()) ?? false;
      await push();
      if (unfinished) this.wake();
      this.standing = differs
        ? { kind: 'problem', code: 'self-check' }
        : { kind: 'synced', at: new Date(this.options.now()).toISOString() };
      if ((await countWaiting(store)) === 0) await this.options.onSettled();
    } catch (error) {
      this.due = {
        roster: this.due.roster || mine.roster,
        erasures: this.due.erasures || mine.erasures,
        invitations: this.due.invitations || mine.invitations,
        inbox: this.due.inbox || mine.inbox,
      };
      throw error;
    }
  }

  private standingOf(error: unknown): Standing {
    const since =
      this.standing.kind === 'offline' ? this.standing.since : new Date(this.options.now()).toISOString();
    if (isServerFailure(error)) {
      if (error.kind === 'offline') return { kind: 'offline', since };
      return { kind: 'problem', code: error.code };
    }
    return { kind: 'problem', code: isDataError(error) ? error.code : 'unknown' };
  }

  /** Runs a round unless one runs already, then another follows it. Never throws; the state says how it went. */
  private async attempt(): Promise<{ error: unknown } | null> {
    const server = await this.options.security.server();
    if (server === null) return null;
    this.busy = true;
    await this.announce();
    let failed: { error: unknown } | null = null;
    try {
      await this.round(server);
    } catch (error) {
      this.standing = this.standingOf(error);
      failed = { error };
    } finally {
      this.busy = false;
    }
    return failed;
  }

  private wake(): void {
    this.alarm.abort();
  }

  private lookEverywhere(): void {
    this.due = everything();
    this.wake();
  }

  private onHint(hint: LiveHint): void {
    if (hint.kind === 'ping') return;
    if (hint.kind === 'roster') this.due.roster = true;
    if (hint.kind === 'erasures') this.due.erasures = true;
    if (hint.kind === 'enrolments') this.due.invitations = true;
    if (hint.kind === 'inbox') this.due.inbox = true;
    this.wake();
  }

  private async loop(signal: AbortSignal): Promise<void> {
    let retry = FIRST_RETRY_MS;
    let listening: string | null = null;
    while (!signal.aborted) {
      this.alarm = new AbortController();
      const server = await this.options.security.server();
      if (server !== null && listening !== server) {
        listening = server;
        void listen({
          client: this.options.serverClient(server),
          signIn: (fresh) => this.options.security.signIn(fresh),
          signal,
          onHint: (hint) => this.onHint(hint),
          onReconnected: () => this.lookEverywhere(),
        });
      }
      const failed = await this.attempt();
      if (signal.aborted) return;
      await this.announce();
      let wait = server === null ? POLL_MS * 60 : POLL_MS;
      if (failed) {
        this.due.roster = true;
        const told = isServerFailure(failed.error) ? failed.error.retryAfterSeconds : null;
        wait = told === null ? retry * (0.5 + Math.random() / 2) : told * 1_000;
        retry = Math.min(LONGEST_RETRY_MS, retry * 2);
      } else retry = FIRST_RETRY_MS;
      await sleep(wait, AbortSignal.any([signal, this.alarm.signal]));
      // A poll looks everywhere; a hint only where it points.
      if (!this.alarm.signal.aborted) this.due = everything();
      else if (!signal.aborted) await sleep(GATHER_MS, signal);
    }
  }

  /** Begins to synchronise (unlocked, and first window). */
  start(): void {
    if (this.running) return;
    const mine = new AbortController();
    this.stopper = mine;
    this.standing = { kind: 'starting' };
    this.due = everything();
    this.running = this.loop(mine.signal).catch(() => undefined);
  }

  /** Stops at once (lock); a call under way ends without effect. */
  stop(): void {
    this.stopper?.abort();
    this.running = null;
    this.checks.clear();
  }

  /** A row was saved here. While offline the retry timer decides, not each keystroke. */
  saved(): void {
    if (this.standing.kind !== 'offline') this.wake();
  }

  /** The device says that the network is back. */
  online(): void {
    this.wake();
  }

  /** One whole round without the loop (Node: seeding, tests). Throws what went wrong. */
  async once(): Promise<void> {
    this.due = everything();
    const failed = await this.attempt();
    await this.announce();
    if (failed) throw failed.error;
  }
}
