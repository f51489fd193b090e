import { fromBase64url, toBase64url, utf8 } from '#shared/crypto/bytes';
import { sign, type SigningKey, verify } from '#shared/crypto/sign';
import { RosterError, signingKeyAt, verifyRoster } from '#shared/security/roster';
import { readPayload } from '#shared/security/roster-entries';
import type { RosterEntry } from '#shared/sync/accounts-protocol';
import { canonical } from '#shared/sync/canonical';
import type { Json } from '#shared/sync/document';
import { type AuditAnchor, type ChainFinding, verifyChain } from './chain';
import { type AuditLink } from './links';
import type { AuditEntry } from './entries';

const FORMAT = 'wegbuch-audit-file-1';

/** The audit of a device as it stands in a file. */
export interface FiledChain {
  deviceId: string;
  links: AuditLink[];
  anchors: AuditAnchor[];
  /** What was asked for of it, opened. */
  entries: Array<AuditEntry & { number: number }>;
}

/** A piece of the audit that left the office's devices: everything that is needed to check it stands in it. */
export interface AuditFile {
  format: typeof FORMAT;
  officeId: string;
  rootFingerprint: string;
  roster: RosterEntry[];
  /** The server's key for receipts; null in an office without a server. */
  signer: string | null;
  /** Person id, moment (ISO) and reason. */
  madeBy: string;
  madeAt: string;
  reason: string;
  chains: FiledChain[];
  /** Of whoever made it, over all the rest. */
  signature: string;
}

const bytesOf = (file: Omit<AuditFile, 'signature'>) => utf8(canonical(file as unknown as Json));

/** Signs a file for handing on. */
export async function signAuditFile(
  content: Omit<AuditFile, 'format' | 'signature'>,
  key: SigningKey,
): Promise<AuditFile> {
  const file = { format: FORMAT, ...content } as const;
  return { ...file, signature: toBase64url(await sign(key, bytesOf(file))) };
}

/** Public keys of all devices that the office ever had, by id: also of those that were taken away since. */
export function deviceKeys(roster: readonly RosterEntry[]): Map<string, string> {
  const keys = new Map<string, string>();
  for (const entry of roster) {
    const payload = readPayload(entry);
    if (payload?.kind === 'device') keys.set(payload.deviceId, payload.publicKey);
  }
  return keys;
}

export type FileFinding =
  | { ok: false; code: 'no-audit-file' | 'roster' | 'unknown-person' | 'wrong-file-signature' }
  | {
      ok: boolean;
      code: null;
      officeName: string;
      chains: Array<{
        deviceId: string;
        finding: ChainFinding | { ok: false; code: 'unknown-device'; number: 0 };
      }>;
      /** Devices of the office whose audit is not in the file. */
      without: string[];
    };

/** Checks a file without any key of the office: signatures, chains, anchors. Never throws. */
export async function verifyAuditFile(value: unknown): Promise<FileFinding> {
  const { signature, ...file } = (value ?? {}) as AuditFile;
  if (file.format !== FORMAT || !Array.isArray(file.roster) || !Array.isArray(file.chains))
    return { ok: false, code: 'no-audit-file' };
  let roster;
  try {
    roster = await verifyRoster(file.roster, file.rootFingerprint);
  } catch (error) {
    if (!(error instanceof RosterError)) throw error;
    return { ok: false, code: 'roster' };
  }
  const person = roster.people.get(file.madeBy);
  const key = signingKeyAt(person, roster.head.version);
  if (!key || roster.officeId !== file.officeId) return { ok: false, code: 'unknown-person' };
  if (!(await signed(key, file, signature))) return { ok: false, code: 'wrong-file-signature' };
  const devices = deviceKeys(file.roster);
  const chains = await Promise.all(
    file.chains.map(async ({ deviceId, links, anchors }) => {
      const device = devices.get(deviceId);
      const place = { officeId: file.officeId, deviceId };
      if (!device) return { deviceId, finding: { ok: false, code: 'unknown-device', number: 0 } as const };
      const keys = { device, server: file.signer };
      return { deviceId, finding: await verifyChain(place, keys, links, anchors) };
    }),
  );
  const there = new Set(chains.map(({ deviceId }) => deviceId));
  const without = [...devices.keys()].filter((id) => !there.has(id));
  const ok = chains.every(({ finding }) => finding.ok);
  return { ok, code: null, officeName: roster.officeName, chains, without };
}

async function signed(key: string, file: Omit<AuditFile, 'signature'>, signature: string): Promise<boolean> {
  try {
    return await verify(fromBase64url(key), bytesOf(file), fromBase64url(signature));
  } catch {
    return false;
  }
}
