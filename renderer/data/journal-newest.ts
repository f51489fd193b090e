import type { Journal, JournalRecord } from './journal';
import type { LocalRow } from './schema';
import { keyOf, type RowStorage } from './storage';
import type { Collection } from '#shared/security/compartments';

/** The row of a record. */
export const refOf = ({ collection, row }: JournalRecord) => ({ collection, id: row.id });

/** The later of two versions neither of which grew from the other on this device. */
function later(a: JournalRecord, b: JournalRecord): JournalRecord {
  return b.row.seq > a.row.seq || (b.row.seq === a.row.seq && (b.at ?? 0) >= (a.at ?? 0)) ? b : a;
}

/** How many versions that a record grew from it names. */
const MOST_ANCESTORS = 100;

/** The record with all that it grew from, and with what of that is under way to the server. */
function withAncestors(record: JournalRecord, known: ReadonlyMap<string, JournalRecord>): JournalRecord {
  const from = new Set(record.from);
  from.delete(record.row.rev);
  let { row } = record;
  // What is added meanwhile is looked at too.
  for (const rev of from) {
    const ancestor = known.get(rev);
    if (!ancestor || from.size > MOST_ANCESTORS) continue;
    for (const one of ancestor.from ?? []) if (one !== record.row.rev) from.add(one);
    if (!row.sent && ancestor.row.sent && ancestor.row.seq === row.seq)
      row = { ...row, sent: ancestor.row.sent };
  }
  return from.size > 0 ? { ...record, row, from: [...from] } : record;
}

/**
 * The newest record of each row in a journal: one that no other grew from. The times of two windows say nothing
 * about it, their clocks may differ.
 */
export function newestOf(records: readonly JournalRecord[]): Map<string, JournalRecord> {
  const parents = new Set(records.flatMap(({ from = [], row }) => from.filter((rev) => rev !== row.rev)));
  const newest = new Map<string, JournalRecord>();
  for (const record of records) {
    if (parents.has(record.row.rev)) continue;
    const key = keyOf(refOf(record));
    const other = newest.get(key);
    newest.set(key, other ? later(other, record) : record);
  }
  const known = new Map(records.map((record) => [record.row.rev, record]));
  return new Map([...newest].map(([key, record]) => [key, withAncestors(record, known)]));
}

/** Whether the store fell back behind what the journal says of a row: no such row, or one that it grew from. */
export function fellBack(
  row: LocalRow | undefined,
  record: JournalRecord,
  known: ReadonlySet<string>,
): boolean {
  if (!row) return true;
  if (row.rev === record.row.rev) return false;
  if (record.from?.includes(row.rev)) return true;
  // A version that the journal knows and that this one did not grow from went on without it. Of a record that grew
  // from more versions than it names, only the stamps tell.
  const namesAll = (record.from?.length ?? 0) <= MOST_ANCESTORS;
  if (namesAll && known.has(row.rev)) return false;
  return row.seq <= record.row.seq && row.maxStamp < record.row.maxStamp;
}

/** All versions that a journal holds. */
export const revsOf = (records: readonly JournalRecord[]) => new Set(records.map(({ row }) => row.rev));

/** Name of the local value that names the version which the journal was given last. */
export const JOURNAL_END = 'journal-end';
/** What one transaction writes is mostly less than this many bytes. */
const END_BYTES = 64 * 1024;
/** Rows read at a time. */
const BATCH = 1_000;

/**
 * Makes the journal hold each unsynchronised version that the store holds. A power cut may take from the end of
 * the journal what the database was quicker to write, and a browser may remove the file: whatever grows from such
 * a version names it as its parent, and of what it displaced the store had the only copy. In the store one value
 * tells whether the journal's end is there, so that all of it is read seldom.
 */
export async function completeJournal(storage: RowStorage, journal: Journal): Promise<void> {
  // What another window writes meanwhile stands in a journal of its own.
  if (await journal.beside()) return;
  const end = await storage.local(JOURNAL_END);
  if (typeof end !== 'string') return;
  const size = await journal.size();
  if (revsOf(await journal.read(Math.max(0, size - END_BYTES))).has(end)) return;
  const records = await journal.read();
  const known = revsOf(records);
  if (known.has(end)) return;
  const newest = newestOf(records);
  const unsynced = (await storage.dirty()).map(({ ref }) => ref);
  for (let from = 0; from < unsynced.length; from += BATCH) {
    const rows = await storage.get(unsynced.slice(from, from + BATCH));
    const missing = [...rows].flatMap(([key, row]): JournalRecord[] => {
      const record = newest.get(key);
      if (known.has(row.rev) || (record && fellBack(row, record, known))) return [];
      const collection = key.slice(0, key.indexOf('/')) as Collection;
      return [{ collection, row, ...(record && { from: [record.row.rev, ...(record.from ?? [])] }) }];
    });
    if (missing.length > 0) await journal.append(missing);
  }
  await journal.flush();
}
