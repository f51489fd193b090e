import { createHash } from 'node:crypto';
import { announce, collectBlobs, getChunk, putChunk } from '../../server/blobs/blobs';
import { Problem } from '../../server/problem';
import { erase } from '../../server/sync/erase';
import { PullCache, pull, pullErasures } from '../../server/sync/pull';
import { push } from '../../server/sync/push';
import type { SyncDatabase } from '../../server/sync/sync-database';
import type { ServerFailure } from '../../renderer/sync/server-client';
import { ModelDatabase } from './model-database';
import { CrashedError, type Kept, type ModelBlob, type ModelBugs } from './model-transaction';
import type { Dice, Scheduler } from './scheduler';
import { MOST_FILE_BYTES } from '#shared/domain/attachments';
import { COMPARTMENTS, type Compartment } from '#shared/security/compartments';
import { announceBlob, chunkPath } from '#shared/sync/blobs-protocol';
import { eraseRequest, erasuresQuery } from '#shared/sync/erasures-protocol';
import { pullQuery, pushRequest } from '#shared/sync/protocol';

const OFFICE = 'office';

/** Bugs of a server that the simulation must catch. */
export interface ServerBugs extends ModelBugs {
  /** Every push overwrites, whatever it grew from. */
  noBaseCheck?: boolean;
  /** Rows go to whoever asks. */
  noAuthorisation?: boolean;
}

/** A failure as the client's HTTP layer would report it. */
export function failure(kind: ServerFailure['kind'], status: number, code: string): Error & ServerFailure {
  const retryAfterSeconds = kind === 'busy' ? 1 : null;
  return Object.assign(new Error(code), {
    name: 'ServerFailure' as const,
    kind,
    status,
    code,
    retryAfterSeconds,
  });
}

interface Item {
  seq: number;
  id: string;
  keyId: string;
  sealed: string;
  from: string;
}

/** The server's own decisions over the model of its database; only HTTP is left out. */
export class SimServer {
  readonly database: ModelDatabase;
  /** Ids of rows that the server cannot accept (a broken client sent them). */
  readonly poisoned = new Set<string>();
  readonly #sync: SyncDatabase;
  readonly #cache = new PullCache();
  #inbox: Item[] = [];
  #backup: Kept | null = null;
  readonly #posted = new Set<string>();

  constructor(
    private readonly scheduler: Scheduler,
    private readonly held: (personId: string) => readonly Compartment[],
    private readonly bugs: ServerBugs,
  ) {
    this.database = new ModelDatabase({
      ...bugs,
      step: (label) => scheduler.step('server', label),
      hash: (text) => createHash('sha256').update(text).digest('hex'),
    });
    this.#sync = bugs.noBaseCheck ? withoutBaseCheck(this.database) : this.database;
  }

  /** The process dies: what was under way is rolled back. */
  crash(): void {
    this.database.crash();
  }

  /** Keeps the database as it is. */
  backUp(): void {
    this.#backup = this.database.committed(OFFICE);
  }

  /** Brings the database back to the last backup; what kiosks sent is not part of it. */
  bringBack(): void {
    if (this.#backup) this.database.bringBack(OFFICE, this.#backup);
  }

  /** Ids that are erased and rows that are stored; the scheduler must be moved for the answer. */
  look(): Promise<{ stubs: Set<string>; rows: { id: string; fileId: string | null }[] }> {
    return this.database.snapshot(OFFICE, async (snapshot) => {
      const stubs = new Set((await snapshot.erasures(0, Infinity)).map(({ id }) => id));
      const rows = [];
      for (const compartment of COMPARTMENTS)
        rows.push(
          ...(await snapshot.page({ compartment, from: 0, direction: 'forward', limit: Infinity })).rows,
        );
      return { stubs, rows };
    });
  }

  /** All blobs, complete or not, as they are stored just now. */
  blobs(): ModelBlob[] {
    return [...this.database.committed(OFFICE).blobs.values()];
  }

  /** Whether the server has this document and the whole content that it names. */
  hasContent(id: string): boolean {
    const named = this.database.committed(OFFICE).rows.get(id)?.blobs ?? [];
    const whole = new Set(this.blobs().flatMap(({ complete, address }) => (complete ? [address] : [])));
    return named.length > 0 && named.every((address) => whole.has(address));
  }

  /** What no row has named for long enough goes. */
  async cleanUp(): Promise<void> {
    const { blobs } = this.database;
    try {
      await blobs.transaction(OFFICE, (tx) => collectBlobs(tx, this.scheduler.time));
    } catch (error) {
      if (!(error instanceof CrashedError)) throw error;
    }
  }

  /** Answers a request for bytes. Throws ServerFailure. */
  async bytes(personId: string, method: string, path: string, body?: Uint8Array): Promise<Uint8Array> {
    const [, , compartment, address, , n] = path.split('/');
    const place = chunkPath.parse({ compartment, address, n });
    const reader = { officeId: OFFICE, compartments: [...this.held(personId)] };
    const { blobs } = this.database;
    return refusing(async () => {
      if (method === 'GET') return Uint8Array.from(await getChunk(blobs, reader, place));
      await putChunk(blobs, reader, place, Buffer.from(body ?? []));
      return new Uint8Array(0);
    });
  }

  /** A kiosk posts an envelope: once, however often it is sent. */
  async post(id: string, content: Uint8Array): Promise<void> {
    await this.scheduler.step('server', 'inbox');
    if (this.#posted.has(id)) return;
    this.#posted.add(id);
    const sealed = Buffer.from(content).toString('base64url');
    this.#inbox.push({ seq: this.#posted.size, id, keyId: 'key-eingang', sealed, from: 'kiosk' });
  }

  /** Answers a request of a person. Throws ServerFailure. */
  async answer(personId: string, method: string, path: string, body: unknown): Promise<unknown> {
    const url = new URL(path, 'http://sim');
    const query = Object.fromEntries(url.searchParams);
    const writer = { officeId: OFFICE, personId, compartments: this.held(personId) };
    const { time } = this.scheduler;
    switch (`${method} ${url.pathname.split('/')[1]}/${url.pathname.split('/')[2] ?? ''}`) {
      case 'POST sync/push': {
        const rows = pushRequest
          .parse(body)
          .rows.map((row) => (this.poisoned.has(row.id) ? { ...row, maxStamp: 'broken' } : row));
        const { answers, lost } = await push(this.#sync, writer, rows, time);
        return { answers, lost };
      }
      case 'GET sync/pull': {
        const wanted = pullQuery.parse(query);
        if (!this.bugs.noAuthorisation && !writer.compartments.includes(wanted.compartment))
          throw failure('refused', 403, 'no-right');
        return pull(this.#sync, this.#cache, OFFICE, wanted);
      }
      case 'POST blobs/':
        return refusing(() =>
          announce(
            this.database.blobs,
            { ...writer, compartments: [...writer.compartments] },
            announceBlob.parse(body),
            {
              mostBytes: MOST_FILE_BYTES,
              now: time,
            },
          ),
        );
      case 'POST erasures/': {
        const erasures = await erase(this.#sync, writer, eraseRequest.parse(body).targets, time);
        if (!erasures) throw failure('refused', 403, 'no-right');
        return { erasures };
      }
      case 'GET erasures/':
        return pullErasures(this.#sync, OFFICE, erasuresQuery.parse(query));
      case 'POST erasures/receipt':
        return null;
      case 'GET inbox/':
        return { items: this.#inbox.filter(({ seq }) => seq > Number(query['after'])), more: false };
      default:
        this.#inbox = this.#inbox.filter(({ id }) => !url.pathname.endsWith(`/${id}`));
        return null;
    }
  }
}

/** What the server refuses, as the client's HTTP layer would report it. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Problem ? failure('refused', error.status, error.code) : error;
  }
}

/** The same database, in which each row seems to stand where the pushed version grew from. */
function withoutBaseCheck(database: ModelDatabase): SyncDatabase {
  return {
    transaction: (office, work) =>
      database.transaction(office, (tx) =>
        work({
          lock: () => tx.lock(),
          async known(rows) {
            const known = await tx.known(rows);
            for (const { id, base } of rows) {
              const stored = known.stored.get(id);
              if (stored) known.stored.set(id, { ...stored, seq: base });
            }
            return known;
          },
          refuse: (versions) => tx.refuse(versions),
          write: (versions, head) => tx.write(versions, head),
          reach: (targets) => tx.reach(targets),
          erase: (stubs, head) => tx.erase(stubs, head),
        }),
      ),
    snapshot: (office, work) => database.snapshot(office, work),
    isDataError: (error) => database.isDataError(error),
  };
}

/** How often each fault of the network happens; all 0 once the faults are over. */
export interface NetworkFaults {
  drop: number;
  loseReply: number;
  truncate: number;
  late: number;
  refuse: number;
}

export const CALM: NetworkFaults = { drop: 0, loseReply: 0, truncate: 0, late: 0, refuse: 0 };

const REFUSALS = [
  () => failure('offline', 500, 'http-500'),
  () => failure('busy', 429, 'too-many'),
  () => failure('busy', 503, 'starting'),
  () => failure('unauthorised', 401, 'session'),
];

/** What becomes of a request on its way there, and of its answer. */
export class Network {
  faults: NetworkFaults = CALM;

  constructor(
    private readonly dice: Dice,
    private readonly scheduler: Scheduler,
  ) {}

  /** Carries one request. Throws ServerFailure. */
  async carry<T>(owner: string, what: string, rows: number, work: () => Promise<T>): Promise<T> {
    const { drop, loseReply, truncate, late, refuse } = this.faults;
    await this.scheduler.step(owner, `send ${what}`);
    if (this.dice.chance(drop)) throw failure('offline', 0, 'offline');
    if (this.dice.chance(refuse)) throw this.dice.pick(REFUSALS)();
    if (rows > 1 && this.dice.chance(refuse)) throw failure('refused', 413, 'too-large');
    // A copy that a network kept back: it arrives when everybody has forgotten it.
    if (this.dice.chance(late))
      void this.scheduler
        .step('network', `late ${what}`)
        .then(work)
        .catch(() => undefined);
    let result: T;
    try {
      result = await work();
    } catch (error) {
      if ((error as Error).name === 'CrashedError') throw failure('offline', 502, 'http-502');
      throw error;
    }
    await this.scheduler.step(owner, `reply ${what}`);
    if (this.dice.chance(loseReply)) throw failure('offline', 0, 'offline');
    if (this.dice.chance(truncate)) throw failure('malformed-answer', 200, 'malformed-answer');
    return result;
  }
}
