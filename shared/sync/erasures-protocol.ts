import { z } from 'zod';
import { lostCommits, rowId, seq } from './protocol';

/**
 * Erasure over the wire (architecture § 4): rows and blobs go, a stub with nothing but random ids stays, and
 * every later push under it is `refused: erased`, also of ids never seen. Every device of the office pulls the
 * stubs, deletes what they name, and confirms.
 *
 * The routes, all for staff:
 * POST /erasures             eraseRequest → eraseResponse; 403 `no-right` unless the person holds every
 *                            compartment in which something would go
 * GET  /erasures?after=N     erasuresQuery → erasuresResponse
 * POST /erasures/receipt     receipt → 204; 400 `invalid` beyond the office's head
 * GET  /erasures/receipts    receiptsResponse
 */

/** `file`: everything under this fileId; `row`: the row with this id alone. */
const target = z.strictObject({ kind: z.enum(['file', 'row']), id: rowId });
export type EraseTarget = z.infer<typeof target>;

/** Most targets of one request. They go together or not at all. */
export const MAX_TARGETS = 200;

export const eraseRequest = z.strictObject({ targets: z.array(target).min(1).max(MAX_TARGETS) });

/** The stub: place in the office's order, what, by which person, when (Unix milliseconds). */
const erasure = z.object({
  seq,
  kind: z.enum(['file', 'row']),
  id: rowId,
  by: z.string(),
  at: z.number(),
});
export type Erasure = z.infer<typeof erasure>;

/** One stub for each target; what was erased before keeps its first stub. */
export const eraseResponse = z.object({ erasures: z.array(erasure) });

/** Stubs with seq > after, oldest first. */
export const erasuresQuery = z.strictObject({
  after: z.coerce.number().pipe(seq),
  limit: z.coerce.number().int().min(1).max(1000).default(500),
});
export const erasuresResponse = z.object({
  erasures: z.array(erasure),
  more: z.boolean(),
  /** Stubs in there are gone too: devices that obeyed them order them again. */
  lost: z.array(lostCommits).optional(),
});
export type ErasuresResponse = z.infer<typeof erasuresResponse>;

/** The calling device has deleted whatever the stubs with seq ≤ upTo name. It never goes back. */
export const receipt = z.strictObject({ upTo: seq });

/** How far each device of the office has confirmed: a stub is confirmed by all with upTo ≥ its seq. */
export const receiptsResponse = z.object({
  devices: z.array(
    z.object({
      deviceId: z.string(),
      personId: z.string(),
      upTo: seq,
      /** When it confirmed last (Unix milliseconds); null: never. */
      at: z.number().nullable(),
    }),
  ),
});
