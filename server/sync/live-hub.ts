import pg from 'pg';
import { z } from 'zod';
import type { Compartment } from '#shared/security/compartments';
import { type LiveHint, liveHint } from '#shared/sync/protocol';

const CHANNEL = 'wegbuch';
/** After an announcement of one office, further ones are gathered this long, in milliseconds. */
const MERGE_MS = 50;
const RECONNECT_MS = 1000;

type PlainKind = 'inbox' | 'roster' | 'enrolments' | 'erasures';

/** What changed in an office since the last announcement. */
interface Gathered {
  rows: Map<Compartment, number>;
  kinds: Set<PlainKind>;
}

const announcement = z.object({
  office: z.string(),
  rows: z.array(z.tuple([z.string(), z.number()])),
  kinds: z.array(z.string()),
});

export interface Subscriber {
  hint(hint: LiveHint): void;
  /** Hints may have been lost: the stream ends, and the client connects and pulls again. */
  end(): void;
}

/**
 * Carries hints between server processes over NOTIFY, on a connection of its own. Nothing depends on a hint
 * arriving: clients poll as well.
 */
export class LiveHub {
  readonly #url: string;
  readonly #onError: (error: unknown) => void;
  readonly #subscribers = new Map<string, Set<Subscriber>>();
  readonly #gathered = new Map<string, Gathered>();
  /** Offices of which something was announced just now. */
  readonly #resting = new Set<string>();
  #client: pg.Client | null = null;
  #timers = new Set<NodeJS.Timeout>();
  #said: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(url: string, onError: (error: unknown) => void) {
    this.#url = url;
    this.#onError = onError;
  }

  async start(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url });
    client.on('error', (error) => {
      this.#lost(client, error);
    });
    client.on('end', () => {
      this.#lost(client, null);
    });
    client.on('notification', (message) => {
      this.#deliver(message.payload ?? '');
    });
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    this.#client = client;
  }

  /** Rows of an office were committed; `head` is the newest seq of the compartment. */
  rows(officeId: string, changed: ReadonlyMap<Compartment, number>): void {
    if (changed.size === 0) return;
    const gathered = this.#gather(officeId);
    for (const [compartment, head] of changed) {
      gathered.rows.set(compartment, Math.max(head, gathered.rows.get(compartment) ?? 0));
    }
  }

  /** Something else of an office was committed. */
  changed(officeId: string, kind: PlainKind): void {
    this.#gather(officeId).kinds.add(kind);
  }

  /** Gives hints of an office until the returned function is called. */
  subscribe(officeId: string, subscriber: Subscriber): () => void {
    const group = this.#subscribers.get(officeId) ?? new Set();
    this.#subscribers.set(officeId, group.add(subscriber));
    return () => {
      group.delete(subscriber);
      if (group.size === 0 && this.#subscribers.get(officeId) === group) this.#subscribers.delete(officeId);
    };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#endAll();
    await this.#client?.end().catch(this.#onError);
  }

  #later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
  }

  #gather(officeId: string): Gathered {
    const waiting = this.#gathered.get(officeId);
    if (waiting) return waiting;
    const gathered: Gathered = { rows: new Map(), kinds: new Set() };
    this.#gathered.set(officeId, gathered);
    // What is said in the same turn belongs together.
    if (!this.#resting.has(officeId)) this.#later(0, () => this.#announce(officeId));
    return gathered;
  }

  #announce(officeId: string): void {
    this.#resting.delete(officeId);
    const gathered = this.#gathered.get(officeId);
    if (!gathered) return;
    this.#gathered.delete(officeId);
    const text = JSON.stringify({
      office: officeId,
      rows: [...gathered.rows],
      kinds: [...gathered.kinds],
    } satisfies z.input<typeof announcement>);
    // One after another: a connection answers one query at a time.
    this.#said = this.#said
      .then(() => this.#client?.query('select pg_notify($1, $2)', [CHANNEL, text]))
      .catch(this.#onError);
    this.#resting.add(officeId);
    this.#later(MERGE_MS, () => this.#announce(officeId));
  }

  #deliver(payload: string): void {
    let parsed: z.infer<typeof announcement>;
    try {
      parsed = announcement.parse(JSON.parse(payload));
    } catch (error) {
      this.#onError(error);
      return;
    }
    const { office, rows, kinds } = parsed;
    const said = [
      ...rows.map(([compartment, head]) => ({ kind: 'rows', compartment, head })),
      ...kinds.map((kind) => ({ kind })),
    ];
    // A newer server process may say what this one does not know yet.
    const hints = said.flatMap((hint) => liveHint.safeParse(hint).data ?? []);
    for (const subscriber of this.#subscribers.get(office) ?? [])
      hints.forEach((hint) => subscriber.hint(hint));
  }

  #endAll(): void {
    const all = [...this.#subscribers.values()].flatMap((group) => [...group]);
    this.#subscribers.clear();
    for (const subscriber of all) subscriber.end();
  }

  #lost(client: pg.Client, error: unknown): void {
    if (error !== null) this.#onError(error);
    if (this.#client !== client) return;
    this.#client = null;
    this.#endAll();
    this.#reconnect();
  }

  #reconnect(): void {
    if (this.#stopped) return;
    this.#later(RECONNECT_MS, () => {
      this.start().catch((error: unknown) => {
        this.#onError(error);
        this.#reconnect();
      });
    });
  }
}
