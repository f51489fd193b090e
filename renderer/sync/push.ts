import type { Call } from './call';
import { isServerFailure } from './http';
import { makeGood } from './lost';
import { openRemote, pushRowOf, receive } from './remote';
import { COLLECTIONS, type QuarantineRow } from '../data/schema';
import { quarantined, sealEntry, type Entry, type RowRef } from '../data/sealing';
import { groupByCollection, keyOf } from '../data/storage';
import type { Plan, Store } from '../data/store';
import type { Collection } from '#shared/security/compartments';
import { millisOf } from '#shared/sync/clock';
import { accepted, fallenBack, renewed, restamped, toSend, unsent } from '#shared/sync/decisions';
import { pushResponse, type PushAnswer, type PushResponse, type PushRow } from '#shared/sync/protocol';

const BATCH_ROWS = 200;
const BATCH_BYTES = 2 * 1024 * 1024;
/** A row that still waits after so many answers waits for the next round: no server keeps a round going forever. */
const MOST_SENDS = 8;
/** Conflicts go first: nobody shall see a merged value without what it displaced. */
const ORDER: readonly Collection[] = ['conflicts', ...COLLECTIONS.filter((name) => name !== 'conflicts')];

/** Refused versions by row; a row waits again once it has a newer version. */
async function refusedRevs(store: Store): Promise<Map<string, string>> {
  const rows = await store.storage.quarantine();
  return new Map(rows.map(({ key, rev }) => [key, rev]));
}

/** How many rows wait for the server; what it refused waits for a person. */
export async function countWaiting(store: Store): Promise<number> {
  const [waiting, aside] = await Promise.all([store.unsynced.all(), store.storage.quarantine()]);
  const held = aside.flatMap(({ key }) => waiting.get(key)?.ref ?? []);
  if (held.length === 0) return waiting.size;
  const refused = new Map(aside.map(({ key, rev }) => [key, rev]));
  const rows = await store.storage.get(held);
  return (
    waiting.size - [...rows].filter(([key, { dirty, rev }]) => dirty === 1 && refused.get(key) === rev).length
  );
}

/** What waits, in the order in which it is sent: oldest first, of one collection after another. */
async function inOrder(store: Store): Promise<RowRef[]> {
  const groups = groupByCollection([...(await store.unsynced.all()).values()]);
  return ORDER.flatMap((collection) =>
    (groups.get(collection) ?? [])
      .sort((a, b) => (a.maxStamp < b.maxStamp ? -1 : a.maxStamp > b.maxStamp ? 1 : 0))
      .map(({ ref }) => ref),
  );
}

async function nextBatch(
  store: Store,
  skip: ReadonlySet<string>,
  heldBack: ReadonlySet<string>,
): Promise<RowRef[]> {
  const [refused, waiting] = await Promise.all([refusedRevs(store), inOrder(store)]);
  const refs = waiting.filter((ref) => !skip.has(keyOf(ref)));
  const batch: RowRef[] = [];
  let bytes = 0;
  for (let from = 0; from < refs.length; from += BATCH_ROWS) {
    const part = refs.slice(from, from + BATCH_ROWS);
    const rows = await store.storage.get(part);
    for (const ref of part) {
      const [key, row] = [keyOf(ref), rows.get(keyOf(ref))];
      // A batch of their own, stored before any of the rows that they are about.
      if (ref.collection !== 'conflicts' && batch[0]?.collection === 'conflicts') return batch;
      store.unsynced.saw(ref, row);
      if (row?.dirty !== 1 || refused.get(key) === row.rev || store.keys().byId(row.keyId) === null) continue;
      // What was sent may be there already: that is learned before others' versions of it come.
      if (heldBack.has(key) && !row.sent) continue;
      bytes += row.body.length;
      if (bytes > BATCH_BYTES && batch.length > 0) return batch;
      batch.push(ref);
      if (batch.length === BATCH_ROWS) return batch;
    }
  }
  return batch;
}

/** Marks the batch as sent, safe on disk, before it is: a reply that gets lost must not look like a conflict. */
async function markSent(store: Store, refs: RowRef[]): Promise<Entry[]> {
  let sent: Entry[] = [];
  await store.write(
    refs,
    (entries): Plan => {
      sent = [...entries.values()].flatMap((entry) =>
        entry.replica.dirty ? [{ ...entry, replica: toSend(entry.replica) }] : [],
      );
      return { put: sent };
    },
    { quiet: true },
  );
  return sent;
}

interface Outcome {
  /** Rows that moved on; the others are left for a later round. */
  progress: number;
  serverNow: number | null;
}

async function applyAnswers(
  store: Store,
  refs: RowRef[],
  answers: PushAnswer[],
  skip: Set<string>,
): Promise<Outcome> {
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  const now = store.clock.now();
  let outcome: Outcome = { progress: 0, serverNow: null };
  const decide = async (entries: Map<string, Entry>): Promise<Plan> => {
    const plan = {
      put: [] as Entry[],
      addMissing: [] as Entry[],
      quarantine: [] as QuarantineRow[],
      release: [] as string[],
    };
    outcome = { progress: 0, serverNow: null };
    for (const [key, entry] of entries) {
      const answer = byId.get(entry.ref.id);
      if (!answer) skip.add(key);
      else if (answer.result === 'accepted') {
        plan.put.push({ ...entry, replica: accepted(entry.replica, answer.rev, answer.seq) });
        plan.release.push(key);
        outcome.progress++;
      } else if (answer.result === 'clock') {
        plan.put.push({ ...entry, replica: renewed(entry.replica, answer.rev, store.make) });
        outcome.serverNow = answer.now;
      } else if (answer.result === 'refused') {
        // Without a right nothing is known of the version: another copy of the request may have brought it before.
        const replica = answer.code === 'no-right' ? entry.replica : unsent(entry.replica, answer.rev);
        const rested: Entry = { ...entry, replica };
        plan.put.push(rested);
        const row = await sealEntry(store.keys(), rested);
        plan.quarantine.push(quarantined(entry.ref.collection, row, answer.code, now));
        outcome.progress++;
      } else {
        const remote = await openRemote(store.keys(), answer.stored, now);
        if ('code' in remote) {
          // The server's version cannot be read (yet): nothing to merge with, so ours waits.
          skip.add(key);
          continue;
        }
        // A server never goes back but when it is brought back: what it had then ours has grown from.
        const { sent } = entry.replica;
        if (sent?.seq === entry.replica.seq && remote.row.seq < sent.seq) {
          const replica = fallenBack(entry.replica, remote.version, remote.row.seq);
          plan.put.push({ ...entry, replica });
          outcome.progress++;
          continue;
        }
        // What was sent counts as known: where it was merged into the server's version, nothing is new in it.
        const { put, addMissing } = await receive(store, entries, remote);
        plan.put.push(...(put.length > 0 ? put : [{ ...entry, replica: unsent(entry.replica, answer.rev) }]));
        plan.addMissing.push(...addMissing);
        outcome.progress++;
      }
    }
    return plan;
  };
  await store.write(refs, decide, { durability: 'relaxed' });
  return outcome;
}

/** Gives all that waits new stamps by the server's time, in order. */
async function restampAll(store: Store, serverNow: number): Promise<void> {
  store.clock.correct(serverNow);
  for (const { ref, maxStamp } of [...(await store.unsynced.all()).values()]) {
    if (millisOf(maxStamp) <= serverNow) continue;
    await store.write([ref], (entries) => {
      const put = [...entries.values()].map((entry) => ({
        ...entry,
        replica: restamped(entry.replica, () => store.clock.tick(), store.make),
      }));
      return { put };
    });
  }
}

/** Statuses by which a server rejects a request as a whole: too large, or a row that breaks its schema. */
const REJECTED = new Set([400, 413, 422]);

/** Sends rows; a batch that is rejected as a whole goes in halves, so that a bad row holds up no other. */
async function send(call: Call, rows: PushRow[]): Promise<PushResponse> {
  try {
    const options = { body: { rows }, answer: pushResponse, timeoutMs: 60_000 };
    return await call('POST', '/sync/push', options);
  } catch (error) {
    if (!isServerFailure(error) || !REJECTED.has(error.status) || error.kind !== 'refused') throw error;
    const [only] = rows;
    if (only && rows.length === 1)
      return { answers: [{ id: only.id, rev: only.rev, result: 'refused', code: 'invalid' }] };
    const middle = Math.ceil(rows.length / 2);
    const halves = [await send(call, rows.slice(0, middle)), await send(call, rows.slice(middle))];
    return {
      answers: halves.flatMap(({ answers }) => answers),
      lost: halves.flatMap(({ lost = [] }) => lost),
    };
  }
}

/**
 * Pushes all that waits, batch by batch; each row gets its own answer, so that a bad one never holds up the
 * others. Throws ServerFailure. `restamped`: told when the clock was wrong and the read models must follow.
 * `heldBack`: rows that wait for something else, by key. `onLost`: what the server said of commits counts no longer.
 */
export async function pushAll(
  store: Store,
  call: Call,
  onRestamped: () => Promise<void>,
  heldBack: ReadonlySet<string> = new Set(),
  onLost: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const skip = new Set<string>();
  const sends = new Map<string, number>();
  let corrections = 0;
  for (;;) {
    const refs = await nextBatch(store, skip, heldBack);
    if (refs.length === 0) return;
    const sent = await markSent(store, refs);
    if (sent.length === 0) {
      refs.forEach((ref) => skip.add(keyOf(ref)));
      continue;
    }
    const { answers, lost } = await send(call, sent.map(pushRowOf));
    if (lost) await makeGood(store, store.keys().compartments(), lost, onLost);
    const { progress, serverNow } = await applyAnswers(store, refs, answers, skip);
    for (const key of refs.map(keyOf)) {
      const times = (sends.get(key) ?? 0) + 1;
      sends.set(key, times);
      if (times === MOST_SENDS) skip.add(key);
    }
    if (serverNow !== null && corrections++ < 3) {
      await restampAll(store, serverNow);
      await onRestamped();
    } else if (progress === 0) refs.forEach((ref) => skip.add(keyOf(ref)));
  }
}
