import { fromBase64url } from '#shared/crypto/bytes';
import { COLLECTION_COMPARTMENT, type Compartment } from '#shared/security/compartments';
import type { PushAnswer, PushRow } from '#shared/sync/protocol';
import type { RowsTable } from '../storage/tables';

/** A stamp further ahead of the server's clock than this is answered `clock`, in milliseconds. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;
const STAMP = /^([0-9a-f]{12})-[0-9a-f]{4}-[A-Za-z0-9_-]{1,40}$/;

type Refusal = Extract<PushAnswer, { result: 'refused' }>['code'];

/** What shall happen to one pushed row. */
export type Decision =
  | { result: 'store'; body: Uint8Array }
  | { result: 'accepted'; seq: number }
  | { result: 'stale'; stored: RowsTable }
  | { result: 'refused'; code: Refusal }
  | { result: 'clock' };

const refused = (code: Refusal): Decision => ({ result: 'refused', code });

/** The bytes of a body, or null if the text is not canonical base64url or empty. */
function bodyOf(text: string): Uint8Array | null {
  try {
    const bytes = fromBase64url(text);
    return bytes.length > 0 ? bytes : null;
  } catch {
    return null;
  }
}

/** Whether a collection belongs to the compartment; conflicts live in any. */
function belongs(collection: string, compartment: Compartment): boolean {
  const home = (COLLECTION_COMPARTMENT as Partial<Record<string, Compartment | 'inherited'>>)[collection];
  return home === 'inherited' || home === compartment;
}

/**
 * Decides about one row as pushed (architecture § 4): the stored row is authorised first, so that nothing about
 * it shows to those who may not see it; a known rev gets its answer again; then comes compare and swap.
 * @param known seq under which this very rev was accepted before, or null
 * @param now server time in milliseconds
 */
export function decide(
  row: PushRow,
  stored: RowsTable | null,
  known: number | null,
  held: readonly Compartment[],
  now: number,
): Decision {
  if (stored !== null && !held.includes(stored.compartment)) return refused('no-right');
  if (!held.includes(row.compartment)) return refused('no-right');
  if (known !== null) return { result: 'accepted', seq: known };
  const stamp = STAMP.exec(row.maxStamp);
  const body = bodyOf(row.body);
  if (!belongs(row.collection, row.compartment) || stamp === null || body === null) return refused('invalid');
  if (stored !== null && !sameIdentity(row, stored)) return refused('immutable-changed');
  if (Number.parseInt(stamp[1] ?? '', 16) > now + CLOCK_TOLERANCE_MS) return { result: 'clock' };
  // A server restored from an older backup may not know the row: then there is nothing to overwrite.
  if (stored === null || stored.seq === row.base) return { result: 'store', body };
  return { result: 'stale', stored };
}

function sameIdentity(row: PushRow, stored: RowsTable): boolean {
  return (
    row.collection === stored.collection &&
    row.compartment === stored.compartment &&
    row.fileId === stored.file_id
  );
}
