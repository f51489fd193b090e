import type { Compartment } from '#shared/security/compartments';
import type { LostCommits, PushAnswer, PushRow, StoredRow } from '#shared/sync/protocol';
import { type Decision, decide } from './decide';
import { revKey, type SyncDatabase } from './sync-database';

/**
 * Answers in the order of the rows, the compartments that changed with the seq they stand at, and the commits that
 * the office lost.
 */
export interface PushOutcome {
  lost: LostCommits[];
  answers: PushAnswer[];
  changed: Map<Compartment, number>;
}

export interface Writer {
  officeId: string;
  compartments: readonly Compartment[];
}

/**
 * Stores pushed rows of one office in one transaction, under the lock of its counter: seq order is the order of
 * commits. Rows that the database itself refuses are found by repeating record by record and answered `invalid`;
 * any other database error is thrown.
 * @param now server time in milliseconds
 */
export async function push(
  database: SyncDatabase,
  writer: Writer,
  rows: readonly PushRow[],
  now: number,
): Promise<PushOutcome> {
  try {
    return await pushTogether(database, writer, rows, now);
  } catch (error) {
    if (!database.isDataError(error)) throw error;
    return pushSingly(database, writer, rows, now);
  }
}

async function pushSingly(
  database: SyncDatabase,
  writer: Writer,
  rows: readonly PushRow[],
  now: number,
): Promise<PushOutcome> {
  const outcome: PushOutcome = { answers: [], changed: new Map(), lost: [] };
  for (const row of rows) {
    try {
      const one = await pushTogether(database, writer, [row], now);
      outcome.answers.push(...one.answers);
      outcome.lost = one.lost;
      for (const [compartment, seq] of one.changed) outcome.changed.set(compartment, seq);
    } catch (error) {
      if (!database.isDataError(error)) throw error;
      outcome.answers.push({ id: row.id, rev: row.rev, result: 'refused', code: 'invalid' });
    }
  }
  return outcome;
}

function pushTogether(
  database: SyncDatabase,
  writer: Writer,
  rows: readonly PushRow[],
  now: number,
): Promise<PushOutcome> {
  return database.transaction(writer.officeId, async (tx) => {
    const { lost, ...counter } = await tx.lock();
    let { head } = counter;
    const known = await tx.known(rows);
    const versions: StoredRow[] = [];
    const untaken: PushRow[] = [];
    const changed = new Map<Compartment, number>();
    const answers = rows.map((row): PushAnswer => {
      const decision = decide(row, known, writer.compartments, now);
      if (decision.result === 'clock') untaken.push(row);
      if (decision.result !== 'store') return answerTo(row, decision, now);
      const { base: _, ...content } = row;
      const version = { ...content, seq: ++head };
      versions.push(version);
      changed.set(row.compartment, head);
      // A second version of the same row in one push meets the first as the stored one.
      known.stored.set(row.id, version);
      known.revs.set(revKey(row), head);
      return { id: row.id, rev: row.rev, result: 'accepted', seq: head };
    });
    if (untaken.length > 0) await tx.refuse(untaken);
    if (versions.length > 0) await tx.write(versions, head);
    return { answers, changed, lost };
  });
}

function answerTo(row: PushRow, decision: Exclude<Decision, { result: 'store' }>, now: number): PushAnswer {
  const { id, rev } = row;
  switch (decision.result) {
    case 'accepted':
      return { id, rev, result: 'accepted', seq: decision.seq };
    case 'stale':
      return { id, rev, result: 'stale', stored: decision.stored };
    case 'refused':
      return { id, rev, result: 'refused', code: decision.code };
    case 'clock':
      return { id, rev, result: 'clock', now };
  }
}
