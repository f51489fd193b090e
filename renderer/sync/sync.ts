import { createCall } from './call';
import { isServerFailure } from './http';
import { pullInbox } from './inbox';
import { listen, sleep } from './live';
import { pullCompartment, retryLoading, type Checks } from './pull';
import { countWaiting, pushAll } from './push';
import { LOADING_CODES } from './remote';
import type { ServerClient } from './server-client';
import type { SyncApi, SyncState } from '../data/api';
import { database, dataError, isDataError } from '../data/errors';
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
  /** Everything is on the server. */
  onSettled: () => Promise<void>;
}

type Standing =
  | { kind: 'starting' }
  | { kind: 'synced'; at: string }
  | { kind: 'offline'; since: string }
  | { kind: 'problem'; code: string };

export type Sync = ReturnType<typeof createSync>;

/** Which parts of a round are due. Everything is, at first and after a break. */
interface Due {
  roster: boolean;
  invitations: boolean;
  inbox: boolean;
}

const everything = (): Due => ({ roster: true, invitations: true, inbox: true });

/**
 * Carries rows between this device and the server while unlocked. Sees dirty rows by itself: nobody calls it
 * after a save but the hint that there was one.
 */
export function createSync(options: SyncOptions) {
  const { store, security } = options;
  const checks: Checks = new Map();
  let standing: Standing = { kind: 'starting' };
  let due = everything();
  let running: Promise<void> | null = null;
  let stopper: AbortController | null = null;
  let alarm: AbortController = new AbortController();
  let busy = false;

  async function state(): Promise<SyncState> {
    if ((await security.server()) === null) return { kind: 'no-server' };
    const waiting = await countWaiting(store);
    if (standing.kind === 'offline') return { kind: 'offline', waiting, since: standing.since };
    if (standing.kind === 'problem') return { kind: 'problem', code: standing.code, waiting };
    if ((await quarantine()).length > 0) return { kind: 'problem', code: 'quarantine', waiting };
    if (busy || waiting > 0 || standing.kind === 'starting') return { kind: 'syncing', waiting };
    return { kind: 'synced', at: standing.at };
  }

  async function quarantine(): ReturnType<SyncApi['quarantine']> {
    const rows = await database(store.strict.quarantine.toArray());
    return rows
      .filter(({ code }) => !LOADING_CODES.includes(code))
      .map(({ id, collection, code, since }) => ({ id, collection, code, since }));
  }

  async function announce(): Promise<void> {
    options.onState(await state());
  }

  /** One round: who may read, what waits here, what waits there, what kiosks sent. Throws ServerFailure. */
  async function round(server: string): Promise<void> {
    const ended = stopper?.signal;
    const call = createCall(options.serverClient(server), (fresh) => {
      // Locked meanwhile: nothing is asked any more in the name of who was here.
      if (ended?.aborted) throw dataError('locked');
      return security.signIn(fresh);
    });
    const tools = { store, call, refreshRoster: () => security.refreshRoster() };
    const mine = due;
    due = { roster: false, invitations: false, inbox: false };
    try {
      if (mine.roster) {
        await security.refreshRoster();
        await retryLoading(tools);
        await options.onRoster();
      }
      if (mine.invitations) await security.refreshInvitations();
      await pushAll(store, call, options.onRestamped);
      let differs = false;
      const held = store.keys().compartments();
      for (const compartment of held) {
        if ((await pullCompartment(tools, compartment, checks)) === 'differs') differs = true;
      }
      if (mine.inbox && held.includes('eingang')) await pullInbox(store, call, options.file);
      // Merging and filing leave new rows to push.
      await pushAll(store, call, options.onRestamped);
      standing = differs
        ? { kind: 'problem', code: 'self-check' }
        : { kind: 'synced', at: new Date(options.now()).toISOString() };
      if ((await countWaiting(store)) === 0) await options.onSettled();
    } catch (error) {
      due = {
        roster: due.roster || mine.roster,
        invitations: due.invitations || mine.invitations,
        inbox: due.inbox || mine.inbox,
      };
      throw error;
    }
  }

  function standingOf(error: unknown): Standing {
    const since = standing.kind === 'offline' ? standing.since : new Date(options.now()).toISOString();
    if (isServerFailure(error)) {
      if (error.kind === 'offline') return { kind: 'offline', since };
      return { kind: 'problem', code: error.code };
    }
    return { kind: 'problem', code: isDataError(error) ? error.code : 'unknown' };
  }

  /** Runs a round unless one runs already, then another follows it. Never throws; the state says how it went. */
  async function attempt(): Promise<{ error: unknown } | null> {
    const server = await security.server();
    if (server === null) return null;
    busy = true;
    await announce();
    let failed: { error: unknown } | null = null;
    try {
      await round(server);
    } catch (error) {
      standing = standingOf(error);
      failed = { error };
    } finally {
      busy = false;
    }
    return failed;
  }

  function wake(): void {
    alarm.abort();
  }

  function onHint(hint: LiveHint): void {
    if (hint.kind === 'ping') return;
    if (hint.kind === 'roster') due.roster = true;
    if (hint.kind === 'enrolments') due.invitations = true;
    if (hint.kind === 'inbox') due.inbox = true;
    wake();
  }

  async function loop(signal: AbortSignal): Promise<void> {
    let retry = FIRST_RETRY_MS;
    let listening: string | null = null;
    while (!signal.aborted) {
      alarm = new AbortController();
      const server = await security.server();
      if (server !== null && listening !== server) {
        listening = server;
        void listen({
          client: options.serverClient(server),
          signIn: (fresh) => security.signIn(fresh),
          signal,
          onHint,
        });
      }
      const failed = await attempt();
      if (signal.aborted) return;
      await announce();
      let wait = server === null ? POLL_MS * 60 : POLL_MS;
      if (failed) {
        due.roster = true;
        const told = isServerFailure(failed.error) ? failed.error.retryAfterSeconds : null;
        wait = told === null ? retry * (0.5 + Math.random() / 2) : told * 1_000;
        retry = Math.min(LONGEST_RETRY_MS, retry * 2);
      } else retry = FIRST_RETRY_MS;
      await sleep(wait, AbortSignal.any([signal, alarm.signal]));
      // A poll looks everywhere; a hint only where it points.
      if (!alarm.signal.aborted) due = everything();
      else if (!signal.aborted) await sleep(GATHER_MS, signal);
    }
  }

  const api: SyncApi = {
    state,
    quarantine,
    async now() {
      due = everything();
      if (!running) return;
      wake();
    },
    async connect(server) {
      await security.connect(server);
      standing = { kind: 'starting' };
      due = everything();
      wake();
      await announce();
    },
  };

  return {
    api,
    /** Begins to synchronise (unlocked, and first window). */
    start(): void {
      if (running) return;
      const mine = new AbortController();
      stopper = mine;
      standing = { kind: 'starting' };
      due = everything();
      running = loop(mine.signal).catch(() => undefined);
    },
    /** Stops at once (lock); a call under way ends without effect. */
    stop(): void {
      stopper?.abort();
      running = null;
      checks.clear();
    },
    /** A row was saved here. While offline the retry timer decides, not each keystroke. */
    saved(): void {
      if (standing.kind !== 'offline') wake();
    },
    /** The device says that the network is back. */
    online: wake,
    /** One whole round without the loop (Node: seeding, tests). Throws what went wrong. */
    async once(): Promise<void> {
      due = everything();
      const failed = await attempt();
      await announce();
      if (failed) throw failed.error;
    },
  };
}
