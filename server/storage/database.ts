import { Kysely, PostgresDialect, type Transaction, sql } from 'kysely';
import pg from 'pg';
import { Foreseen } from '../messages';
import type { DatabaseAccess } from './access';
import { reasonOf } from './folder';
import type { Database } from './tables';

export type Tx = Transaction<Database>;

/** The two ways into the database: `app` for everything, `inbox` for posting sealed envelopes. */
export interface Store {
  app: Kysely<Database>;
  inbox: Kysely<Database>;
  /** For connections of their own (LISTEN, NOTIFY). */
  appUrl: string;
  /** What the connections do at this moment, by pool. */
  connections(): Record<'app' | 'inbox', PoolNumbers>;
  close(): Promise<void>;
}

/** Connections that work and that wait for work, and requests that wait for one. */
export interface PoolNumbers {
  busy: number;
  idle: number;
  waiting: number;
}

// Seqs are counters of an office and stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** A pool of connections that outlives broken ones. */
function poolOf(url: string, connections: number, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
  });
  // A connection that breaks is replaced by the pool; the next query shows whether the database is there.
  pool.on('error', onError);
  // The pool hears only of idle ones. One that breaks between two queries of a transaction would end the process.
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

const queries = (pool: pg.Pool) => new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });

/** Queries over a pool of their own. */
export function openPool(
  url: string,
  connections: number,
  onError: (error: Error) => void,
): Kysely<Database> {
  return queries(poolOf(url, connections, onError));
}

function numbersOf({ totalCount, idleCount, waitingCount }: pg.Pool): PoolNumbers {
  return { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
}

async function refuseStrongRole(db: Kysely<Database>): Promise<void> {
  const found = await sql<{ name: string; strong: boolean }>`
    select rolname as name, rolsuper or rolbypassrls as strong from pg_roles where rolname = current_user`.execute(
    db,
  );
  const role = found.rows[0];
  if (!role || role.strong) throw new Foreseen('role-too-strong', { role: role?.name ?? '?' });
}

/**
 * Opens both pools. Throws Foreseen: role-too-strong when row-level security would not bind the role,
 * database-unreachable.
 */
export async function openStore(access: DatabaseAccess, onError: (error: Error) => void): Promise<Store> {
  const pools = {
    app: poolOf(access.appUrl, 12, onError),
    inbox: poolOf(access.inboxUrl, 3, onError),
  };
  const [app, inbox] = [queries(pools.app), queries(pools.inbox)];
  try {
    await refuseStrongRole(app);
    await refuseStrongRole(inbox);
  } catch (error) {
    await Promise.all([app.destroy(), inbox.destroy()]);
    if (error instanceof Foreseen) throw error;
    throw new Foreseen('database-unreachable', { reason: reasonOf(error) }, { cause: error });
  }
  return {
    app,
    inbox,
    appUrl: access.appUrl,
    connections: () => ({ app: numbersOf(pools.app), inbox: numbersOf(pools.inbox) }),
    close: async () => {
      await Promise.all([app.destroy(), inbox.destroy()]);
    },
  };
}

/** Names the office for the rest of the transaction; everything else of the database is invisible. */
export async function enterOffice(tx: Tx, officeId: string): Promise<void> {
  await sql`select set_config('wegbuch.office', ${officeId}, true)`.execute(tx);
}

/** A transaction that sees one office only. */
export function withOffice<T>(
  db: Kysely<Database>,
  officeId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await enterOffice(tx, officeId);
    return work(tx);
  });
}

/** Like withOffice, in one snapshot and without writing. */
export function withSnapshot<T>(
  db: Kysely<Database>,
  officeId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      await enterOffice(tx, officeId);
      return work(tx);
    });
}

/** A transaction that sees the one row whose secret (hash of a token, look-up id) is `capability`. */
export function withCapability<T>(
  db: Kysely<Database>,
  capability: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await sql`select set_config('wegbuch.capability', ${capability}, true)`.execute(tx);
    return work(tx);
  });
}
