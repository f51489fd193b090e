import { linkOf, type Audit } from './audit';
import type { AuditApi, AuditChain, AuditLine, AuditReading, AuditRequestView } from './audit-api';
import { isDeleted, valuesOf, type Documents } from './documents';
import { BULK_DEADLINE_MS, dataError, database, toDataError } from './errors';
import type { LocalDatabase } from './schema';
import type { OpenRow } from './sealing';
import type { Store } from './store';
import type { AuditHands, Security } from '../security/create-security';
import { fromServerFailure } from '../security/server-session';
import { confirmedName, type AuditTrouble, type Confirmed, signedName, TROUBLE } from '../sync/audit';
import { type Call, createCall } from '../sync/call';
import { isServerFailure } from '../sync/http';
import type { ServerClient } from '../sync/server-client';
import { type AuditAnchor, clockBack, verifyChain } from '#shared/audit/chain';
import { type AuditLink, type ChainHead, NO_LINKS } from '#shared/audit/links';
import { type AuditEntry, openAuditEntry } from '#shared/audit/entries';
import { deviceKeys, signAuditFile, type FiledChain } from '#shared/audit/file';
import { auditOpeningKey, ownShare, passShare } from '#shared/audit/keys';
import { type OpeningKey, SealError } from '#shared/crypto/hpke';
import { newId, type Random } from '#shared/crypto/random';
import { localDay } from '#shared/domain/days';
import { AUDIT_READERS } from '#shared/security/rights';
import { auditAnchors, auditPage, auditRetention } from '#shared/sync/audit-protocol';
import { isBy, millisOf } from '#shared/sync/clock';
import { z } from 'zod';

/** A consent opens the audit for so long, in milliseconds. */
const OPEN_MS = 3_600_000;
/** A wish that nobody answers is over after so long. */
const WAITING_MS = 7 * 86_400_000;
const LISTED_MS = 90 * 86_400_000;
const DAY_MS = 86_400_000;
/** Entries opened at a time: keeps WebCrypto busy without holding every promise at once. */
const OPEN_BATCH = 200;

export interface AuditReadingOptions {
  strict: LocalDatabase;
  store: Store;
  documents: Documents;
  audit: Audit;
  security: Pick<Security, 'auditHands' | 'server' | 'signIn' | 'auditWriter'>;
  serverClient: (base: string) => ServerClient;
  random: Random;
  now: () => number;
}

type RequestRow = OpenRow & { begun: string };
type Chains = Map<string, { links: AuditLink[]; anchors: AuditAnchor[] }>;

/** What an hour's consent opens. */
interface Opened {
  hands: AuditHands;
  value: ReturnType<typeof valuesOf<'audit-requests'>>;
  signer: string | null;
  chains: Array<FiledChain & { finding: AuditChain; closed: number }>;
}

const begunOf = ({ doc }: OpenRow) =>
  Object.values(doc.fields).reduce((first, { stamp }) => (stamp < first ? stamp : first), '~');

/** Who may read, and what they asked for. */
function createWishes({ store, security, now }: AuditReadingOptions) {
  async function readers(): Promise<AuditHands> {
    const hands = await security.auditHands();
    const role = hands.roster.people.get(hands.personId)?.role;
    if (!role || !AUDIT_READERS.includes(role)) throw dataError('no-right');
    return hands;
  }

  async function wishes(): Promise<RequestRow[]> {
    const rows = (await store.list('audit-requests')).filter(({ doc }) => !isDeleted(doc));
    return rows.map((row) => ({ ...row, begun: begunOf(row) }));
  }

  function viewOf(row: RequestRow, me: string): AuditRequestView {
    const { reason, from, to, clientFileId, consent } = valuesOf<'audit-requests'>(row.doc);
    const at = millisOf(row.begun);
    const mine = isBy(row.begun, me);
    const until = consent?.until ?? null;
    const over = until === null ? now() - at > WAITING_MS : Date.parse(until) <= now();
    const state = over ? 'over' : until === null ? 'waiting' : 'open';
    return {
      id: row.ref.id,
      reason,
      from,
      to,
      clientFileId: clientFileId ?? null,
      at: new Date(at).toISOString(),
      by: store.keys().personOf(row.begun),
      mine,
      state,
      until,
      can: { consent: state === 'waiting' && !mine },
    };
  }

  async function need(id: string): Promise<RequestRow> {
    const row = (await wishes()).find(({ ref }) => ref.id === id);
    if (!row) throw dataError('not-found');
    return row;
  }

  return { readers, wishes, viewOf, need };
}

/** Where links and anchors come from. */
function createSource(options: AuditReadingOptions) {
  const { strict, security } = options;

  async function called<T>(work: (call: Call) => Promise<T>): Promise<T | null> {
    const server = await security.server();
    if (server === null) return null;
    try {
      return await work(createCall(options.serverClient(server), (fresh) => security.signIn(fresh)));
    } catch (error) {
      if (isServerFailure(error) && error.status === 404) throw dataError('server-too-old');
      throw isServerFailure(error) ? fromServerFailure(error) : toDataError(error);
    }
  }

  async function confirmedHere(deviceId: string): Promise<ChainHead> {
    const stored = (await database(strict.local.get(confirmedName(deviceId))))?.value;
    return (stored as Confirmed | undefined) ?? NO_LINKS;
  }

  /** Links and anchors from the server, or in an office without one from this device. */
  async function fetched(
    hands: AuditHands,
    from: number,
  ): Promise<{ chains: Chains; signer: string | null }> {
    const chains: Chains = new Map();
    const of = (deviceId: string) => {
      const chain = chains.get(deviceId) ?? { links: [], anchors: [] };
      chains.set(deviceId, chain);
      return chain;
    };
    const signer = await called(async (call) => {
      let after = '';
      for (let more = true; more;) {
        const page = await call('GET', `/audit?from=${from}${after}`, { answer: auditPage });
        for (const { deviceId, ...link } of page.links) of(deviceId).links.push(link);
        const last = page.links.at(-1);
        after = last ? `&device=${last.deviceId}&number=${last.number}` : after;
        more = page.more && last !== undefined;
      }
      const told = await call('GET', `/audit/anchors?from=${from}`, { answer: auditAnchors });
      for (const { deviceId, ...anchor } of told.anchors) of(deviceId).anchors.push(anchor);
      return told.signer;
    });
    if (signer !== null) return { chains, signer };
    const rows = await database(strict.audit.toArray(), BULK_DEADLINE_MS);
    for (const row of rows) of(row.deviceId).links.push(linkOf(row));
    for (const deviceId of chains.keys()) {
      const stored = (await database(strict.local.get(signedName(deviceId))))?.value;
      const signed = stored as (ChainHead & { signature: string }) | undefined;
      if (signed) of(deviceId).anchors.push({ ...signed, at: null, receipt: null });
    }
    return { chains, signer: null };
  }

  return { called, confirmedHere, fetched };
}

type Wishes = ReturnType<typeof createWishes>;
type Source = ReturnType<typeof createSource>;

/** Opening what was asked for, with a consent that holds. */
function createOpening({ audit }: AuditReadingOptions, wishes: Wishes, source: Source) {
  /** The keys that one's own shares and those of the consent open together, by number. */
  async function keysOf(hands: AuditHands, id: string, shares: { number: number; sealed: string }[]) {
    const keys = new Map<number, OpeningKey>();
    for (const { number, sealed } of shares) {
      const key = hands.roster.auditKeys.find((one) => one.number === number);
      if (!key) continue;
      try {
        keys.set(number, await auditOpeningKey(hands.officeId, key, id, hands.sealing, sealed));
      } catch (error) {
        // A share that was forged, or of a holder who is none any more, opens nothing.
        if (!(error instanceof SealError)) throw error;
      }
    }
    return keys;
  }

  async function open(id: string, purpose: 'audit-read' | 'audit-exported'): Promise<Opened> {
    const hands = await wishes.readers();
    const row = await wishes.need(id);
    const view = wishes.viewOf(row, hands.personId);
    const value = valuesOf<'audit-requests'>(row.doc);
    if (!view.mine || view.state !== 'open' || !value.consent) throw dataError('no-right');
    const keys = await keysOf(hands, id, value.consent.shares);
    const found = await source.fetched(hands, Date.parse(value.from));
    const devices = deviceKeys(hands.log);
    const chains = await Promise.all(
      [...found.chains].map(async ([deviceId, chain]) => {
        const known = deviceId === hands.deviceId ? await source.confirmedHere(deviceId) : NO_LINKS;
        const finding = await judged(hands, deviceId, chain, devices.get(deviceId), found.signer, known);
        const opened = await openLinks(hands, deviceId, chain.links, keys, value);
        return { deviceId, ...chain, ...opened, finding };
      }),
    );
    const count = chains.reduce((sum, { entries }) => sum + entries.length, 0);
    await audit.note({ action: purpose, purpose: value.reason, count });
    return { hands, value, signer: found.signer, chains };
  }

  return open;
}

/** Asking, and consenting to what others asked for. */
function requestsApi(
  options: AuditReadingOptions,
  { readers, wishes, viewOf, need }: Wishes,
): Pick<AuditApi, 'requests' | 'ask' | 'consent'> {
  const { store, documents, random, now } = options;
  return {
    async requests() {
      const { personId } = await readers();
      const views = (await wishes()).map((row) => viewOf(row, personId));
      return views
        .filter(({ at }) => now() - Date.parse(at) < LISTED_MS)
        .sort((a, b) => (a.at < b.at ? 1 : -1));
    },
    async ask(input) {
      await readers();
      if (input.to < input.from || input.from > localDay(now()))
        throw dataError('invalid', { fields: [{ path: 'to', problem: 'order' }] });
      const ref = { collection: 'audit-requests' as const, id: newId(random) };
      const place = { compartment: documents.compartmentFor('audit-requests'), fileId: null };
      const happening = { action: 'audit-asked' as const, purpose: input.reason };
      const entry = documents.begin(ref, place, { ...input });
      await store.write([ref], () => ({ put: [entry], happenings: [happening] }));
    },
    async consent(id) {
      const hands = await readers();
      const row = await need(id);
      const { by, can, reason } = viewOf(row, hands.personId);
      const asker = by === null ? undefined : hands.roster.people.get(by);
      if (!can.consent || !asker || !AUDIT_READERS.includes(asker.role)) throw dataError('no-right');
      const shares: { number: number; sealed: string }[] = [];
      for (const key of hands.roster.auditKeys) {
        const share = await ownShare(hands.officeId, key, hands.sealing);
        if (!share) continue;
        const sealed = await passShare(hands.officeId, key, id, share, asker.sealingKey);
        shares.push({ number: key.number, sealed });
      }
      const until = new Date(now() + OPEN_MS).toISOString();
      const happening = { action: 'audit-consented' as const, purpose: reason };
      await documents.changeWith(row.ref, () => ({ consent: { until, shares } }), happening);
    },
  };
}

/** Reading the audit: asked for by one person, opened by another, for an hour. */
export function createAuditReading(options: AuditReadingOptions): Omit<AuditApi, 'note'> {
  const { strict, security, now } = options;
  const wishes = createWishes(options);
  const source = createSource(options);
  const open = createOpening(options, wishes, source);
  const { called } = source;
  return {
    ...requestsApi(options, wishes),
    async state() {
      const ready = (await security.auditWriter()) !== null;
      const { roster } = await security.auditHands();
      const readers = [...roster.people.values()].filter(({ role }) => AUDIT_READERS.includes(role)).length;
      const trouble = (await database(strict.local.get(TROUBLE)))?.value as AuditTrouble | undefined;
      const days = await called((call) => call('GET', '/audit/retention', { answer: auditRetention })).catch(
        // Away for the moment: how long it keeps is not shown.
        () => null,
      );
      return {
        ready,
        readers,
        days: days?.days ?? null,
        trouble: trouble ? { action: trouble.action, at: new Date(trouble.at).toISOString() } : null,
      };
    },
    async read(id): Promise<AuditReading> {
      const { chains } = await open(id, 'audit-read');
      const lines = chains.flatMap(({ deviceId, entries }) => linesOf(deviceId, entries));
      return {
        lines: lines.sort((a, b) => (a.at < b.at ? 1 : -1)),
        chains: chains.map(({ finding }) => finding),
        closed: chains.reduce((sum, { closed }) => sum + closed, 0),
      };
    },
    async file(id) {
      const { hands, value, signer, chains } = await open(id, 'audit-exported');
      const { officeId, rootFingerprint, log, personId, signing } = hands;
      const madeAt = new Date(now()).toISOString();
      const content = chains.map(({ deviceId, links, anchors, entries }) => ({
        deviceId,
        links,
        anchors,
        entries,
      }));
      const head = { officeId, rootFingerprint, roster: log, signer, madeBy: personId, madeAt };
      const file = await signAuditFile({ ...head, reason: value.reason, chains: content }, signing);
      return { name: `Wegbuch-Protokoll-${madeAt.slice(0, 10)}.json`, text: JSON.stringify(file) };
    },
    async keepFor(days) {
      await wishes.readers();
      if (!auditRetention.safeParse({ days }).success)
        throw dataError('invalid', { fields: [{ path: 'days', problem: 'range' }] });
      await called((call) => call('POST', '/audit/retention', { body: { days }, answer: z.unknown() }));
    },
  };
}

async function judged(
  { officeId, log, roster }: AuditHands,
  deviceId: string,
  { links, anchors }: { links: AuditLink[]; anchors: AuditAnchor[] },
  device: string | undefined,
  server: string | null,
  known: ChainHead,
): Promise<AuditChain> {
  const person = roster.devices.get(deviceId)?.personId ?? null;
  if (device === undefined || log.length === 0)
    return { deviceId, person, fault: { code: 'unknown-device', number: 0 } };
  const finding = await verifyChain({ officeId, deviceId }, { device, server }, links, anchors, known);
  return { deviceId, person, fault: finding.ok ? null : { code: finding.code, number: finding.number } };
}

/** Opens what was asked for: those days, that file. Entries of others stay out before anybody sees them. */
async function openLinks(
  { officeId }: AuditHands,
  deviceId: string,
  links: readonly AuditLink[],
  keys: ReadonlyMap<number, OpeningKey>,
  asked: { from: string; to: string; clientFileId?: string | undefined },
): Promise<{ entries: FiledChain['entries']; closed: number }> {
  const all: FiledChain['entries'] = [];
  let closed = 0;
  const openOne = async (link: AuditLink): Promise<AuditEntry | null> => {
    const key = keys.get(link.key);
    try {
      return key ? await openAuditEntry(key, { officeId, deviceId }, link) : null;
    } catch (error) {
      if (error instanceof SealError || error instanceof SyntaxError) return null;
      throw error;
    }
  };
  for (let from = 0; from < links.length; from += OPEN_BATCH) {
    const batch = links.slice(from, from + OPEN_BATCH);
    for (const [at, entry] of (await Promise.all(batch.map(openOne))).entries()) {
      if (entry) all.push({ ...entry, number: batch[at]?.number ?? 0 });
      else closed++;
    }
  }
  const entries = all.filter(({ at, fileId }) => {
    const inside =
      at >= Date.parse(asked.from) - DAY_MS && localDay(at) >= asked.from && localDay(at) <= asked.to;
    return inside && (asked.clientFileId === undefined || fileId === asked.clientFileId);
  });
  return { entries, closed };
}

function linesOf(deviceId: string, entries: FiledChain['entries']): AuditLine[] {
  const back = new Set(clockBack(entries));
  return entries.map(({ number, action, at, person, fileId, kind, purpose, count }) => ({
    id: `${deviceId}.${number}`,
    action,
    at: new Date(at).toISOString(),
    person,
    fileId: fileId ?? null,
    kind: kind ?? null,
    purpose: purpose ?? null,
    count: count ?? null,
    clockBack: back.has(number),
  }));
}
