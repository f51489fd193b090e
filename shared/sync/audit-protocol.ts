import { z } from 'zod';
import { base64url, rowId } from './protocol';

/**
 * The audit over the wire. The server stores sealed links and cannot read them; it takes only the next number with
 * the right previous hash, and answers with a receipt. Links are never changed; retention alone deletes them, and
 * leaves the anchors.
 *
 * POST /audit             auditRequest → auditReceipt; 409 `audit-fork` unless the links continue the device's chain
 * GET  /audit/head        auditHead: what the server has of the calling device
 * GET  /audit?from&after  auditPage, by device and number                         lead
 * GET  /audit/anchors     auditAnchors                                            lead
 * GET, POST /audit/retention   auditRetention                                     lead
 */
const hash = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
/** A sealed entry has one length: encapsulated key 65, padded content 384, tag 16 bytes. */
const sealed = z.string().regex(/^[A-Za-z0-9_-]{620}$/);
/** The largest integer of the database. */
const LAST_NUMBER = 2_147_483_647;
/** The last moment that there is (Unix ms, ECMA-262 § 21.4.1.1). */
const LAST_MOMENT = 8_640_000_000_000_000;
const number = z.number().int().min(1).max(LAST_NUMBER);

/** Most links of one request. */
export const MAX_LINKS = 200;

const link = z.strictObject({ number, previous: z.union([z.literal(''), hash]), key: number, sealed });

export const auditRequest = z.strictObject({
  links: z.array(link).min(1).max(MAX_LINKS),
  /** The device's, over the hash of the last link. */
  signature: base64url(64),
});
export type AuditRequest = z.infer<typeof auditRequest>;

const moment = z.number().int();
export const auditReceipt = z.object({
  number,
  hash,
  /** Server time, Unix milliseconds. */
  at: moment,
  receipt: base64url(64),
  /** The server's public key for receipts of this office. */
  signer: base64url(65),
});
export type AuditReceipt = z.infer<typeof auditReceipt>;

export const auditHead = z.object({
  number: z.number().int().min(0),
  hash: z.union([z.literal(''), hash]),
});

/** `from`: taken at or after this moment (Unix ms); `after`: device and number of the last link had. */
export const auditQuery = z.strictObject({
  from: z.coerce.number().int().min(0).max(LAST_MOMENT),
  device: rowId.optional(),
  number: z.coerce.number().int().min(0).max(LAST_NUMBER).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(500),
});
export const auditPage = z.object({
  links: z.array(link.extend({ deviceId: rowId })),
  more: z.boolean(),
});

const anchor = z.object({
  deviceId: rowId,
  number,
  hash,
  signature: base64url(64),
  at: moment,
  receipt: base64url(64),
});
/** Those taken since, and for each device the newest one before. */
export const auditAnchorsQuery = auditQuery.pick({ from: true });
export const auditAnchors = z.object({ anchors: z.array(anchor), signer: base64url(65) });

/** Days until a link is deleted. */
const AUDIT_DAYS = { least: 30, most: 1095, usual: 183 };
export const auditRetention = z.strictObject({
  days: z.number().int().min(AUDIT_DAYS.least).max(AUDIT_DAYS.most),
});
