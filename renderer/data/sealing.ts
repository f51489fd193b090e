import type { Keyring, RowKey } from '../security/keyring';
import { fromUtf8, utf8 } from '#shared/crypto/bytes';
import type { Collection, Compartment } from '#shared/security/compartments';
import { canonical } from '#shared/sync/canonical';
import { isStamp, maxStampOf } from '#shared/sync/clock';
import type { Replica, Version } from '#shared/sync/decisions';
import type { Json, StoredDocument } from '#shared/sync/document';
import { fieldOf } from '#shared/sync/merge';
import { dataError } from './errors';
import type { LocalRow, QuarantineRow, SealedVersion } from './schema';

/** Names a row anywhere in the store. */
export interface RowRef {
  collection: Collection;
  id: string;
}

/** Columns that never change in the life of a row. */
export interface Place {
  compartment: Compartment;
  fileId: string | null;
}

/** A version with its ciphertext, once it has one. */
export interface LocalVersion extends Version {
  sealed: SealedVersion | null;
}

/** A row with its documents opened. */
export interface Entry {
  ref: RowRef;
  place: Place;
  replica: Replica<LocalVersion>;
}

/** The current version of a row, opened for reading. */
export interface OpenRow {
  ref: RowRef;
  place: Place;
  doc: StoredDocument;
  seq: number;
  dirty: boolean;
}

/** Field that repeats the row's fileId inside the encryption, so that nobody moves a row to another file. */
export const FILE_FIELD = '_file';

/** `key-missing` is a row that still loads; the others are damage. */
export type RowProblem = 'key-missing' | 'does-not-open' | 'malformed' | 'misplaced' | 'stamps';

export class RowError extends Error {
  override name = 'RowError';
  constructor(
    readonly ref: RowRef,
    readonly code: RowProblem,
  ) {
    super(`${ref.collection}/${ref.id}: ${code}`);
  }
}

function isDocument(value: unknown): value is StoredDocument {
  const doc = value as Partial<StoredDocument> | null;
  if (typeof doc !== 'object' || doc === null || typeof doc.fields !== 'object' || doc.fields === null)
    return false;
  return (
    typeof doc.schemaVersion === 'number' &&
    Object.values(doc.fields).every((field: unknown) => {
      const { stamp, value } = (field ?? {}) as { stamp?: unknown; value?: unknown };
      return typeof stamp === 'string' && isStamp(stamp) && value !== undefined;
    })
  );
}

/** Whether a document belongs where its row says, with stamps that its row admits. */
function verify(ref: RowRef, place: Place, maxStamp: string, doc: unknown): asserts doc is StoredDocument {
  if (!isDocument(doc)) throw new RowError(ref, 'malformed');
  const file = fieldOf(doc, FILE_FIELD)?.value ?? null;
  if (doc.id !== ref.id || doc.collection !== ref.collection || file !== place.fileId)
    throw new RowError(ref, 'misplaced');
  if (maxStampOf(doc) > maxStamp) throw new RowError(ref, 'stamps');
}

/** Opens one version. Throws RowError. */
export async function openVersion(
  keyring: Keyring,
  ref: RowRef,
  place: Place,
  sealed: SealedVersion,
): Promise<StoredDocument> {
  const key = keyring.byId(sealed.keyId);
  if (!key) throw new RowError(ref, 'key-missing');
  let doc: unknown;
  try {
    const spot = { table: ref.collection, id: ref.id, keyId: sealed.keyId, maxStamp: sealed.maxStamp };
    doc = JSON.parse(fromUtf8(await key.open(spot, sealed.body)));
  } catch {
    throw new RowError(ref, 'does-not-open');
  }
  if (key.compartment !== place.compartment) throw new RowError(ref, 'misplaced');
  verify(ref, place, sealed.maxStamp, doc);
  return doc;
}

/** Seals a document under the current key of its compartment. */
async function sealVersion(
  key: RowKey,
  ref: RowRef,
  version: { rev: string; doc: StoredDocument },
): Promise<SealedVersion> {
  const maxStamp = maxStampOf(version.doc);
  const plain = utf8(canonical(version.doc as unknown as Json));
  const spot = { table: ref.collection, id: ref.id, keyId: key.keyId, maxStamp };
  return { rev: version.rev, keyId: key.keyId, maxStamp, body: await key.seal(spot, plain) };
}

/** The columns of a row that never change. */
function placeOf(row: LocalRow): Place {
  return { compartment: row.compartment, fileId: row.fileId ?? null };
}

function sealedOf({ rev, keyId, maxStamp, body }: SealedVersion): SealedVersion {
  return { rev, keyId, maxStamp, body };
}

/** Opens a row for reading: its current version only. */
export async function openCurrent(keyring: Keyring, collection: Collection, row: LocalRow): Promise<OpenRow> {
  const ref = { collection, id: row.id };
  const place = placeOf(row);
  const doc = await openVersion(keyring, ref, place, row);
  return { ref, place, doc, seq: row.seq, dirty: row.dirty === 1 };
}

/** Opens a row with everything that a decision needs. */
export async function openEntry(keyring: Keyring, collection: Collection, row: LocalRow): Promise<Entry> {
  const ref = { collection, id: row.id };
  const place = placeOf(row);
  const open = async (from: SealedVersion): Promise<LocalVersion> => {
    const sealed = sealedOf(from);
    return { rev: sealed.rev, sealed, doc: await openVersion(keyring, ref, place, sealed) };
  };
  const replica: Replica<LocalVersion> = {
    seq: row.seq,
    version: await open(row),
    dirty: row.dirty === 1,
    base: row.base ? await open(row.base) : null,
    sent: row.sent ? { version: await open(row.sent), seq: row.sent.seq } : null,
  };
  return { ref, place, replica };
}

/** The row of an entry; seals what has no ciphertext yet. Throws DataError no-right. */
export async function sealEntry(keyring: Keyring, entry: Entry): Promise<LocalRow> {
  const { ref, place, replica } = entry;
  const seal = async (version: LocalVersion): Promise<SealedVersion> => {
    if (version.sealed) return version.sealed;
    const key = keyring.current(place.compartment);
    // The right may end between the decision and its seal.
    if (!key) throw dataError('no-right');
    version.sealed = await sealVersion(key, ref, version);
    return version.sealed;
  };
  const row: LocalRow = {
    id: ref.id,
    compartment: place.compartment,
    seq: replica.seq,
    dirty: replica.dirty ? 1 : 0,
    ...(await seal(replica.version)),
  };
  if (place.fileId !== null) row.fileId = place.fileId;
  if (replica.base) row.base = await seal(replica.base);
  if (replica.sent) row.sent = { ...(await seal(replica.sent.version)), seq: replica.sent.seq };
  return row;
}

/** Code of rows set aside because a person erased what they belong to. */
export const ERASED = 'erased';

/** Sets a row aside as ciphertext, with the reason. */
export function quarantined(collection: string, row: LocalRow, code: string, now: number): QuarantineRow {
  const { id, compartment, seq, rev } = row;
  return {
    key: `${collection}/${id}`,
    id,
    collection,
    compartment,
    code,
    since: new Date(now).toISOString(),
    seq,
    rev,
    row,
  };
}
