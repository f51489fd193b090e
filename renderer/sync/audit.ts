import type { Call } from './call';
import { isServerFailure } from './http';
import { auditRowOf, headName, linkOf, type Audit } from '../data/audit';
import { BULK_DEADLINE_MS, database } from '../data/errors';
import type { LocalDatabase } from '../data/schema';
import type { AuditHands, Security } from '../security/create-security';
import { receiptSignedBy, signHead } from '#shared/audit/chain';
import { appendLinks, type ChainHead, linkHash, NO_LINKS } from '#shared/audit/links';
import type { Action, AuditPlace } from '#shared/audit/entries';
import { auditHead, auditReceipt, MAX_LINKS, type AuditReceipt } from '#shared/sync/audit-protocol';

/** Sent links stay so long, should the server have lost them, in milliseconds. */
const KEPT_MS = 30 * 86_400_000;
/** An office without a server keeps its audit on the device, as long as a server does by itself. */
const KEPT_ALONE_MS = 183 * 86_400_000;
/** Tries to agree with the server in one round. */
const MAX_TRIES = 3;

/** What the server confirmed last: its receipt, or a head that it showed. */
export type Confirmed = ChainHead & Partial<Pick<AuditReceipt, 'at' | 'receipt' | 'signer'>>;
/** Where the server and this device differed last. */
export interface AuditTrouble {
  action: Extract<Action, 'server-behind' | 'chain-rejoined'>;
  /** Unix ms. */
  at: number;
}

export const confirmedName = (deviceId: string) => `audit.confirmed.${deviceId}`;
/** Without a server: the head that the device signed last. */
export const signedName = (deviceId: string) => `audit.signed.${deviceId}`;
export const TROUBLE = 'audit.trouble';

export interface AuditSending {
  strict: LocalDatabase;
  audit: Audit;
  security: Pick<Security, 'auditHands'>;
  now: () => number;
}

const isOlderServer = (error: unknown) =>
  isServerFailure(error) && error.kind === 'refused' && error.status === 404;
const isFork = (error: unknown) => isServerFailure(error) && error.code === 'audit-fork';

const rowsAfter = (strict: LocalDatabase, deviceId: string, number: number, most = Infinity) =>
  database(
    strict.audit
      .where('[deviceId+number]')
      .between([deviceId, number + 1], [deviceId, Infinity])
      .limit(most)
      .toArray(),
    BULK_DEADLINE_MS,
  );

async function confirmedOf(strict: LocalDatabase, deviceId: string): Promise<Confirmed> {
  const stored = (await database(strict.local.get(confirmedName(deviceId))))?.value;
  return (stored as Confirmed | undefined) ?? NO_LINKS;
}

/** Keeps what the server confirmed, and lets go of what it has had for long. */
async function confirm(options: AuditSending, deviceId: string, confirmed: Confirmed): Promise<void> {
  const { strict, now } = options;
  await database(strict.local.put({ name: confirmedName(deviceId), value: confirmed }));
  await letGo(options, deviceId, confirmed.number, now() - KEPT_MS);
}

/** Deletes links up to a number that are older than `before` (Unix ms), never the newest one. */
async function letGo(
  { strict }: AuditSending,
  deviceId: string,
  upTo: number,
  before: number,
): Promise<void> {
  const old = strict.audit
    .where('[deviceId+number]')
    .between([deviceId, 0], [deviceId, upTo - 1], true, true)
    .filter(({ at }) => at < before);
  await database(old.delete(), BULK_DEADLINE_MS);
}

async function send(options: AuditSending, call: Call, hands: AuditHands, from: ChainHead): Promise<void> {
  const { strict } = options;
  let head: Confirmed = from;
  for (;;) {
    const rows = await rowsAfter(strict, hands.deviceId, head.number, MAX_LINKS);
    if (rows.length === 0) return;
    const links = rows.map(linkOf);
    const last = links.at(-1);
    if (!last) return;
    const end = { number: last.number, hash: await linkHash(hands, last) };
    const body = { links, signature: await signHead(hands.device, hands, end) };
    const answer = await call('POST', '/audit', { body, answer: auditReceipt });
    const { at, receipt, signer } = answer;
    const right = answer.hash === end.hash && (await receiptSignedBy(signer, hands, end, at, receipt));
    // A receipt that does not hold is none: the next round asks what the server has.
    if (!right) return;
    head = { ...end, at, receipt, signer };
    await confirm(options, hands.deviceId, head);
  }
}

/** The hash of a link of this device; null when it is not here (any more). */
async function hashAt({ strict }: AuditSending, place: AuditPlace, number: number): Promise<string | null> {
  if (number === 0) return '';
  const row = await database(strict.audit.get([place.deviceId, number]));
  return row ? linkHash(place, linkOf(row)) : null;
}

/** Chains what the server does not have onto what it has: another copy of this device went on meanwhile. */
async function rejoin(
  options: AuditSending,
  place: AuditPlace,
  from: number,
  head: ChainHead,
): Promise<void> {
  const { strict, audit } = options;
  const { deviceId } = place;
  await audit.inTurn(async () => {
    const rows = await rowsAfter(strict, deviceId, from);
    const sealed = rows.map(linkOf).map(({ key, sealed }) => ({ key, sealed }));
    const { links, head: end } = await appendLinks(place, head, sealed);
    const again = links.map((link, at) => auditRowOf(deviceId, link, rows[at]?.at ?? options.now()));
    await database(
      strict.transaction('rw', [strict.audit, strict.local], async () => {
        const now =
          ((await strict.local.get(headName(deviceId)))?.value as ChainHead | undefined) ?? NO_LINKS;
        // Another window noted something: the next round tries again.
        if (now.number !== (rows.at(-1)?.number ?? now.number)) return;
        await strict.audit.where('[deviceId+number]').between([deviceId, 0], [deviceId, Infinity]).delete();
        await strict.audit.bulkPut(again);
        await strict.local.bulkPut([
          { name: headName(deviceId), value: end },
          { name: confirmedName(deviceId), value: head },
        ]);
      }),
    );
  });
}

/** Compares what the server has with what it has confirmed; gives where to go on. */
async function agree(options: AuditSending, call: Call, hands: AuditHands): Promise<ChainHead> {
  const { strict, audit, now } = options;
  const there = await call('GET', '/audit/head', { answer: auditHead });
  const confirmed = await confirmedOf(strict, hands.deviceId);
  if (there.number === confirmed.number && there.hash === confirmed.hash) return confirmed;
  const tell = async (action: AuditTrouble['action']) => {
    await audit.note({ action, count: Math.abs(confirmed.number - there.number) });
    await database(strict.local.put({ name: TROUBLE, value: { action, at: now() } }));
  };
  const here = await hashAt(options, hands, there.number);
  if (here === there.hash) {
    // A reply that was lost, or a server that forgot what it had confirmed and is told again.
    const behind = there.number < confirmed.number;
    const [next] = await rowsAfter(strict, hands.deviceId, there.number, 1);
    if (!behind || next?.number === there.number + 1) {
      if (behind) await tell('server-behind');
      await database(strict.local.put({ name: confirmedName(hands.deviceId), value: there }));
      return there;
    }
  }
  await rejoin(options, hands, Math.min(confirmed.number, there.number), there);
  await tell(there.number < confirmed.number ? 'server-behind' : 'chain-rejoined');
  return there;
}

/**
 * Sends what was noted, in order. Trouble is told and never holds up work: a server without audits, or one that is
 * away, is asked again in the next round.
 */
export async function sendAudit(options: AuditSending, call: Call): Promise<void> {
  const hands = await options.security.auditHands();
  try {
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      const from = await agree(options, call, hands);
      try {
        await send(options, call, hands, from);
        return;
      } catch (error) {
        if (!isFork(error)) throw error;
      }
    }
  } catch (error) {
    if (!isOlderServer(error)) throw error;
  }
}

/** Without a server the device itself signs the end of its chain, and lets go of what is too old. */
export async function signAlone(options: AuditSending): Promise<void> {
  const { strict, audit, now } = options;
  const hands = await options.security.auditHands();
  const head = await audit.head(hands.deviceId);
  if (head.number === 0) return;
  const signature = await signHead(hands.device, hands, head);
  await database(strict.local.put({ name: signedName(hands.deviceId), value: { ...head, signature } }));
  await letGo(options, hands.deviceId, head.number, now() - KEPT_ALONE_MS);
}
