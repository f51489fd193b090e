import { sql } from 'kysely';
import pg from 'pg';
import type { Compartment } from '#shared/security/compartments';
import type { EraseTarget, Erasure } from '#shared/sync/erasures-protocol';
import { MAX_PAGE_BYTES, type PullQuery, type PushRow, type StoredRow } from '#shared/sync/protocol';
import { type Store, type Tx, withOffice, withSnapshot } from '../storage/database';
import type { ErasuresTable, RowsTable } from '../storage/tables';
import {
  type Check,
  type Counter,
  REFUSED,
  type Known,
  revKey,
  stubKey,
  type SyncDatabase,
  type SyncSnapshot,
  type SyncTransaction,
} from './sync-database';

/** The port of push, pull and erase on PostgreSQL. */
export function postgresDatabase(store: Store): SyncDatabase {
  return {
    transaction: (officeId, work) =>
      withOffice(store.app, officeId, (tx) => work(new PostgresTransaction(tx, officeId))),
    snapshot: (officeId, work) => withSnapshot(store.app, officeId, (tx) => work(new PostgresSnapshot(tx))),
    // Class 22: data that cannot be stored. Class 23: constraints.
    isDataError: (error) => error instanceof pg.DatabaseError && /^(22|23)/.test(error.code ?? ''),
  };
}

function toStoredRow(row: RowsTable): StoredRow {
  return {
    id: row.id,
    collection: row.collection,
    compartment: row.compartment,
    fileId: row.file_id,
    keyId: row.key_id,
    seq: row.seq,
    rev: row.rev,
    maxStamp: row.max_stamp,
    body: row.body.toString('base64url'),
    ...(row.blobs.length > 0 ? { blobs: row.blobs } : {}),
  };
}

function toErasure(row: ErasuresTable): Erasure {
  return { seq: row.seq, kind: row.kind, id: row.id, by: row.by_person, at: row.at.getTime() };
}

/** Ids of targets; of files alone, or all. */
const filesAmong = (targets: readonly EraseTarget[]) =>
  targets.filter(({ kind }) => kind === 'file').map(({ id }) => id);
const idsOf = (targets: readonly EraseTarget[]) => targets.map(({ id }) => id);

const anyOf = (ids: readonly string[]) => sql<string>`any(${ids}::text[])`;

interface KnownOfRow {
  pushed_id: string;
  pushed_rev: string;
  accepted: number | null;
  stubs: string[];
}

const isStored = (row: Partial<RowsTable>): row is RowsTable => typeof row.id === 'string';

class PostgresTransaction implements SyncTransaction {
  readonly #tx: Tx;
  readonly #officeId: string;

  constructor(tx: Tx, officeId: string) {
    this.#tx = tx;
    this.#officeId = officeId;
  }

  /** Not `for update`: references to the office from other tables (a kiosk's envelope) need not wait. */
  async lock(): Promise<Counter> {
    const { seq, lost } = await this.#tx
      .selectFrom('offices')
      .select(['seq', 'lost'])
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow();
    return { head: seq, lost };
  }

  async known(rows: readonly PushRow[]): Promise<Known> {
    const ids = rows.map((row) => row.id);
    const fileIds = rows.flatMap((row) => row.fileId ?? []);
    // One row for each pushed one. Each is looked up by its key: a join would read all that is remembered of the
    // office whenever the planner's statistics lag behind.
    const { rows: found } = await sql<Partial<RowsTable> & KnownOfRow>`
      select stored.*, pushed.id as pushed_id, pushed.rev as pushed_rev,
        (select seq from revs where revs.id = pushed.id and revs.rev = pushed.rev) as accepted,
        array(
          select kind || ' ' || id from erasures
          where id = ${anyOf([...new Set([...ids, ...fileIds])])}) as stubs
      from unnest(${ids}::text[], ${rows.map((row) => row.rev)}::text[]) as pushed (id, rev)
      left join lateral (select * from rows where rows.id = pushed.id limit 1) as stored on true`.execute(
      this.#tx,
    );
    return {
      stored: new Map(found.flatMap((row) => (isStored(row) ? [[row.id, toStoredRow(row)]] : []))),
      revs: new Map(
        found.flatMap(({ pushed_id: id, pushed_rev: rev, accepted }) =>
          accepted === null ? [] : [[revKey({ id, rev }), accepted]],
        ),
      ),
      stubs: new Set(found[0]?.stubs),
    };
  }

  /** Everything of one push in one statement: rows, remembered revs, the office's counter. */
  async write(versions: readonly StoredRow[], head: number): Promise<void> {
    // One statement may touch a row once: only the last version of an id is kept, all revs are remembered.
    const last = [...new Map(versions.map((version) => [version.id, version])).values()];
    // Bodies travel as one value: as an array they would travel in hexadecimal, twice as long.
    const bodies = last.map((row) => Buffer.from(row.body, 'base64url'));
    let end = 1;
    const starts = bodies.map(({ length }) => (end += length) - length);
    await sql`
      with stored as (
        insert into rows
          (office_id, id, collection, compartment, file_id, key_id, seq, rev, max_stamp, body, blobs)
        select ${this.#officeId}::text, id, collection, compartment, file_id, key_id, seq, rev, max_stamp,
          substring(${Buffer.concat(bodies)}::bytea from starts for length), string_to_array(blobs, ' ')
        from unnest(
          ${last.map((row) => row.id)}::text[],
          ${last.map((row) => row.collection)}::text[],
          ${last.map((row) => row.compartment)}::text[],
          ${last.map((row) => row.fileId)}::text[],
          ${last.map((row) => row.keyId)}::text[],
          ${last.map((row) => row.seq)}::bigint[],
          ${last.map((row) => row.rev)}::text[],
          ${last.map((row) => row.maxStamp)}::text[],
          ${starts}::int[],
          ${bodies.map(({ length }) => length)}::int[],
          ${last.map((row) => (row.blobs ?? []).join(' '))}::text[])
          as pushed (id, collection, compartment, file_id, key_id, seq, rev, max_stamp, starts, length, blobs)
        on conflict (office_id, id) do update set key_id = excluded.key_id, seq = excluded.seq,
          rev = excluded.rev, max_stamp = excluded.max_stamp, body = excluded.body, blobs = excluded.blobs),
      remembered as (
        insert into revs (office_id, id, rev, seq)
        select ${this.#officeId}::text, * from unnest(
          ${versions.map((row) => row.id)}::text[],
          ${versions.map((row) => row.rev)}::text[],
          ${versions.map((row) => row.seq)}::bigint[]))
      update offices set seq = ${head} where office_id = ${this.#officeId}`.execute(this.#tx);
  }

  async refuse(versions: readonly Pick<PushRow, 'id' | 'rev'>[]): Promise<void> {
    await sql`
      insert into revs (office_id, id, rev, seq)
      select ${this.#officeId}::text, id, rev, ${REFUSED} from unnest(
        ${versions.map(({ id }) => id)}::text[], ${versions.map(({ rev }) => rev)}::text[]) as early (id, rev)
      on conflict do nothing`.execute(this.#tx);
  }

  async reach(targets: readonly EraseTarget[]): Promise<{ stubs: Erasure[]; compartments: Compartment[] }> {
    const [ids, files] = [idsOf(targets), filesAmong(targets)];
    const wanted = new Set(targets.map(stubKey));
    const stubs = await this.#tx
      .selectFrom('erasures')
      .selectAll()
      .where('id', '=', anyOf(ids))
      .orderBy('seq')
      .execute();
    const found = await sql<{ compartment: Compartment }>`
      select compartment from rows where id = ${anyOf(ids)}
      union select compartment from rows where file_id = ${anyOf(files)}
      union select compartment from blobs where file_id = ${anyOf(files)}`.execute(this.#tx);
    return {
      stubs: stubs.filter((stub) => wanted.has(stubKey(stub))).map(toErasure),
      compartments: found.rows.map(({ compartment }) => compartment),
    };
  }

  async erase(stubs: readonly Erasure[], head: number): Promise<void> {
    const [ids, files] = [idsOf(stubs), filesAmong(stubs)];
    const gone = await this.#tx
      .deleteFrom('rows')
      .where((on) => on.or([on('id', '=', anyOf(ids)), on('file_id', '=', anyOf(files))]))
      .returning(['id', 'blobs'])
      .execute();
    await this.#tx
      .deleteFrom('revs')
      .where('id', '=', anyOf(gone.map(({ id }) => id)))
      .execute();
    // A blob goes with its file, or with the last row that names it.
    await sql`
      delete from blobs where file_id = ${anyOf(files)}
      or address = ${anyOf(gone.flatMap(({ blobs }) => blobs))}
        and not exists (select from rows where blobs.address = any(rows.blobs) and rows.blobs <> '{}')`.execute(
      this.#tx,
    );
    await this.#tx
      .insertInto('erasures')
      .values(
        stubs.map(({ seq, kind, id, by, at }) => ({
          office_id: this.#officeId,
          seq,
          kind,
          id,
          by_person: by,
          at: new Date(at),
        })),
      )
      .execute();
    await this.#tx.updateTable('offices').set({ seq: head }).execute();
  }
}

class PostgresSnapshot implements SyncSnapshot {
  readonly #tx: Tx;

  constructor(tx: Tx) {
    this.#tx = tx;
  }

  async counter(): Promise<Counter> {
    const offices = this.#tx.selectFrom('offices').select(['seq', 'lost']);
    const { seq, lost } = await offices.executeTakeFirstOrThrow();
    return { head: seq, lost };
  }

  async page({
    compartment,
    from,
    direction,
    limit,
  }: PullQuery): Promise<{ rows: StoredRow[]; left: number }> {
    const forward = direction === 'forward';
    const [order, beyond] = forward ? [sql`asc`, sql`>`] : [sql`desc`, sql`<`];
    const { rows } = await sql<RowsTable & { left: number }>`
      with measured as (
        select *, sum(octet_length(body)) over so_far as bytes, row_number() over so_far as nth
        from (
          select * from rows where compartment = ${compartment} and seq ${beyond} ${from}
          order by seq ${order} limit ${limit}) as page
        window so_far as (order by seq ${order})),
      bounded as (select * from measured where bytes <= ${MAX_PAGE_BYTES} or nth = 1)
      select *, (
        select count(*) from rows where compartment = ${compartment} and seq ${beyond} (
          select ${forward ? sql`max` : sql`min`}(seq) from bounded)) as "left"
      from bounded order by seq ${order}`.execute(this.#tx);
    return { rows: rows.map(toStoredRow), left: rows[0]?.left ?? 0 };
  }

  async check(compartment: Compartment): Promise<Check> {
    const { rows } = await sql<Check>`
      select count(*) as count, encode(sha256(convert_to(
        coalesce(string_agg(id || ':' || seq, ${'\n'} order by seq), ''), 'UTF8')), 'hex') as hash
      from rows where compartment = ${compartment}`.execute(this.#tx);
    return rows[0] ?? { count: 0, hash: '' };
  }

  async erasures(after: number, limit: number): Promise<Erasure[]> {
    const found = await this.#tx
      .selectFrom('erasures')
      .selectAll()
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(limit)
      .execute();
    return found.map(toErasure);
  }
}
