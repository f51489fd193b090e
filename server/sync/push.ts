import { sql } from 'kysely';
import pg from 'pg';
import type { Compartment } from '#shared/security/compartments';
import type { PushAnswer, PushRow } from '#shared/sync/protocol';
import { type Store, type Tx, withOffice } from '../storage/database';
import type { RowsTable } from '../storage/tables';
import { type Decision, decide } from './decide';
import { toStoredRow } from './rows';

/** Answers in the order of the rows, and the compartments that changed with the seq they stand at. */
export interface PushOutcome {
  answers: PushAnswer[];
  changed: Map<Compartment, number>;
}

interface Writer {
  officeId: string;
  compartments: readonly Compartment[];
}

/** A row about to be written, with its place in the office's order. */
interface Write {
  row: PushRow;
  body: Buffer;
  seq: number;
}

/**
 * Stores pushed rows of one office in one transaction, under the lock of its counter: seq order is the order of
 * commits. Rows that PostgreSQL itself refuses (class 22 and 23) are found by repeating record by record and
 * answered `invalid`; any other database error is thrown.
 */
export async function push(store: Store, writer: Writer, rows: PushRow[], now: number): Promise<PushOutcome> {
  try {
    return await pushTogether(store, writer, rows, now);
  } catch (error) {
    if (!isDataError(error)) throw error;
    return pushSingly(store, writer, rows, now);
  }
}

function isDataError(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(22|23)/.test(error.code ?? '');
}

async function pushSingly(store: Store, writer: Writer, rows: PushRow[], now: number): Promise<PushOutcome> {
  const outcome: PushOutcome = { answers: [], changed: new Map() };
  for (const row of rows) {
    try {
      const one = await pushTogether(store, writer, [row], now);
      outcome.answers.push(...one.answers);
      for (const [compartment, seq] of one.changed) outcome.changed.set(compartment, seq);
    } catch (error) {
      if (!isDataError(error)) throw error;
      outcome.answers.push({ id: row.id, rev: row.rev, result: 'refused', code: 'invalid' });
    }
  }
  return outcome;
}

function pushTogether(store: Store, writer: Writer, rows: PushRow[], now: number): Promise<PushOutcome> {
  return withOffice(store.app, writer.officeId, async (tx) => {
    const office = await tx.selectFrom('offices').select('seq').forUpdate().executeTakeFirstOrThrow();
    const stored = await storedRows(tx, rows);
    const revs = await knownRevs(tx, rows);
    const writes: Write[] = [];
    const changed = new Map<Compartment, number>();
    let seq = office.seq;
    const answers = rows.map((row): PushAnswer => {
      const known = revs.get(`${row.id} ${row.rev}`) ?? null;
      const decision = decide(row, stored.get(row.id) ?? null, known, writer.compartments, now);
      if (decision.result !== 'store') return answerTo(row, decision, now);
      const write = { row, body: Buffer.from(decision.body), seq: ++seq };
      writes.push(write);
      changed.set(row.compartment, seq);
      // A second version of the same row in one push meets the first as the stored one.
      stored.set(row.id, asStored(writer.officeId, write));
      revs.set(`${row.id} ${row.rev}`, seq);
      return { id: row.id, rev: row.rev, result: 'accepted', seq };
    });
    if (writes.length > 0) await writeAll(tx, writer.officeId, writes, seq);
    return { answers, changed };
  });
}

function answerTo(row: PushRow, decision: Exclude<Decision, { result: 'store' }>, now: number): PushAnswer {
  const { id, rev } = row;
  switch (decision.result) {
    case 'accepted':
      return { id, rev, result: 'accepted', seq: decision.seq };
    case 'stale':
      return { id, rev, result: 'stale', stored: toStoredRow(decision.stored) };
    case 'refused':
      return { id, rev, result: 'refused', code: decision.code };
    case 'clock':
      return { id, rev, result: 'clock', now };
  }
}

async function storedRows(tx: Tx, rows: PushRow[]): Promise<Map<string, RowsTable>> {
  const found = await tx
    .selectFrom('rows')
    .selectAll()
    .where('id', '=', sql<string>`any(${rows.map((row) => row.id)}::text[])`)
    .execute();
  return new Map(found.map((row) => [row.id, row]));
}

async function knownRevs(tx: Tx, rows: PushRow[]): Promise<Map<string, number>> {
  const found = await sql<{ id: string; rev: string; seq: number }>`
    select revs.id, revs.rev, revs.seq from revs
    join unnest(${rows.map((row) => row.id)}::text[], ${rows.map((row) => row.rev)}::text[]) as pushed (id, rev)
    using (id, rev)`.execute(tx);
  return new Map(found.rows.map((row) => [`${row.id} ${row.rev}`, row.seq]));
}

function asStored(officeId: string, { row, body, seq }: Write): RowsTable {
  return {
    office_id: officeId,
    id: row.id,
    collection: row.collection,
    compartment: row.compartment,
    file_id: row.fileId,
    key_id: row.keyId,
    seq,
    rev: row.rev,
    max_stamp: row.maxStamp,
    body,
  };
}

/** Everything of one push in one statement: rows, remembered revs, the office's counter. */
async function writeAll(tx: Tx, officeId: string, writes: Write[], head: number): Promise<void> {
  // One statement may touch a row once: only the last version of an id is kept, all revs are remembered.
  const last = [...new Map(writes.map((write) => [write.row.id, write])).values()];
  const column = (pick: (write: Write) => string | number | Buffer | null) => last.map(pick);
  await sql`
    with stored as (
      insert into rows (office_id, id, collection, compartment, file_id, key_id, seq, rev, max_stamp, body)
      select ${officeId}::text, * from unnest(
        ${column((write) => write.row.id)}::text[],
        ${column((write) => write.row.collection)}::text[],
        ${column((write) => write.row.compartment)}::text[],
        ${column((write) => write.row.fileId)}::text[],
        ${column((write) => write.row.keyId)}::text[],
        ${column((write) => write.seq)}::bigint[],
        ${column((write) => write.row.rev)}::text[],
        ${column((write) => write.row.maxStamp)}::text[],
        ${column((write) => write.body)}::bytea[])
      on conflict (office_id, id) do update set key_id = excluded.key_id, seq = excluded.seq,
        rev = excluded.rev, max_stamp = excluded.max_stamp, body = excluded.body),
    remembered as (
      insert into revs (office_id, id, rev, seq)
      select ${officeId}::text, * from unnest(
        ${writes.map((write) => write.row.id)}::text[],
        ${writes.map((write) => write.row.rev)}::text[],
        ${writes.map((write) => write.seq)}::bigint[]))
    update offices set seq = ${head} where office_id = ${officeId}`.execute(tx);
}
