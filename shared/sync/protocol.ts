import { z } from 'zod';
import { COMPARTMENTS } from '#shared/security/compartments';

/**
 * What client and server say to each other (architecture § 4). Bytes travel as base64url text.
 * All paths stand under API_PREFIX; all bodies are parsed by these schemas on both sides.
 *
 * Without a new version: further routes, collections and fields of documents, further fields of answers. With one:
 * whatever the other side must know to do right (fields of requests, circles, answers to a row that an
 * older app may get).
 */
export const API_VERSION = 1;
export const API_PREFIX = `/api/v${API_VERSION}`;

/** Codes of errors that only an update of the server, or of the app, can end; nothing was decided. */
export const VERSION_CODES: readonly string[] = ['server-too-old', 'app-too-old'];

export const base64url = (maxBytes: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]*$/)
    .max(Math.ceil((maxBytes * 4) / 3));
/** Random, except for the one document of an office's settings ("office"). */
export const rowId = z.string().regex(/^[A-Za-z0-9_-]{6,64}$/);
const id = rowId;
export const compartment = z.enum(COMPARTMENTS);
/** SHA-256 of a blob's whole ciphertext, base64url: where it is found within its compartment. */
export const blobAddress = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
/** Position in the office's order of commits; 0 = never stored. */
export const seq = z.number().int().min(0);

/** Largest encrypted body of one row, in bytes (attachments are blobs, not rows). */
const MAX_BODY_BYTES = 256 * 1024;
/** Most blobs that one row may name. */
const MAX_ROW_BLOBS = 20;
/** Most rows in one push. */
const MAX_PUSH_ROWS = 500;
/** Largest request body of one push, in bytes of JSON; beyond it 413 `too-large`. */
export const MAX_PUSH_BYTES = 16 * 1024 * 1024;
/** Bodies of one page of a pull stay below this many bytes (a single larger row still travels alone). */
export const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/** The row's plain columns and its ciphertext, as pushed. `base` is the seq this version grew from. */
const pushRow = z.strictObject({
  id,
  collection: z.string().regex(/^[a-z][a-z-]{1,40}$/),
  compartment,
  fileId: id.nullable(),
  keyId: z.string().max(64),
  base: seq,
  rev: id,
  maxStamp: z.string().max(64),
  body: base64url(MAX_BODY_BYTES),
  /** Blobs that the document needs, if any; one that no row names dies after 90 days. */
  blobs: z.array(blobAddress).max(MAX_ROW_BLOBS).optional(),
});
export type PushRow = z.infer<typeof pushRow>;

export const pushRequest = z.strictObject({ rows: z.array(pushRow).min(1).max(MAX_PUSH_ROWS) });
export type PushRequest = z.infer<typeof pushRequest>;

/**
 * A row as the server keeps it. Requests are parsed strictly, answers leniently: what a newer server adds to an
 * answer, an older client leaves aside.
 */
const storedRow = z.object({
  id,
  collection: z.string(),
  compartment,
  fileId: id.nullable(),
  keyId: z.string(),
  seq,
  rev: id,
  maxStamp: z.string(),
  body: base64url(MAX_BODY_BYTES),
  blobs: z.array(blobAddress).optional(),
});
export type StoredRow = z.infer<typeof storedRow>;

/**
 * Commits with after < seq ≤ upTo that a server lost, since it was brought back to an earlier state: devices that
 * have such rows send them again. No later commit has a seq in there.
 */
export const lostCommits = z.object({ after: seq, upTo: seq });
export type LostCommits = z.infer<typeof lostCommits>;

/** One answer per pushed row: a bad one never holds up the others. */
const pushAnswer = z.discriminatedUnion('result', [
  z.object({ id, rev: id, result: z.literal('accepted'), seq }),
  z.object({ id, rev: id, result: z.literal('stale'), stored: storedRow }),
  z.object({
    id,
    rev: id,
    result: z.literal('refused'),
    /** `server-too-old`: a collection that this server does not know yet. */
    code: z.enum(['no-right', 'erased', 'immutable-changed', 'invalid', 'server-too-old']),
  }),
  z.object({ id, rev: id, result: z.literal('clock'), now: z.number() }),
]);
export type PushAnswer = z.infer<typeof pushAnswer>;
export const pushResponse = z.object({
  answers: z.array(pushAnswer),
  /** Oldest first; to be heeded before the answers are. Absent where nothing was ever lost. */
  lost: z.array(lostCommits).optional(),
});
export type PushResponse = z.infer<typeof pushResponse>;

/**
 * Pull of one compartment in seq order. `direction: forward` gives rows with seq > from; `backward` gives
 * rows with seq < from, newest first (backfill). `head` is the highest seq of the office in the snapshot.
 */
export const pullQuery = z.strictObject({
  compartment,
  from: z.coerce.number().int().min(0),
  direction: z.enum(['forward', 'backward']).default('forward'),
  limit: z.coerce.number().int().min(1).max(2000).default(500),
});
export type PullQuery = z.infer<typeof pullQuery>;
export const pullResponse = z.object({
  rows: z.array(storedRow),
  head: seq,
  /** How many rows follow in this direction; an older server does not say. */
  left: z.number().int().min(0).optional(),
  /** Whether further rows follow in this direction: ask again from the last row's seq. */
  more: z.boolean(),
  /** Oldest first; absent where nothing was ever lost. */
  lost: z.array(lostCommits).optional(),
  /**
   * Given with an empty forward page: number of rows of the compartment, and the lower-case hex SHA-256 over
   * the texts `id:seq` of its rows in seq order, joined by "\n" (UTF-8; no rows: SHA-256 of nothing).
   */
  check: z.object({ count: z.number().int(), hash: z.string() }).optional(),
});
export type PullResponse = z.infer<typeof pullResponse>;

/** One line of the live stream (newline-delimited JSON over a fetch stream): a bare hint, never content. */
export const liveHint = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rows'), compartment, head: seq }),
  z.object({ kind: z.literal('inbox') }),
  z.object({ kind: z.literal('roster') }),
  z.object({ kind: z.literal('enrolments') }),
  z.object({ kind: z.literal('erasures') }),
  z.object({ kind: z.literal('ping') }),
]);
export type LiveHint = z.infer<typeof liveHint>;

/** Every 4xx/5xx body. `code` is stable and turned into words by the client, `field` names what was wrong. */
export const apiError = z.object({
  code: z.string(),
  message: z.string(),
  field: z.string().optional(),
  retryAfterSeconds: z.number().optional(),
  /** With `blob-too-large`: what this server takes. */
  limitBytes: z.number().optional(),
  /** With `proof-used`: the count that a device's next proof must exceed. */
  after: z.number().optional(),
});
export type ApiError = z.infer<typeof apiError>;
