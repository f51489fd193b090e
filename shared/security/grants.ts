import { type Bytes, fromBase64url, toBase64url, utf8 } from '#shared/crypto/bytes';
import { type OpeningKey, openSealed, sealTo } from '#shared/crypto/hpke';
import { sign, type SigningKey, verify } from '#shared/crypto/sign';
import { isEpochSecret } from '#shared/security/epoch-keys';
import { circlesOf } from '#shared/security/deputies';
import { type RosterEpoch, type RosterState, signingKeyAt, wasLeadAt } from '#shared/security/roster';
import type { Grant } from '#shared/sync/accounts-protocol';

/** Recipient of the grants that only the Notfallblatt opens. */
export const RECOVERY = 'recovery';

export type GrantFault = 'unknown-epoch' | 'foreign-recipient' | 'no-right' | 'wrong-signature' | 'wrong-key';

/** Why a grant is not believed. */
export class GrantError extends Error {
  override name = 'GrantError';
  constructor(readonly code: GrantFault) {
    super(`grant: ${code}`);
  }
}

type Place = Pick<Grant, 'compartment' | 'epoch' | 'keyId' | 'recipient' | 'rosterVersion'>;

function place(officeId: string, at: Place): string[] {
  const { compartment, epoch, keyId, recipient, rosterVersion } = at;
  return ['grant-1', officeId, compartment, String(epoch), keyId, recipient, String(rosterVersion)];
}

function signedBytes(officeId: string, grant: Omit<Grant, 'signature'>): Bytes {
  return utf8(JSON.stringify([...place(officeId, grant), grant.sealed, grant.signer]));
}

/**
 * Seals an epoch's secret to a person of the roster or to recovery, and signs it. The signer is a lead of the
 * roster; `roster` already names the epoch and the recipient.
 */
export async function sealGrant(
  roster: RosterState,
  epoch: RosterEpoch,
  secret: Bytes,
  recipient: string,
  signer: { id: string; key: SigningKey },
): Promise<Grant> {
  const { compartment, keyId } = epoch;
  const at = { compartment, epoch: epoch.epoch, keyId, recipient, rosterVersion: roster.head.version };
  const to = sealingKeyOf(roster, recipient);
  if (!to) throw new GrantError('foreign-recipient');
  const sealed = toBase64url(await sealTo(fromBase64url(to), place(roster.officeId, at), secret));
  const grant = { ...at, sealed, signer: signer.id };
  return { ...grant, signature: toBase64url(await sign(signer.key, signedBytes(roster.officeId, grant))) };
}

/**
 * Throws GrantError unless who was a lead then granted this key, known then, to someone whose role may hold it. A
 * lead who left later granted rightly; nobody grants a key dated before its epoch.
 */
export async function verifyGrant(roster: RosterState, grant: Grant): Promise<void> {
  const { compartment, epoch, keyId, recipient, rosterVersion } = grant;
  const known = roster.epochs.some(
    (one) =>
      one.compartment === compartment &&
      one.epoch === epoch &&
      one.keyId === keyId &&
      one.since <= rosterVersion,
  );
  if (!known) throw new GrantError('unknown-epoch');
  const held = recipient === RECOVERY || circlesOf(roster, recipient).includes(compartment);
  if (!held) throw new GrantError('foreign-recipient');
  const signer = roster.people.get(grant.signer);
  if (!wasLeadAt(signer, rosterVersion) || rosterVersion > roster.head.version) {
    throw new GrantError('no-right');
  }
  const key = signingKeyAt(signer, rosterVersion);
  const right = key !== null && (await signatureHolds(roster.officeId, grant, key));
  if (!right) throw new GrantError('wrong-signature');
}

async function signatureHolds(officeId: string, grant: Grant, key: string): Promise<boolean> {
  try {
    return await verify(fromBase64url(key), signedBytes(officeId, grant), fromBase64url(grant.signature));
  } catch {
    return false;
  }
}

/** Verifies a grant and opens it; throws GrantError or SealError. */
export async function openGrant(roster: RosterState, grant: Grant, key: OpeningKey): Promise<Bytes> {
  await verifyGrant(roster, grant);
  const secret = await openSealed(key, place(roster.officeId, grant), fromBase64url(grant.sealed));
  if (!(await isEpochSecret(grant.keyId, secret))) throw new GrantError('wrong-key');
  return secret;
}

function sealingKeyOf(roster: RosterState, recipient: string): string | null {
  if (recipient === RECOVERY) return roster.recoveryKey;
  return roster.people.get(recipient)?.sealingKey ?? null;
}
