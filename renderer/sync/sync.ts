import { createCall, type Call } from './call';
import { isServerFailure } from './http';
import { pullInbox } from './inbox';
import { Progress } from './progress';
import { cursorOf, pullAhead, pullRest, retryLoading, type PullTools } from './pull';
import { countWaiting, pushAll } from './push';
import { compare, type Checks, type Compared } from './self-check';
import type { ServerClient } from './server-client';
import { telling } from './telling';
import { heldBy, isAnythingAside, standingOf, type Refusals, type Standing } from './standing';
import type { SyncApi, SyncState } from '../data/sync-api';
import { cursorName, type Cursor } from '../data/read-models';
import { dataError } from '../data/errors';
import type { Exclusive } from '../data/leadership';
import type { Store } from '../data/store';
import type { CheckIn } from '#shared/domain/queue';
import { COMPARTMENTS, type Compartment } from '#shared/security/compartments';
import type { LiveHint } from '#shared/sync/protocol';

const POLL_MS = 60_000;
/** While the live connection stands: it tells what is new, so that a poll is for hints that got lost. */
const LIVE_POLL_MS = 5 * 60_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** Saves that follow each other closely travel together. */
const GATHER_MS = 20;
/** Screens are told of progress at most this often. */
const PROGRESS_MS = 500;

/** All devices of an office shall not come at the same moment. */
const jittered = (ms: number, share = 0.2) => ms * (1 + share * Math.random());

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
  exclusive?: Exclusive;
  /** Tells screens (and other windows) that the state of synchronisation changed. */
  onState: (state: SyncState) => void;
  /** A chunk of its own in the app: the worker shall start fast. */
  erasures: () => Promise<typeof import('./erasures')>;
  /** Grants may have brought keys. */
  onRoster: () => Promise<void>;
  /** Stamps were mended: read models must be read anew. */
  onRestamped: () => Promise<void>;
  /** The content of attachments; without it rows travel alone (simulation). */
  transfers?: Refusals & {
    heldBack(): Promise<Set<string>>;
    askAgain(): Promise<void>;
    /** Gives whether something is left for the next round. */
    round(): Promise<boolean>;
  };
  /** Sends what the audit noted. */
  sendAudit?: (call: Call) => Promise<void>;
  /** Everything is on the server. */
  onSettled: () => Promise<void>;
  /** Rows of one page of a pull (simulation). */
  pageRows?: number;
}

/** After a round that failed: `again` waits for its next try, `told` for the time that the server named. */
type Rest = 'none' | 'again' | 'told';

type Live = typeof import('./live');

/** Which parts of a round are due. Everything is, at first and after a break. */
interface Due {
  roster: boolean;
  erasures: boolean;
  invitations: boolean;
  inbox: boolean;
  rows: ReadonlySet<Compartment>;
}

const everything = (): Due => ({
  roster: true,
  erasures: true,
  invitations: true,
  inbox: true,
  rows: new Set(COMPARTMENTS),
});
const nothing = (): Due => ({
  roster: false,
  erasures: false,
  invitations: false,
  inbox: false,
  rows: new Set(),
});

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
  private rest: Rest = 'none';
  /** Says that the live connection shall be made anew. */
  private line: AbortController = new AbortController();
  private isLive = false;
  private readonly progress: Progress;
  /** When screens were last told of progress. */
  private toldAt = 0;
  private readonly announce = telling(
    () => this.state(),
    (state) => this.options.onState(state),
  );

  readonly api: SyncApi = {
    state: () => this.state(),
    now: async () => this.lookEverywhere(),
    connect: async (server) => {
      await this.options.security.connect(server);
      await this.founded();
      this.standing = { kind: 'starting' };
      this.lookEverywhere();
      await this.announce();
    },
  };

  constructor(private readonly options: SyncOptions) {
    this.progress = new Progress(options.now);
  }

  private async state(): Promise<SyncState> {
    const { store, transfers, security } = this.options;
    const aside = await isAnythingAside(store, transfers);
    if ((await security.server()) === null)
      return aside
        ? { kind: 'problem', code: 'quarantine', waiting: 0, loading: null }
        : { kind: 'no-server' };
    const { standing } = this;
    const cursors = await Promise.all(heldBy(store).map((compartment) => cursorOf(store, compartment)));
    const open = { waiting: await countWaiting(store), loading: this.progress.of(cursors) };
    if (standing.kind === 'offline') return { ...standing, ...open };
    if (standing.kind === 'problem') return { ...standing, ...open };
    if (aside) return { kind: 'problem', code: 'quarantine', ...open };
    if (this.busy || open.waiting > 0 || open.loading || standing.kind === 'starting')
      return { kind: 'syncing', ...open };
    return standing;
  }

  /** Tells how it stands, without anybody waiting. A store that closed meanwhile is told by the round itself. */
  private tell(): void {
    this.announce().catch(() => undefined);
  }

  private readonly onPage: PullTools['onPage'] = (compartment, ahead) => {
    this.progress.note(compartment, ahead);
    const now = this.options.now();
    // The clock may have been set back.
    if (Math.abs(now - this.toldAt) < PROGRESS_MS) return;
    this.toldAt = now;
    this.tell();
  };

  /** The office begins on this device: nothing is still to come. */
  async founded(): Promise<void> {
    const cursor: Cursor = { forward: 0, low: 0 };
    const local = Object.fromEntries(
      heldBy(this.options.store).map((compartment) => [cursorName(compartment), cursor]),
    );
    await this.options.store.write([], () => ({ put: [], local }), { quiet: true });
  }

  private tools(server: string): PullTools {
    const { store, pageRows } = this.options;
    const ended = this.stopper?.signal;
    const call = createCall(this.options.serverClient(server), (fresh) => {
      // Locked meanwhile: nothing is asked any more in the name of who was here.
      if (ended?.aborted) throw dataError('locked');
      return this.options.security.signIn(fresh);
    });
    return {
      store,
      call,
      refreshRoster: () => this.options.security.refreshRoster(),
      interrupted: () => this.alarm.signal.aborted,
      onPage: this.onPage,
      onLost: async () => this.options.transfers?.askAgain(),
      ...(pageRows === undefined ? {} : { pageRows }),
    };
  }

  /**
   * One round: who may read, what waits here, what is new there, what kiosks sent, then what is still missing
   * below. Gives true when it broke off because something else came up. Throws ServerFailure.
   */
  private async round(tools: PullTools): Promise<boolean> {
    const { store, call } = tools;
    const mine = this.due;
    this.due = nothing();
    try {
      if (mine.roster) {
        await this.options.security.refreshRoster();
        await retryLoading(tools);
        await this.options.onRoster();
      }
      const held = store.keys().compartments();
      const { isErasureDue, pullErasures, undoneDecisions } = await this.options.erasures();
      // What people erased goes before anything is sent or fetched; the administration keeps nothing of it.
      if (held.length > 0 && (mine.erasures || (await isErasureDue(store))))
        await pullErasures(this.options, call);
      if (mine.invitations) await this.options.security.refreshInvitations();
      const { transfers, onRestamped } = this.options;
      const push = async () => {
        if ((await store.unsynced.all()).size === 0) return;
        const back = [...(await undoneDecisions(store)), ...((await transfers?.heldBack()) ?? [])];
        await pushAll(store, call, onRestamped, new Set(back), tools.onLost);
      };
      await push();
      await pullAhead(
        tools,
        held.filter((compartment) => mine.rows.has(compartment)),
      );
      if (mine.inbox && held.includes('eingang')) await pullInbox(store, call, this.options.file);
      // Merging and filing leave new rows to push, and so do attachments whose content has arrived.
      const unfinished = (await transfers?.round()) ?? false;
      await push();
      if (unfinished) this.wake();
      if (!(await pullRest(tools, held))) return true;
      // Another window may have ended before it told of what it wrote.
      if (mine.roster) await store.unsynced.all(true);
      await push();
      await this.options.sendAudit?.(call);
      this.standing = { kind: 'synced', at: new Date(this.options.now()).toISOString() };
      // Clearing away can wait for a round that looks everywhere; what comes between is little.
      if (mine.roster && (await countWaiting(store)) === 0) await this.options.onSettled();
      return false;
    } catch (error) {
      this.due = everything();
      throw error;
    }
  }

  /**
   * Compares what is here with the server, once an hour, when everything is here: nobody waits for it. Gives true
   * when rows are missing that the next round loads.
   */
  private async verify(tools: PullTools): Promise<boolean> {
    const found: Compared[] = [];
    for (const compartment of heldBy(tools.store)) {
      if (this.alarm.signal.aborted) return false;
      found.push(await compare(tools, compartment, this.checks));
    }
    if (found.includes('differs')) this.standing = { kind: 'problem', code: 'self-check' };
    return found.includes('healing');
  }

  /** Runs rounds until one has come to its end. Never throws; the state says how it went. */
  private async attempt(): Promise<{ error: unknown } | null> {
    const server = await this.options.security.server();
    if (server === null) return null;
    this.rest = 'none';
    let failed: { error: unknown } | null = null;
    try {
      const tools = this.tools(server);
      do {
        this.busy = true;
        this.tell();
        do this.alarm = new AbortController();
        while (await this.round(tools));
        // While a difference heals, nobody is told that everything is here before it was compared again.
        this.busy = [...this.checks.values()].some(({ healing }) => healing);
        this.tell();
      } while (await this.verify(tools));
    } catch (error) {
      this.standing = standingOf(error, this.standing, this.options.now());
      this.progress.pause();
      this.rest = isServerFailure(error) && error.retryAfterSeconds !== null ? 'told' : 'again';
      // What woke it during the round is part of the next one, which is due as a whole.
      this.alarm = new AbortController();
      failed = { error };
    } finally {
      this.busy = false;
    }
    return failed;
  }

  /** What people write here and hints of others do not hurry a server that is away or asked for a pause. */
  private wake(): void {
    if (this.rest === 'none') this.alarm.abort();
  }

  private lookEverywhere(): void {
    this.due = everything();
    this.alarm.abort();
  }

  /** The server may have news: at once, but for a pause that it named. */
  private lookAgain(): void {
    this.due = everything();
    if (this.rest !== 'told') this.alarm.abort();
  }

  private onHint(hint: LiveHint): void {
    if (hint.kind === 'ping') return;
    if (hint.kind === 'roster') this.due.roster = true;
    if (hint.kind === 'erasures') this.due.erasures = true;
    if (hint.kind === 'enrolments') this.due.invitations = true;
    if (hint.kind === 'inbox') this.due.inbox = true;
    if (hint.kind === 'rows') this.due.rows = new Set([...this.due.rows, hint.compartment]);
    this.wake();
  }

  /** Keeps the live connection to the server, and makes it anew when the device woke up or the network came back. */
  private listen({ listen }: Live, server: string, signal: AbortSignal): void {
    void listen({
      client: this.options.serverClient(server),
      signIn: (fresh) => this.options.security.signIn(fresh),
      signal,
      renewed: () => this.line.signal,
      onHint: (hint) => this.onHint(hint),
      onLine: (stands) => (this.isLive = stands),
      onReconnected: () => this.lookAgain(),
    });
  }

  private async loop(signal: AbortSignal): Promise<void> {
    const live = await import('./live');
    live.onWaking(signal, () => this.online());
    let retry = FIRST_RETRY_MS;
    let listening: string | null = null;
    while (!signal.aborted) {
      this.alarm = new AbortController();
      const server = await this.options.security.server();
      if (server !== null && listening !== server) {
        listening = server;
        this.listen(live, server, signal);
      }
      const failed = await this.attempt();
      if (signal.aborted) return;
      this.tell();
      let wait = server === null ? POLL_MS * 60 : jittered(this.isLive ? LIVE_POLL_MS : POLL_MS);
      if (failed) {
        const told = isServerFailure(failed.error) ? failed.error.retryAfterSeconds : null;
        wait = told === null ? retry * (0.5 + Math.random() / 2) : jittered(told * 1_000);
        retry = Math.min(LONGEST_RETRY_MS, retry * 2);
      } else retry = FIRST_RETRY_MS;
      await live.sleep(wait, AbortSignal.any([signal, this.alarm.signal]));
      // A poll looks everywhere; a hint only where it points.
      if (!this.alarm.signal.aborted) this.due = everything();
      else if (!signal.aborted) await live.sleep(GATHER_MS, signal);
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
    this.progress.pause();
  }

  /** A row was saved here. */
  saved(): void {
    this.wake();
  }

  /** The network is back, or the device woke up: the live connection may be dead without knowing. */
  online(): void {
    this.line.abort();
    this.line = new AbortController();
    this.lookAgain();
  }

  /** One whole round without the loop (Node: seeding, tests). Throws what went wrong. */
  async once(): Promise<void> {
    this.due = everything();
    const failed = await this.attempt();
    await this.announce();
    if (failed) throw failed.error;
  }
}
