import { fromBase64url, toBase64url } from '#shared/crypto/bytes';
import { sign, type SigningKey, verify } from '#shared/crypto/sign';
import type { AuditPlace } from './entries';
import { type AuditLink, bytesOf, type ChainHead, linkHash, NO_LINKS } from './links';

/** What device and server both said of a head. */
export interface AuditAnchor extends ChainHead {
  /** The device's. */
  signature: string;
  /** When the server took it, Unix milliseconds; null without a server. */
  at: number | null;
  /** The server's signature; null without a server. */
  receipt: string | null;
}

const headBytes = (place: AuditPlace, { number, hash }: ChainHead) =>
  bytesOf('wegbuch-audit-head-1', place, { number, hash });
const receiptBytes = (place: AuditPlace, { number, hash }: ChainHead, at: number) =>
  bytesOf('wegbuch-audit-receipt-1', place, { number, hash, at });

/** The device's signature over a head. */
export async function signHead(key: SigningKey, place: AuditPlace, head: ChainHead): Promise<string> {
  return toBase64url(await sign(key, headBytes(place, head)));
}

/** The server's receipt for a head that it took at this moment. */
export async function signReceipt(
  key: SigningKey,
  place: AuditPlace,
  head: ChainHead,
  at: number,
): Promise<string> {
  return toBase64url(await sign(key, receiptBytes(place, head, at)));
}

/** Whether a signature, or what claims to be one, holds. */
async function holds(key: string, bytes: Uint8Array, signature: string): Promise<boolean> {
  try {
    return await verify(fromBase64url(key), bytes, fromBase64url(signature));
  } catch {
    return false;
  }
}

export function headSignedBy(key: string, place: AuditPlace, anchor: ChainHead & { signature: string }) {
  return holds(key, headBytes(place, anchor), anchor.signature);
}

export function receiptSignedBy(
  key: string,
  place: AuditPlace,
  head: ChainHead,
  at: number,
  receipt: string,
) {
  return holds(key, receiptBytes(place, head, at), receipt);
}

export type ChainFault =
  /** The first link there is does not follow from the beginning, nor from an anchor. */
  | 'missing-start'
  /** A link is missing, twice there, or out of order. */
  | 'order'
  /** A link does not follow from the one before: one of the two was altered. */
  | 'altered'
  /** Anchors say that there was more. */
  | 'truncated'
  /** A link is not the one that device and server anchored. */
  | 'forked'
  | 'wrong-signature'
  | 'wrong-receipt';

/** What was found of a chain: its first fault, or how far it reaches. `unsigned`: links after the last anchor. */
export type ChainFinding =
  | { ok: true; first: number; last: number; anchors: number; unsigned: number }
  | { ok: false; code: ChainFault; number: number };

/** Keys that a chain is verified with: the device's by the roster, the server's as it calls itself. */
export interface ChainKeys {
  device: string;
  server: string | null;
}

const fault = (code: ChainFault, number: number): ChainFinding => ({ ok: false, code, number });

/**
 * Verifies a chain from its beginning, or from the anchor that retention has left, to its end. `known`: a head that
 * somebody has a receipt for, which must be there too. Names the first link that is wrong.
 */
export async function verifyChain(
  place: AuditPlace,
  keys: ChainKeys,
  links: readonly AuditLink[],
  anchors: readonly AuditAnchor[],
  known: ChainHead = NO_LINKS,
): Promise<ChainFinding> {
  const ordered = [...anchors].sort((a, b) => a.number - b.number);
  for (const anchor of ordered) {
    if (!(await headSignedBy(keys.device, place, anchor))) return fault('wrong-signature', anchor.number);
    const { at, receipt } = anchor;
    if (at === null || receipt === null) continue;
    if (!keys.server || !(await receiptSignedBy(keys.server, place, anchor, at, receipt)))
      return fault('wrong-receipt', anchor.number);
  }
  const told = new Map([...ordered, known].map(({ number, hash }) => [number, hash]));
  const first = links[0]?.number ?? 1;
  const last = await follow(place, links, told);
  if (typeof last !== 'number') return last;
  const end = Math.max(known.number, ordered.at(-1)?.number ?? 0);
  // Where retention took everything, the anchors are all there is.
  if (links.length > 0 ? last < end : known.number > (ordered.at(-1)?.number ?? 0))
    return fault('truncated', last + 1);
  const signed = ordered.at(-1)?.number ?? 0;
  return {
    ok: true,
    first,
    last,
    anchors: ordered.length,
    unsigned: Math.max(0, last - Math.max(signed, first - 1)),
  };
}

/** Goes from link to link; gives the number of the last one. */
async function follow(
  place: AuditPlace,
  links: readonly AuditLink[],
  told: ReadonlyMap<number, string>,
): Promise<number | ChainFinding> {
  const [start] = links;
  if (!start) return 0;
  const expected = start.number === 1 ? '' : told.get(start.number - 1);
  if (expected === undefined) return fault('missing-start', start.number);
  let head: ChainHead = { number: start.number - 1, hash: expected };
  for (const link of links) {
    if (link.number !== head.number + 1) return fault('order', head.number + 1);
    if (link.previous !== head.hash) return fault('altered', link.number);
    head = { number: link.number, hash: await linkHash(place, link) };
    const anchored = told.get(head.number);
    if (anchored !== undefined && anchored !== head.hash) return fault('forked', head.number);
  }
  return head.number;
}

/** Numbers of entries whose device's clock stands more than `toleranceMs` before that of an earlier entry. */
export function clockBack(
  entries: readonly { number: number; at: number; stamp: string }[],
  toleranceMs = 120_000,
): number[] {
  let latest = -Infinity;
  let stamp = '';
  const found: number[] = [];
  for (const entry of entries) {
    if (entry.at < latest - toleranceMs || entry.stamp <= stamp) found.push(entry.number);
    latest = Math.max(latest, entry.at);
    if (entry.stamp > stamp) stamp = entry.stamp;
  }
  return found;
}
