import { createHash } from 'node:crypto';
import type { Compartment } from '#shared/security/compartments';
import { announceBlob, chunkCount, type AnnounceBlob, type BlobState } from '#shared/sync/blobs-protocol';
import { eraseRequest, receipt, type Erasure, type EraseTarget } from '#shared/sync/erasures-protocol';
import {
  pullQuery,
  pushRequest,
  type LiveHint,
  type PushAnswer,
  type PushRow,
  type StoredRow,
} from '#shared/sync/protocol';
import type { ServerClient, ServerFailure } from '../../renderer/sync/server-client';
import { OfficeServerDouble } from './office-server-double';

const TOLERANCE_MS = 5 * 60_000;

/** Faults of a model server, and safeguards that a negative control switches off. */
export interface Faults {
  offline: boolean;
  /** The next pushes are stored, but their answer gets lost. */
  loseReplies: number;
  checksBase: boolean;
  remembersRevs: boolean;
  givesCheck: boolean;
}

interface InboxItem {
  seq: number;
  id: string;
  keyId: string;
  sealed: string;
  from: string;
}

/** Accounts and the blind record store in memory: the rules of architecture § 4 in their shortest form. */
export class SyncServerDouble {
  accounts = new OfficeServerDouble();
  rows = new Map<string, StoredRow>();
  revs = new Map<string, number>();
  inbox: InboxItem[] = [];
  head = 0;
  /** Chunks of blobs by address; a blob is complete once all are there. */
  blobs = new Map<string, { size: number; chunks: Map<number, Uint8Array> }>();
  faults: Faults = {
    offline: false,
    loseReplies: 0,
    checksBase: true,
    remembersRevs: true,
    givesCheck: true,
  };
  refuse = (_: PushRow): boolean => false;
  /** Stubs of what was erased. */
  erasures: Erasure[] = [];
  /** How far a device has confirmed them. */
  confirmed = 0;
  /** Called before each call about erasures; what it throws is what the device sees. */
  onErasures = (_: string, __: readonly EraseTarget[]): void => undefined;
  /** Called before each transfer of a chunk; what it throws is what the device sees. */
  onChunk = (_: string): void => undefined;
  /** Rows that a pull leaves out, though its check counts them. */
  hide = (_: StoredRow): boolean => false;
  private streams = new Set<(line: unknown) => void>();

  constructor(readonly now: () => number) {}

  client = (base: string): ServerClient => {
    const accounts = this.accounts.client(base);
    return {
      base,
      request: async (method, path, options) => {
        if (this.faults.offline) throw lost();
        const url = new URL(path, 'http://double');
        if (!/^\/(sync|inbox|erasures|blobs)/.test(url.pathname))
          return accounts.request(method, path, options);
        const answer = this.answer(method, url, structuredClone(options.body));
        if (url.pathname === '/sync/push' && this.faults.loseReplies-- > 0) throw lost();
        return options.answer.parse(structuredClone(answer));
      },
      bytes: (method, path, { body }) =>
        new Promise((resolve) => resolve(this.chunk(`${method} ${path}`, body))),
      stream: (_, { signal, onLine }) => {
        this.streams.add(onLine);
        return new Promise((resolve) =>
          signal.addEventListener('abort', () => {
            this.streams.delete(onLine);
            resolve();
          }),
        );
      },
    };
  };

  /** Says it to every device that listens. */
  hint(hint: LiveHint): void {
    this.streams.forEach((onLine) => onLine(hint));
  }

  private answer(method: string, url: URL, body: unknown): unknown {
    if (url.pathname === '/sync/push') {
      return { answers: pushRequest.parse(body).rows.map((row) => this.push(row)) };
    }
    if (url.pathname === '/sync/pull')
      return this.pull(pullQuery.parse(Object.fromEntries(url.searchParams)));
    if (url.pathname === '/blobs') return this.announce(announceBlob.parse(body));
    if (url.pathname.startsWith('/erasures')) return this.erasing(method, url, body);
    if (method === 'DELETE') this.inbox = this.inbox.filter(({ id }) => !url.pathname.endsWith(id));
    return {
      items: this.inbox.filter(({ seq }) => seq > Number(url.searchParams.get('after'))),
      more: false,
    };
  }

  private erasing(method: string, url: URL, body: unknown): unknown {
    const targets = method === 'POST' && url.pathname === '/erasures' ? eraseRequest.parse(body).targets : [];
    this.onErasures(`${method} ${url.pathname}`, targets);
    if (method === 'GET') {
      const after = Number(url.searchParams.get('after'));
      return { erasures: this.erasures.filter(({ seq }) => seq > after), more: false };
    }
    if (url.pathname === '/erasures/receipt') this.confirmed = receipt.parse(body).upTo;
    return { erasures: targets.map((target) => this.erase(target)) };
  }

  /** Takes rows off the server and keeps a stub, as a lead of another device would have it. */
  erase(target: EraseTarget): Erasure {
    for (const { id, fileId } of [...this.rows.values()])
      if (id === target.id || fileId === target.id) this.rows.delete(id);
    const stub = { ...target, seq: ++this.head, by: '', at: this.now() };
    this.erasures.push(stub);
    return stub;
  }

  private announce({ address, size }: AnnounceBlob): BlobState {
    const blob = this.blobs.get(address) ?? { size, chunks: new Map<number, Uint8Array>() };
    this.blobs.set(address, blob);
    const missing = Array.from({ length: chunkCount(size) }, (_, n) => n).filter((n) => !blob.chunks.has(n));
    return { complete: missing.length === 0, missing };
  }

  private chunk(call: string, body: Uint8Array | undefined): Uint8Array {
    if (this.faults.offline) throw lost();
    this.onChunk(call);
    const [, address = '', n = ''] = /([^/]+)[/]chunks[/](\d+)$/.exec(call) ?? [];
    const chunks = this.blobs.get(address)?.chunks;
    if (body) chunks?.set(Number(n), body.slice());
    const found = chunks?.get(Number(n));
    if (!found) throw failure('refused', 404, 'blob-unknown');
    return found.slice();
  }

  private push(row: PushRow): PushAnswer {
    const { id, rev } = row;
    const known = this.revs.get(rev);
    const early = Number.parseInt(row.maxStamp.slice(0, 12), 16) > this.now() + TOLERANCE_MS;
    if (known === 0 || early) {
      this.revs.set(rev, 0);
      return { id, rev, result: 'clock', now: this.now() };
    }
    if (known !== undefined && this.faults.remembersRevs) return { id, rev, result: 'accepted', seq: known };
    if (this.refuse(row)) return { id, rev, result: 'refused', code: 'invalid' };
    const stored = this.rows.get(id);
    if (this.faults.checksBase && stored && stored.seq !== row.base)
      return { id, rev, result: 'stale', stored };
    const seq = ++this.head;
    const { base: _, ...kept } = row;
    this.rows.set(id, { ...kept, seq });
    this.revs.set(rev, seq);
    return { id, rev, result: 'accepted', seq };
  }

  private pull(query: { compartment: Compartment; from: number; direction: string; limit: number }) {
    const forward = query.direction === 'forward';
    const all = [...this.rows.values()]
      .filter(({ compartment }) => compartment === query.compartment)
      .sort((a, b) => a.seq - b.seq);
    const beyond = forward
      ? all.filter(({ seq }) => seq > query.from)
      : all.filter(({ seq }) => seq < query.from).reverse();
    const rows = beyond.slice(0, query.limit).filter((row) => !this.hide(row));
    const text = all.map(({ id, seq }) => `${id}:${seq}`).join('\n');
    const check = { count: all.length, hash: createHash('sha256').update(text).digest('hex') };
    return {
      rows,
      head: this.head,
      left: Math.max(0, beyond.length - query.limit),
      more: beyond.length > query.limit,
      ...(forward && rows.length === 0 && this.faults.givesCheck ? { check } : {}),
    };
  }
}

/** What a client of the server throws. */
export function failure(kind: ServerFailure['kind'], status: number, code: string): Error & ServerFailure {
  const name = 'ServerFailure' as const;
  return Object.assign(new Error(code), { name, kind, status, code, retryAfterSeconds: null });
}

const lost = () => failure('offline', 0, 'offline');
