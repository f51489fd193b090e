import { conflictEntries } from './conflicts';
import { REPLAY_NAME } from './device';
import type { Journal, JournalRecord } from './journal';
import { fellBack, newestOf, refOf, revsOf } from './journal-newest';
import { openEntry, RowError, type Entry } from './sealing';
import { keyOf } from './storage';
import type { Plan, Store } from './store';
import { maxStampOf } from '#shared/sync/clock';
import type { ConflictDraft } from '#shared/sync/conflicts';
import { received } from '#shared/sync/decisions';
import { HISTORY } from '#shared/sync/history';
import { mergeDocuments, sameVersion } from '#shared/sync/merge';

const COMPACTED_NAME = 'journal-compacted';
/** A journal is not rewritten before it has grown by this many bytes. */
const COMPACT_FROM = 4 * 1024 * 1024;
/** What a database loses without losing everything are its last writes: so many bytes of the journal tell. */
const TAIL_BYTES = 64 * 1024;
/** Rows put back in one transaction. */
const BATCH = 1_000;

/** Those of the newest records of a journal behind which the store fell back, and the time of the oldest of all. */
async function lackingOf(store: Store, records: readonly JournalRecord[]) {
  const [newest, known] = [[...newestOf(records).values()], revsOf(records)];
  const present = await store.storage.get(newest.map(refOf));
  return {
    lacking: newest.filter((record) => fellBack(present.get(keyOf(refOf(record))), record, known)),
    oldest: newest.reduce((first, { at }) => Math.min(first, at ?? 0), Infinity),
  };
}

/** What the last transactions wrote and the store does not have, back to one whose rows it has. */
async function lackingAtEnd(store: Store, journal: Journal): Promise<JournalRecord[]> {
  const size = await journal.size();
  for (let bytes = TAIL_BYTES; bytes < size; bytes *= 4) {
    const { lacking, oldest } = await lackingOf(store, await journal.read(size - bytes));
    if (lacking.length === 0) return [];
    // What grew from what shows only in the whole of it.
    if (!lacking.some(({ at }) => at === oldest)) break;
  }
  return (await lackingOf(store, await journal.read())).lacking;
}

/**
 * What a window that ended left between journal and table, while another was at work: the database has lost
 * nothing then, and only what grew from just what stands there is still missing.
 */
async function leftBetween(store: Store, journal: Journal): Promise<JournalRecord[]> {
  const newest = newestOf(await journal.read());
  const present = await store.storage.get([...newest.values()].map(refOf));
  return [...newest].flatMap(([key, record]) => {
    const row = present.get(key);
    return row && record.from?.includes(row.rev) ? [record] : [];
  });
}

/** Records that stand in the journal alone, because nobody who was here since a loss could read them. */
export async function unreadRecords(store: Store, journal: Journal): Promise<JournalRecord[]> {
  const wanted = await store.local<true | string[]>(REPLAY_NAME);
  if (!wanted || (wanted !== true && wanted.length === 0)) return [];
  const newest = [...newestOf(await journal.read())].filter(
    ([key]) => wanted === true || wanted.includes(key),
  );
  const present = await store.storage.get(newest.map(([, record]) => refOf(record)));
  return newest.flatMap(([key, record]) => (present.has(key) ? [] : [record]));
}

/** What the journal has to give back: after a loss everything; later what could not be read then, and its end. */
async function missing(store: Store, journal: Journal): Promise<JournalRecord[]> {
  await store.journalComplete();
  const wanted = await store.local<true | string[]>(REPLAY_NAME);
  if (wanted === true) return [...newestOf(await journal.read()).values()];
  const found = await ((await journal.beside()) ? leftBetween : lackingAtEnd)(store, journal);
  if (!wanted || wanted.length === 0) return found;
  const newest = newestOf(await journal.read());
  return [...new Set([...wanted, ...found.map((record) => keyOf(refOf(record)))])].flatMap(
    (key) => newest.get(key) ?? [],
  );
}

/** What becomes of a row with what the journal holds of it; null: nothing is missing. */
function joined(
  store: Store,
  present: Entry | undefined,
  back: Entry,
  from: readonly string[],
): { entry: Entry; conflicts: ConflictDraft[] } | null {
  if (!present) return { entry: back, conflicts: [] };
  const [here, there] = [present.replica, back.replica];
  if (here.version.rev === there.version.rev) return null;
  if (from.includes(here.version.rev)) {
    // It was merged with something newer of the server's.
    if (there.seq > here.seq) return { entry: back, conflicts: [] };
    const base = here.dirty ? here.base : here.version;
    const sent = here.dirty ? here.sent : null;
    return { entry: { ...back, replica: { ...there, base, sent, seq: here.seq } }, conflicts: [] };
  }
  if (back.ref.collection === HISTORY) {
    const doc = mergeDocuments(here.version.doc, there.version.doc);
    if (sameVersion(doc, here.version.doc)) return null;
    const base = here.dirty ? here.base : here.version;
    return {
      entry: { ...present, replica: { ...here, version: store.make(doc), dirty: true, base } },
      conflicts: [],
    };
  }
  if (maxStampOf(here.version.doc) >= maxStampOf(there.version.doc) && (here.dirty || here.seq <= there.seq))
    return null;
  if (here.dirty || here.seq <= there.seq) return { entry: back, conflicts: [] };
  // The server's version came before the journal could be read: what was written here meets it as ever.
  const { replica, conflicts } = received(there, here.version, here.seq, store.make);
  return { entry: { ...back, replica }, conflicts };
}

/** A record that does not open stays in the journal, for whoever can read it. */
function unlessDamaged(error: unknown): null {
  if (error instanceof RowError) return null;
  throw error;
}

async function putBack(store: Store, records: readonly JournalRecord[]): Promise<number> {
  const written = await store.write(records.map(refOf), async (entries): Promise<Plan> => {
    const plan = {
      put: [] as Entry[],
      addMissing: [] as Entry[],
      parents: new Map<string, readonly string[]>(),
    };
    for (const { collection, row, from = [] } of records) {
      const key = keyOf({ collection, id: row.id });
      // A save whose journal entry is there already and whose row is about to be.
      if (store.isUnderWay(key)) continue;
      const back = await openEntry(store.keys(), collection, row).catch(unlessDamaged);
      if (!back) continue;
      const result = joined(store, entries.get(key), back, from);
      if (!result) continue;
      plan.put.push(result.entry);
      plan.parents.set(key, [row.rev]);
      if (result.conflicts.length > 0)
        plan.addMissing.push(...(await conflictEntries(store, result.entry, result.conflicts)));
    }
    return plan;
  });
  return written.length;
}

/**
 * After a loss: puts back unsynchronised rows that the store does not have. Only rows whose key is held, so that
 * the work of another office or person stays where it is. Returns how many came back.
 */
export async function replayJournal(store: Store, journal: Journal): Promise<number> {
  const records = await missing(store, journal);
  if (records.length === 0 && (await store.local(REPLAY_NAME)) !== true) return 0;
  const keyring = store.keys();
  const readable = records.filter(({ row }) => keyring.byId(row.keyId));
  let count = 0;
  for (let from = 0; from < readable.length; from += BATCH)
    count += await putBack(store, readable.slice(from, from + BATCH));
  // What came back does not come back twice: by then others may have gone on from it.
  const closed = records.filter(({ row }) => !keyring.byId(row.keyId));
  await store.putLocal(
    REPLAY_NAME,
    closed.map((record) => keyOf(refOf(record))),
  );
  return count;
}

/** Rewrites a journal that has doubled since the last time (an office without server never empties it). */
export async function compactJournal(store: Store, journal: Journal): Promise<void> {
  const before = (await store.local<number>(COMPACTED_NAME)) ?? 0;
  if ((await journal.size()) < 2 * before + COMPACT_FROM) return;
  await trimJournal(store, journal);
  await store.putLocal(COMPACTED_NAME, await journal.size());
}

/** Drops from the journal what the server has; keeps what still waits, and what this person cannot read. */
export async function trimJournal(store: Store, journal: Journal): Promise<void> {
  const keyring = store.keys();
  const end = await journal.size();
  if (end === 0) return;
  const records = await journal.read();
  const [newest, known] = [newestOf(records), revsOf(records)];
  // A save may stand in the journal and not yet in its table, here or in another window.
  const underWay = new Set([...newest.keys()].filter((key) => store.isUnderWay(key)));
  const present = await store.storage.get([...newest.values()].map(refOf));
  const waiting = await store.unsynced.all(true);
  const keep = [...newest].flatMap(([key, record]) => {
    const needed =
      underWay.has(key) ||
      waiting.has(key) ||
      fellBack(present.get(key), record, known) ||
      !keyring.byId(record.row.keyId);
    return needed ? [record] : [];
  });
  if (keep.length < records.length) await journal.reset(keep, end);
}
