import { sha256, toBase64url, utf8 } from '#shared/crypto/bytes';
import { canonical } from '#shared/sync/canonical';
import type { Json } from '#shared/sync/document';
import type { AuditPlace } from './entries';

/**
 * The audit of a device is a chain: each link has the hash of the one before it. The device signs the head of what
 * it sends, the server answers with a signed receipt; both together are an anchor.
 */
export interface AuditLink {
  number: number;
  /** Hash of the link before; '' before the first. */
  previous: string;
  /** Number of the audit key it is sealed to. */
  key: number;
  sealed: string;
}

/** The end of a chain as somebody knows it. */
export interface ChainHead {
  number: number;
  hash: string;
}

export const NO_LINKS: ChainHead = { number: 0, hash: '' };

/** The canonical bytes that are hashed or signed, under the name of their format. */
export const bytesOf = (format: string, place: AuditPlace, more: Record<string, Json>) =>
  utf8(canonical({ format, officeId: place.officeId, deviceId: place.deviceId, ...more }));

/** The hash that the next link carries: base64url of SHA-256 over the canonical form. */
export async function linkHash(place: AuditPlace, link: AuditLink): Promise<string> {
  const { number, previous, key, sealed } = link;
  return toBase64url(await sha256(bytesOf('wegbuch-audit-1', place, { number, previous, key, sealed })));
}

/** The links that follow a head, and the new head. */
export async function appendLinks(
  place: AuditPlace,
  head: ChainHead,
  sealed: readonly Pick<AuditLink, 'key' | 'sealed'>[],
): Promise<{ links: AuditLink[]; head: ChainHead }> {
  const links: AuditLink[] = [];
  let { number, hash } = head;
  for (const each of sealed) {
    const link = { number: ++number, previous: hash, key: each.key, sealed: each.sealed };
    hash = await linkHash(place, link);
    links.push(link);
  }
  return { links, head: { number, hash } };
}
