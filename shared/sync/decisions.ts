import { maxStampOf } from './clock';
import { findConflicts, type ConflictDraft } from './conflicts';
import type { Field, Stamp, StoredDocument } from './document';
import { HISTORY, pastName } from './history';
import { fieldOf, mergeDocuments, sameVersion } from './merge';

/**
 * What a device decides about one row (architecture §§ 3, 4): pure functions over plain versions, the same for
 * the real store and for a simulation. `V` may carry more (the ciphertext); versions are passed on untouched.
 */
export interface Version {
  /** Random id of this very version; the server remembers it, so a lost reply is no conflict. */
  rev: string;
  doc: StoredDocument;
}

export interface Replica<V extends Version> {
  /** The server's version that this one grew from; 0 = the server has none. */
  seq: number;
  version: V;
  /** Not yet acknowledged by the server. */
  dirty: boolean;
  /** The version at `seq`, kept while dirty. */
  base: V | null;
  /** Sent and not answered: is sent again unchanged until it is. */
  sent: { version: V; seq: number } | null;
}

/** Makes a version of a new document state, with a new rev. */
export type Make<V extends Version> = (doc: StoredDocument) => V;

/** A row that starts on this device. `base`: a state every device would start from (filed arrivals). */
export function started<V extends Version>(version: V, base: V | null = null): Replica<V> {
  return { seq: 0, version, dirty: true, base, sent: null };
}

/** A row as the server has it. */
export function fetched<V extends Version>(version: V, seq: number): Replica<V> {
  return { seq, version, dirty: false, base: null, sent: null };
}

/** A person changed fields. */
export function edited<V extends Version>(
  replica: Replica<V>,
  changes: Record<string, Field>,
  schemaVersion: number,
  make: Make<V>,
): Replica<V> {
  const before = replica.version.doc;
  const doc: StoredDocument = {
    ...before,
    schemaVersion: Math.max(before.schemaVersion, schemaVersion),
    fields: { ...before.fields, ...changes },
  };
  return {
    ...replica,
    version: make(doc),
    dirty: true,
    base: replica.dirty ? replica.base : replica.version,
  };
}

/** What goes to the server next: the unanswered version unchanged, else the current one. */
export function toSend<V extends Version>(
  replica: Replica<V>,
): Replica<V> & { sent: NonNullable<Replica<V>['sent']> } {
  return { ...replica, sent: replica.sent ?? { version: replica.version, seq: replica.seq } };
}

/** The server stored the version `rev` at `seq`. */
export function accepted<V extends Version>(replica: Replica<V>, rev: string, seq: number): Replica<V> {
  if (replica.sent?.version.rev !== rev) return replica;
  if (seq <= replica.seq) return { ...replica, sent: null };
  if (replica.version.rev === rev) return { ...replica, seq, dirty: false, base: null, sent: null };
  return { ...replica, seq, base: replica.sent.version, sent: null };
}

/** The sent version was not taken (refused): the row stays dirty and may be sent anew. */
export function unsent<V extends Version>(replica: Replica<V>, rev: string): Replica<V> {
  return replica.sent?.version.rev === rev ? { ...replica, sent: null } : replica;
}

/** The server lost the version at `seq`: nobody can say any more what others have seen of it. */
export function lostThere<V extends Version>(replica: Replica<V>): Replica<V> {
  return { ...replica, dirty: true, base: null };
}

/**
 * The server has an older version than the one that ours grew from, since it was brought back to an earlier state:
 * ours has grown from that one too.
 */
export function fallenBack<V extends Version>(replica: Replica<V>, remote: V, seq: number): Replica<V> {
  return { ...replica, seq, base: remote, sent: null };
}

/** A version of the server came, by pull or as the answer `stale`. Older than known: nothing happens. */
export function received<V extends Version>(
  replica: Replica<V> | null,
  remote: V,
  seq: number,
  make: Make<V>,
): { replica: Replica<V>; conflicts: ConflictDraft[] } {
  if (!replica) return { replica: fetched(remote, seq), conflicts: [] };
  if (seq <= replica.seq) return { replica, conflicts: [] };
  if (replica.sent?.version.rev === remote.rev)
    return { replica: accepted(replica, remote.rev, seq), conflicts: [] };
  if (!replica.dirty) return { replica: fetched(remote, seq), conflicts: [] };
  const conflicts = findConflicts(replica.version.doc, remote.doc, {
    base: replica.base?.doc ?? null,
    sent: replica.sent?.version.doc ?? null,
  });
  const merged = mergeDocuments(replica.version.doc, remote.doc);
  // Nothing of ours is missing there: the server's version is the row.
  if (sameVersion(merged, remote.doc)) return { replica: fetched(remote, seq), conflicts };
  return { replica: { seq, version: make(merged), dirty: true, base: remote, sent: null }, conflicts };
}

/**
 * The server did not take the version and never will, however late another copy of it arrives: what goes out next
 * is another.
 */
export function renewed<V extends Version>(replica: Replica<V>, rev: string, make: Make<V>): Replica<V> {
  const { version } = replica;
  return { ...unsent(replica, rev), version: version.rev === rev ? make(version.doc) : version };
}

/**
 * The server's clock is behind ours: gives every unsynchronised field of the future a new stamp, in the order of the old
 * ones. `tick` comes from the corrected clock.
 */
export function restamped<V extends Version>(
  replica: Replica<V>,
  tick: () => Stamp,
  make: Make<V>,
): Replica<V> {
  const { doc } = replica.version;
  const base = replica.base?.doc;
  const now = tick();
  // What was sent with a stamp of the past may have been stored; one of the future certainly was not.
  const sent = replica.sent && maxStampOf(replica.sent.version.doc) < now ? replica.sent : null;
  const own = Object.entries(doc.fields)
    .filter(([name, field]) => field.stamp > now && (!base || fieldOf(base, name)?.stamp !== field.stamp))
    .sort(([, a], [, b]) => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0));
  const fields = { ...doc.fields };
  let [old, stamp]: [Stamp | null, Stamp] = [null, ''];
  for (const [name, field] of own) {
    // Fields of one save share a stamp, before and after.
    if (old !== field.stamp) [old, stamp] = [field.stamp, tick()];
    if (doc.collection === HISTORY) {
      // What stands in a history is named by its stamp.
      delete fields[name];
      fields[pastName(name.slice(0, name.indexOf('@')), stamp)] = { value: field.value, stamp };
    } else fields[name] = { value: field.value, stamp };
  }
  return {
    ...replica,
    version: make({ ...doc, fields }),
    dirty: true,
    sent,
  };
}
