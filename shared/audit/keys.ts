import { type Bytes, equalBytes, fromBase64url, toBase64url } from '#shared/crypto/bytes';
import { type OpeningKey, openingKey, openSealed, sealTo, SealError } from '#shared/crypto/hpke';
import { type Random, systemRandom } from '#shared/crypto/random';
import { joinShares, splitSecret } from '#shared/crypto/shares';
import { AUDIT_READERS } from '#shared/security/rights';
import type { AuditKey, RosterState } from '#shared/security/roster';
import type { RosterPayload } from '#shared/security/roster-entries';

const SEED_BYTES = 32;

/**
 * Who holds a share of the next audit key: sealing keys of those who may read the audit, and of the Notfallblatt, so
 * that an office with one lead is not locked out of it.
 */
function auditHolders(roster: RosterState): string[] {
  const readers = [...roster.people.values()].filter(
    ({ role, standing }) => standing === 'active' && AUDIT_READERS.includes(role),
  );
  return [...readers.map(({ sealingKey }) => sealingKey), roster.recoveryKey];
}

/** Whether the office has no audit key yet, or one with other holders than it should have. */
export function needsAuditKey(roster: RosterState): boolean {
  const newest = roster.auditKeys.at(-1);
  const wanted = new Set(auditHolders(roster));
  return newest?.shares.length !== wanted.size || newest.shares.some(({ to }) => !wanted.has(to));
}

const shareContext = (officeId: string, number: number) => ['audit-share-1', officeId, String(number)];
const passContext = (officeId: string, number: number, requestId: string) => [
  'audit-share-passed-1', officeId, String(number), requestId,
]; // prettier-ignore

/**
 * A new audit key for the roster: its private half falls into shares, one for each holder, of which any two open
 * what is sealed to it. The whole of it exists for this moment only.
 */
export async function newAuditKey(
  roster: RosterState,
  random: Random = systemRandom,
): Promise<Extract<RosterPayload, { kind: 'audit' }>> {
  const seed = random(SEED_BYTES);
  const number = roster.auditKeys.length + 1;
  const holders = auditHolders(roster);
  const parts = splitSecret(seed, holders.length, random);
  const shares = await Promise.all(
    parts.map(async (part, at) => {
      const to = holders[at] ?? '';
      const sealed = await sealTo(fromBase64url(to), shareContext(roster.officeId, number), part);
      return { to, sealed: toBase64url(sealed) };
    }),
  );
  seed.fill(0);
  // Made anew from two shares, so that a key that cannot be opened again is never used.
  const publicKey = toBase64url((await openingKey(joinShares(parts[0] ?? seed, parts[1] ?? seed))).publicKey);
  return { kind: 'audit', number, publicKey, shares };
}

/** The holder's own share; null if they hold none. Throws SealError. */
export async function ownShare(officeId: string, key: AuditKey, holder: OpeningKey): Promise<Bytes | null> {
  const to = toBase64url(holder.publicKey);
  const share = key.shares.find((one) => one.to === to);
  return share ? openSealed(holder, shareContext(officeId, key.number), fromBase64url(share.sealed)) : null;
}

/** Hands a share to the person who asked, for this request alone (base64url). */
export async function passShare(
  officeId: string,
  key: AuditKey,
  requestId: string,
  share: Bytes,
  to: string,
): Promise<string> {
  return toBase64url(await sealTo(fromBase64url(to), passContext(officeId, key.number, requestId), share));
}

/** The private key of two shares: one's own and the one that was passed. Throws SealError unless they are a pair. */
export async function auditOpeningKey(
  officeId: string,
  key: AuditKey,
  requestId: string,
  holder: OpeningKey,
  passed: string,
): Promise<OpeningKey> {
  const own = await ownShare(officeId, key, holder);
  if (!own) throw new SealError();
  const other = await openSealed(holder, passContext(officeId, key.number, requestId), fromBase64url(passed));
  let opened: OpeningKey;
  try {
    opened = await openingKey(joinShares(own, other));
  } catch {
    throw new SealError();
  }
  if (!equalBytes(opened.publicKey, fromBase64url(key.publicKey))) throw new SealError();
  return opened;
}
