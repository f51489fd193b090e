import { z } from 'zod';
import { signDeviceProof } from '#shared/security/device-proof';
import { verifyRoster, RosterError } from '#shared/security/roster';
import {
  type DeviceProof,
  type Grant,
  type RosterEntry,
  rosterResponse,
  session as sessionSchema,
} from '#shared/sync/accounts-protocol';
import { VERSION } from '#shared/version';
import { dataError } from '../data/errors';
import type { DataError, DataErrorCode } from '../data/api';
import { isServerFailure } from '../sync/http';
import type { ServerClient } from '../sync/server-client';
import { type Context, needUnlocked } from './context';
import { type DeviceRecord, inLineWith, withPerson } from './device-record';
import { program } from './program';
import { absorb, isInRoster, type Session, type Unlocked } from './unlocked';

/** An answer without content (204). */
export const noAnswer = z.unknown();
/** A session is renewed this long before it ends, in milliseconds. */
const MARGIN_MS = 60_000;
/** Windows of one device may ask at the same moment. */
const MOST_TRIES = 3;

/** What the server calls as we do. */
const TOLD = [
  'no-right', 'server-too-old', 'app-too-old', 'device-lost', 'device-stolen', 'code-unknown', 'code-expired', 'factor-needed',
  'factor-wrong', 'factor-expired', 'factor-used', 'factor-key-missing',
] as const satisfies DataErrorCode[]; // prettier-ignore

/** What a person is told when the server fails a step of theirs. */
export function fromServerFailure(error: unknown): DataError {
  if (error instanceof RosterError) return dataError('roster-invalid');
  if (!isServerFailure(error)) throw error;
  if (error.kind === 'offline' || error.kind === 'malformed-answer') return dataError('server-unreachable');
  if (error.kind === 'busy') {
    return error.retryAfterSeconds === null
      ? dataError('server-unreachable')
      : dataError('wait', { retryAfterSeconds: error.retryAfterSeconds });
  }
  const told = TOLD.find((code) => code === error.code);
  if (told) return dataError(told);
  if (error.kind === 'unauthorised') return dataError('no-right');
  return dataError('unknown');
}

/** The office's server; throws `server-unreachable` if the office has none. */
export function serverOf(context: Context, record: DeviceRecord): ServerClient {
  if (record.server === null) throw dataError('server-unreachable');
  return context.options.serverClient(record.server);
}

/**
 * The running session, or a new one when there is none, it ends soon, or `fresh` is asked for. `factor`: a code of the
 * second factor, once the server has asked for one.
 */
export async function signIn(context: Context, fresh = false, factor?: string): Promise<Session> {
  const unlocked = needUnlocked(context);
  const { session } = unlocked;
  if (!fresh && session && context.now() < session.renewAt) return session;
  const server = serverOf(context, await context.need());
  const { officeId, personId, deviceId, authSecret } = unlocked;
  const open = async (after: number) => {
    const proof = await prove(context, unlocked, after);
    const body = { officeId, personId, deviceId, authSecret, proof, ...(factor !== undefined && { factor }) };
    return server.request('POST', '/sessions', { body, answer: sessionSchema });
  };
  for (let attempt = 1, after = 0; ; attempt++) {
    try {
      const told = unlocked.session?.factorEnded;
      unlocked.session = toSession(context, await open(after));
      const news = Boolean(unlocked.session.factorEnded) && !told;
      setFactorNeeded(context, unlocked, false, news);
      return unlocked.session;
    } catch (error) {
      if (isServerFailure(error) && error.code === 'factor-needed') setFactorNeeded(context, unlocked, true);
      // The clock was set back since the last proof, or another window was faster: the server says where it stands.
      if (!isServerFailure(error) || error.after === undefined || attempt === MOST_TRIES) throw error;
      after = error.after;
    }
  }
}

/** Notes whether a code is needed, and tells screens when that, or something else of the factor (`news`), changed. */
function setFactorNeeded(context: Context, unlocked: Unlocked, needed: boolean, news = false): void {
  const changed = unlocked.factorNeeded !== needed || news;
  unlocked.factorNeeded = needed;
  if (changed) context.changed();
}

/** The device's signature that opens a session, of a count that it never used; `after`: the server's, if known. */
export function prove(context: Context, unlocked: Unlocked, after = 0): Promise<DeviceProof> {
  unlocked.proofs = Math.max(context.now(), unlocked.proofs + 1, after + 1);
  const { officeId, personId, deviceId, authSecret, deviceKey, proofs: count } = unlocked;
  const told = { count, ...program(), version: VERSION };
  return signDeviceProof(deviceKey, { officeId, personId, deviceId, authSecret }, told);
}

/** A session by this device's clock: its length is the server's, so a wrong clock does no harm. */
export function toSession(context: Context, opened: z.infer<typeof sessionSchema>): Session {
  const length = Date.parse(opened.expiresAt) - opened.serverTime;
  return { ...opened, renewAt: context.now() + length - MARGIN_MS };
}

/** A call with the person's token; signs in again once if the server no longer knows the session. */
export async function callServer<S extends z.ZodType>(
  context: Context,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  answer: S,
  body?: unknown,
): Promise<z.infer<S>> {
  const server = serverOf(context, await context.need());
  const call = async (fresh: boolean) => {
    const { token } = await signIn(context, fresh);
    return server.request(method, path, { answer, token, ...(body === undefined ? {} : { body }) });
  };
  try {
    return await call(false);
  } catch (error) {
    if (!isServerFailure(error) || error.status !== 401) throw error;
    return call(true);
  }
}

/**
 * Fetches what the roster gained, verifies it as a continuation of what this device knows, stores it and opens new
 * grants. Throws RosterError if the server shows another history: nothing of it is taken over.
 */
export async function refreshRoster(context: Context): Promise<void> {
  const unlocked = needUnlocked(context);
  const record = await context.need();
  const known = record.roster.length;
  const news = await callServer(context, 'GET', `/roster?from=${known}`, rosterResponse);
  if (news.length !== undefined && news.length < known) await handBack(context, record, news.length);
  const entries = [...record.roster, ...news.entries];
  const joining = record.enrolled.find((one) => one.personId === unlocked.personId)?.joining;
  const roster = await verifyRoster(entries, record.rootFingerprint, joining ?? undefined);
  if (!isInRoster(roster, unlocked.personId, unlocked.keys)) throw dataError('roster-invalid');
  const updated = await context.change((current) =>
    inLineWith(roster, {
      ...withPerson(current, unlocked.personId, { joining: null }),
      officeName: roster.officeName,
      roster: longer(current.roster, entries),
      grants: mergeGrants(current.grants, news.grants),
    }),
  );
  const keys = unlocked.rowKeys.size;
  await absorb(unlocked, roster, updated.grants);
  // Circles that are lent begin and end by the day, without an entry.
  if (news.entries.length > 0 || joining || unlocked.rowKeys.size !== keys) context.changed();
}

/** Entries that travel in one request. */
const HANDED_BACK = 20;

/**
 * A server that was brought back to an earlier state lacks entries that this device has verified: it is given them
 * again, with the grants that this device has. The server verifies them as ever; who is faster does not matter.
 */
async function handBack(context: Context, { roster, grants }: DeviceRecord, length: number): Promise<void> {
  for (let from = length; from < roster.length; from += HANDED_BACK) {
    const isLast = from + HANDED_BACK >= roster.length;
    const body = { entries: roster.slice(from, from + HANDED_BACK), grants: isLast ? grants : [] };
    await callServer(context, 'POST', '/roster', noAnswer, body);
  }
}

/** Of two verified logs of which one continues the other, the longer. */
export function longer(known: RosterEntry[], log: RosterEntry[]): RosterEntry[] {
  return known.length > log.length ? known : log;
}

/** Adds grants that are new; the key of a grant is its key id, recipient and signature. */
export function mergeGrants(known: readonly Grant[], more: readonly Grant[]): Grant[] {
  const byKey = new Map(known.map((grant) => [grantKey(grant), grant]));
  for (const grant of more) byKey.set(grantKey(grant), grant);
  return [...byKey.values()];
}

function grantKey(grant: Grant): string {
  return `${grant.keyId} ${grant.recipient} ${grant.signature}`;
}
