import type { z } from 'zod';
import type { Keyring } from '../security/keyring';
import { COLLECTIONS, type LocalRow, type QuarantineRow } from '../data/schema';
import { conflictEntries } from '../data/conflicts';
import {
  openVersion,
  quarantined,
  RowError,
  type Entry,
  type LocalVersion,
  type RowRef,
} from '../data/sealing';
import { keyOf } from '../data/storage';
import type { Plan, Store } from '../data/store';
import { fromBase64url, toBase64url } from '#shared/crypto/bytes';
import { SCHEMAS } from '#shared/domain/registry';
import type { Collection } from '#shared/security/compartments';
import type { ConflictDraft } from '#shared/sync/conflicts';
import { fetched, received } from '#shared/sync/decisions';
import type { StoredDocument } from '#shared/sync/document';
import { HISTORY, historyId, pastName } from '#shared/sync/history';
import type { PushRow, StoredRow } from '#shared/sync/protocol';

/** Why a row of the server is set aside; `key-missing` and `unknown-collection` are rows that still load. */
export const LOADING_CODES: readonly string[] = ['key-missing', 'unknown-collection'];

/** A row of the server, opened and checked. */
export interface Remote {
  ref: RowRef;
  row: StoredRow;
  version: LocalVersion;
}

/** Whether this version knows the collection. */
export function isCollection(name: string): name is Collection {
  return (COLLECTIONS as string[]).includes(name);
}

function localRowOf(row: StoredRow): LocalRow {
  return {
    id: row.id,
    ...(row.fileId === null ? {} : { fileId: row.fileId }),
    compartment: row.compartment,
    keyId: row.keyId,
    seq: row.seq,
    rev: row.rev,
    dirty: 0,
    maxStamp: row.maxStamp,
    body: bytesOf(row.body),
  };
}

/** The bytes of a body; none when the text is no base64url, so that the row is set aside and holds up no other. */
function bytesOf(body: string): Uint8Array {
  try {
    return fromBase64url(body);
  } catch (error) {
    if (error instanceof RangeError) return new Uint8Array(0);
    throw error;
  }
}

/** Whether the known fields of a document are as its schema says; a newer schema is not judged. */
function isValid(collection: Collection, doc: StoredDocument): boolean {
  const { schema, version } = SCHEMAS[collection];
  if (doc.schemaVersion > version) return true;
  const shape: Record<string, z.ZodType> = schema.shape;
  return Object.entries(shape).every(([name, rule]) => {
    const field = doc.fields[name];
    return field === undefined || rule.safeParse(field.value).success;
  });
}

/** Opens a row that the server sent. Gives the row set aside instead when it does not hold what it must. */
export async function openRemote(
  keyring: Keyring,
  row: StoredRow,
  now: number,
): Promise<Remote | QuarantineRow> {
  const local = localRowOf(row);
  const aside = (code: string) => quarantined(row.collection, local, code, now);
  if (!isCollection(row.collection)) return aside('unknown-collection');
  const ref: RowRef = { collection: row.collection, id: row.id };
  const { rev, keyId, maxStamp, body } = local;
  const sealed = { rev, keyId, maxStamp, body };
  try {
    const doc = await openVersion(keyring, ref, { compartment: row.compartment, fileId: row.fileId }, sealed);
    return isValid(ref.collection, doc) ? { ref, row, version: { rev, doc, sealed } } : aside('invalid');
  } catch (error) {
    if (error instanceof RowError) return aside(error.code);
    throw error;
  }
}

const placeOf = ({ compartment, fileId }: StoredRow) => ({ compartment, fileId });

/** A row of the server as it stands on a device that does not have it yet. */
export function remoteEntry(store: Store, { ref, row, version }: Remote): Entry {
  store.clock.observe(version.sealed?.maxStamp ?? '');
  return { ref, place: placeOf(row), replica: fetched(version, row.seq) };
}

/**
 * Where nobody can say what the other side had seen (the server lost what both grew from), the history still can:
 * a value in it was overwritten by somebody who knew it.
 */
async function notOverwritten(
  store: Store,
  ref: RowRef,
  conflicts: readonly ConflictDraft[],
): Promise<ConflictDraft[]> {
  const past = new Set<string>();
  for (let part = 1; ; part++) {
    const history = await store.read({ collection: HISTORY, id: historyId(ref.id, part) });
    if (!history) break;
    for (const name of Object.keys(history.doc.fields)) past.add(name);
  }
  return conflicts.filter(
    ({ kind, field, other }) => kind !== 'edit' || !past.has(pastName(field, other.stamp)),
  );
}

/** What one row of the server does to the local one: the entry to write, and the conflicts it opens. */
export async function receive(
  store: Store,
  entries: Map<string, Entry>,
  { ref, row, version }: Remote,
): Promise<Required<Pick<Plan, 'put' | 'addMissing'>>> {
  const before = entries.get(keyOf(ref));
  store.clock.observe(version.sealed?.maxStamp ?? '');
  const { replica, conflicts } = received(before?.replica ?? null, version, row.seq, store.make);
  if (replica === before?.replica) return { put: [], addMissing: [] };
  const entry: Entry = { ref, place: placeOf(row), replica };
  const isBaseLost = before !== undefined && before.replica.seq > 0 && before.replica.base === null;
  const open = isBaseLost && conflicts.length > 0 ? await notOverwritten(store, ref, conflicts) : conflicts;
  return { put: [entry], addMissing: open.length > 0 ? await conflictEntries(store, entry, open) : [] };
}

/** Blobs that a document needs, so that the server keeps them as long as the row. */
function blobsOf({ collection, fields }: StoredDocument): { blobs?: string[] } {
  if (collection !== 'attachments') return {};
  const { content } = SCHEMAS.attachments.schema.shape;
  const found = content.safeParse(fields['content']?.value);
  return found.success ? { blobs: [found.data.address] } : {};
}

/** The row that is pushed: exactly the version that was marked as sent. Throws RangeError without one. */
export function pushRowOf({ ref, place, replica }: Entry): PushRow {
  const sealed = replica.sent?.version.sealed;
  if (!replica.sent || !sealed) throw new RangeError('push: nothing marked as sent');
  return {
    id: ref.id,
    collection: ref.collection,
    compartment: place.compartment,
    fileId: place.fileId,
    keyId: sealed.keyId,
    base: replica.sent.seq,
    rev: sealed.rev,
    maxStamp: sealed.maxStamp,
    body: toBase64url(sealed.body),
    ...blobsOf(replica.sent.version.doc),
  };
}
