import { COLLECTION_COMPARTMENT, type Compartment } from '#shared/security/compartments';
import type { PushAnswer, PushRow, StoredRow } from '#shared/sync/protocol';
import { REFUSED, type Known, revKey, stubKey } from './sync-database';

/** A stamp further ahead of the server's clock than this is answered `clock`, in milliseconds. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;
const STAMP = /^([0-9a-f]{12})-[0-9a-f]{4}-[A-Za-z0-9_-]{1,40}$/;

type Refusal = Extract<PushAnswer, { result: 'refused' }>['code'];

/** What shall happen to one pushed row. */
export type Decision =
  | { result: 'store' }
  | { result: 'accepted'; seq: number }
  | { result: 'stale'; stored: StoredRow }
  | { result: 'refused'; code: Refusal }
  | { result: 'clock' };

const refused = (code: Refusal): Decision => ({ result: 'refused', code });

/** Whether base64url text stands for at least one byte and ends as every encoder ends it (no stray bits). */
function isBody(text: string): boolean {
  const rest = text.length % 4;
  const last = text.slice(-1);
  if (rest === 2) return 'AQgw'.includes(last);
  if (rest === 3) return 'AEIMQUYcgkosw048'.includes(last);
  return rest === 0 && text.length > 0;
}

/** Whether a collection belongs to the compartment; conflicts live in any. */
function belongs(collection: string, compartment: Compartment): boolean {
  const home = (COLLECTION_COMPARTMENT as Partial<Record<string, Compartment | 'inherited'>>)[collection];
  return home === 'inherited' || home === compartment;
}

/** Whether the row was erased, by itself or with its file; the file's own document bears the file's id. */
function isErased({ id, fileId }: PushRow, stubs: ReadonlySet<string>): boolean {
  return (
    stubs.has(stubKey({ kind: 'row', id })) ||
    stubs.has(stubKey({ kind: 'file', id })) ||
    (fileId !== null && stubs.has(stubKey({ kind: 'file', id: fileId })))
  );
}

/**
 * Decides about one row as pushed (architecture § 4): the stored row is authorised first, so that nothing about
 * it shows to those who may not see it; what was erased stays erased; a known rev gets its answer again, or, if it
 * was not taken, the answer by which the device sends it under another; then comes compare and swap.
 * @param now server time in milliseconds
 */
export function decide(row: PushRow, known: Known, held: readonly Compartment[], now: number): Decision {
  const stored = known.stored.get(row.id) ?? null;
  if (stored !== null && !held.includes(stored.compartment)) return refused('no-right');
  if (!held.includes(row.compartment)) return refused('no-right');
  if (isErased(row, known.stubs)) return refused('erased');
  const seq = known.revs.get(revKey(row));
  if (seq === REFUSED) return { result: 'clock' };
  if (seq !== undefined) return { result: 'accepted', seq };
  if (!Object.hasOwn(COLLECTION_COMPARTMENT, row.collection)) return refused('server-too-old');
  const stamp = STAMP.exec(row.maxStamp);
  if (!belongs(row.collection, row.compartment) || stamp === null || !isBody(row.body))
    return refused('invalid');
  if (stored !== null && !sameIdentity(row, stored)) return refused('immutable-changed');
  if (Number.parseInt(stamp[1] ?? '', 16) > now + CLOCK_TOLERANCE_MS) return { result: 'clock' };
  // A server restored from an older backup may not know the row: then there is nothing to overwrite.
  if (stored === null || stored.seq === row.base) return { result: 'store' };
  return { result: 'stale', stored };
}

function sameIdentity(row: PushRow, stored: StoredRow): boolean {
  return (
    row.collection === stored.collection &&
    row.compartment === stored.compartment &&
    row.fileId === stored.fileId
  );
}
