import type { BytesCall, Call } from './call';
import { isServerFailure } from './http';
import type { ServerFailure } from './server-client';
import type { BlobStore } from '../data/blob-store';
import { isDeleted, valuesOf } from '../data/documents';
import { dataError } from '../data/errors';
import type { BlobRow } from '../data/schema';
import { keyOf } from '../data/storage';
import type { Store } from '../data/store';
import { sealedBlobSize } from '#shared/crypto/blob';
import { COLLECTION_COMPARTMENT } from '#shared/security/compartments';
import { type BlobState, blobState, chunkBytes, chunkCount } from '#shared/sync/blobs-protocol';

/** Chunks that travel in one round: what people write meanwhile does not wait for a long scan. */
const ROUND_CHUNKS = 16;
const COMPARTMENT = COLLECTION_COMPARTMENT.attachments;
/**
 * So long the server's word that it has a content counts while the document waits, in milliseconds: far less than it
 * keeps what no document names.
 */
const CONFIRMED_MS = 86_400_000;
/** So long a refused content rests: a right may have come back, or the server may take more, in milliseconds. */
const REFUSED_MS = 60 * 60_000;

/** The content of an attachment, as it is called on the wire. `size`: bytes of its ciphertext. */
export interface Content {
  id: string;
  fileId: string | null;
  address: string;
  size: number;
}

/** The server, as the unlocked person. */
export interface Connection {
  call: Call;
  bytes: BytesCall;
}

export interface TransferOptions {
  store: Store;
  blobs: BlobStore;
  /** Null in an office without a server. */
  connect: () => Promise<Connection | null>;
  onChange: () => void;
  /** Unix milliseconds. */
  now: () => number;
}

const chunkPath = ({ address }: Content, n: number) => `/blobs/${COMPARTMENT}/${address}/chunks/${n}`;

function wordsFor(failure: ServerFailure) {
  if (failure.code === 'blob-unknown') return dataError('file-missing');
  return dataError(failure.code === 'no-right' ? 'no-right' : 'server-unreachable');
}

/**
 * Carries the content of attachments: up before the document that names it, down when it is wanted. Whatever
 * breaks off goes on at the first chunk that is missing.
 */
export class Transfers {
  /** What is on its way just now, in bytes of ciphertext. */
  readonly moving = new Map<string, { way: 'sending' | 'fetching'; done: number }>();
  /** When a content was refused; it is asked for again after a while, after the next start, or when a person says so. */
  private readonly refused = new Map<string, number>();
  private readonly fetches = new Map<string, Promise<void>>();
  /** When the server was asked and said that it has a content. */
  private readonly confirmed = new Map<string, number>();

  constructor(private readonly options: TransferOptions) {}

  /**
   * Documents whose content the server does not have yet, as keys of rows: they wait for it. Where it refuses the
   * content the document goes without, so that others know of it; the content stays here.
   */
  async heldBack(): Promise<Set<string>> {
    await this.doubt();
    const waiting = (await this.options.blobs.all()).filter(
      ({ onServer, refused }) => onServer === 0 && refused === undefined,
    );
    return new Set(waiting.map(({ id }) => keyOf({ collection: 'attachments', id })));
  }

  /**
   * The server gives up a content that no document names for long: where the document could not follow, it is asked
   * again before the document goes.
   */
  private async doubt(): Promise<void> {
    const { store, blobs, now } = this.options;
    const waiting = [...(await store.unsynced.all()).values()].map(({ ref }) => ref);
    const rows = await store.storage.get(waiting.filter(({ collection }) => collection === 'attachments'));
    for (const { id, seq } of rows.values()) {
      if (seq > 0) continue;
      const age = now() - (this.confirmed.get(id) ?? -Infinity);
      const isSure = age >= 0 && age < CONFIRMED_MS;
      if (isSure || (await blobs.get(id))?.onServer !== 1) continue;
      // Where not all of it is here, it could not be sent.
      if (await this.isWhole(id)) await blobs.change(id, { onServer: 0 });
    }
  }

  /** The server lost what it had: it is asked again whether it has what is here as a whole. */
  async askAgain(): Promise<void> {
    const { blobs } = this.options;
    this.confirmed.clear();
    for (const { id, onServer } of await blobs.all())
      if (onServer === 1 && (await this.isWhole(id))) await blobs.change(id, { onServer: 0 });
  }

  private async isWhole(id: string): Promise<boolean> {
    const content = await this.contentOf(id);
    return content !== null && (await this.options.blobs.numbers(id)).length === chunkCount(content.size);
  }

  /** Contents that only this device has, since the server refuses them, with its reason. */
  async refusals(): Promise<{ id: string; code: string }[]> {
    const found: { id: string; code: string }[] = [];
    for (const { id, onServer, refused: code } of await this.options.blobs.all()) {
      if (onServer === 1 || code === undefined) continue;
      const row = await this.options.store.read({ collection: 'attachments', id });
      if (row && !isDeleted(row.doc)) found.push({ id, code });
    }
    return found;
  }

  /** A person wants a refused content to be sent once more. */
  async sendAgain(id: string): Promise<void> {
    await this.options.blobs.change(id, { refused: undefined });
    this.options.onChange();
  }

  private isRefused({ id, refused }: BlobRow): boolean {
    const age = this.options.now() - (this.refused.get(id) ?? -Infinity);
    return refused !== undefined && age >= 0 && age < REFUSED_MS;
  }

  /**
   * Sends what waits and fetches what a person wants to have here, as much as one round takes. Gives whether
   * something is left. Throws ServerFailure.
   */
  async round(): Promise<boolean> {
    const { blobs } = this.options;
    if ((await blobs.all()).length === 0) return false;
    await blobs.collect();
    const all = await blobs.all();
    const connection = all.length > 0 ? await this.options.connect() : null;
    if (!connection) return false;
    let budget = ROUND_CHUNKS;
    for (const blob of all) {
      if (budget === 0) return true;
      if (blob.onServer === 0) budget = await this.send(connection, blob, budget);
      else if (blob.keep === 1) budget = await this.keepHere(connection, blob, budget);
    }
    return budget === 0;
  }

  /** Brings all chunks of a content here. Throws DataError. */
  async fetch(content: Content): Promise<void> {
    const running = this.fetches.get(content.id);
    if (running) return running;
    const mine = this.fetchAll(content).finally(() => this.fetches.delete(content.id));
    this.fetches.set(content.id, mine);
    return mine;
  }

  private async fetchAll(content: Content): Promise<void> {
    const connection = await this.options.connect();
    if (!connection) throw dataError('file-missing');
    try {
      await this.options.blobs.change(content.id, {});
      await this.fetchSome(connection, content, Infinity);
      await this.options.blobs.change(content.id, { refused: undefined });
    } catch (error) {
      if (!isServerFailure(error)) throw error;
      if (error.code === 'blob-unknown') await this.options.blobs.change(content.id, { refused: error.code });
      throw wordsFor(error);
    }
  }

  private async contentOf(id: string): Promise<Content | null> {
    const row = await this.options.store.read({ collection: 'attachments', id });
    if (!row) return null;
    const { address, bytes } = valuesOf<'attachments'>(row.doc).content;
    return { id, fileId: row.place.fileId, address, size: sealedBlobSize(bytes) };
  }

  private async keepHere(connection: Connection, blob: BlobRow, budget: number): Promise<number> {
    const { id } = blob;
    const content = await this.contentOf(id);
    if (!content || this.isRefused(blob) || this.fetches.has(id)) return budget;
    return this.orRefused(id, budget, () => this.fetchSome(connection, content, budget));
  }

  private async fetchSome({ bytes }: Connection, content: Content, budget: number): Promise<number> {
    const { blobs } = this.options;
    const there = new Set(await blobs.numbers(content.id));
    let left = budget;
    let done = [...there].reduce((sum, n) => sum + chunkBytes(content.size, n), 0);
    try {
      for (let n = 0; n < chunkCount(content.size) && left > 0; n++) {
        if (there.has(n) && (await blobs.chunk(content.id, n, content.size))) continue;
        this.tell(content.id, 'fetching', done);
        const body = await bytes('GET', chunkPath(content, n));
        await blobs.putChunk(content.id, n, body);
        done += body.length;
        left--;
      }
    } finally {
      this.settle(content.id);
    }
    return left;
  }

  private async send(connection: Connection, blob: BlobRow, budget: number): Promise<number> {
    const content = await this.contentOf(blob.id);
    if (!content || this.isRefused(blob)) return budget;
    return this.orRefused(blob.id, budget, () => this.sendSome(connection, content, budget));
  }

  private async sendSome({ call, bytes }: Connection, content: Content, budget: number): Promise<number> {
    const { blobs } = this.options;
    const { id, fileId, address, size } = content;
    const body = { compartment: COMPARTMENT, address, fileId, size };
    // Counts from the question: whoever slept before the answer was read knows of the time before.
    let asked = 0;
    const ask = (): Promise<BlobState> => {
      asked = this.options.now();
      return call('POST', '/blobs', { body, answer: blobState, timeoutMs: 60_000 });
    };
    let left = budget;
    try {
      let state = await ask();
      let done = size - state.missing.reduce((sum, n) => sum + chunkBytes(size, n), 0);
      for (const n of state.missing) {
        if (left-- === 0) return 0;
        this.tell(id, 'sending', done);
        const chunk = await blobs.chunk(id, n, size);
        if (!chunk) throw dataError('file-missing');
        await bytes('PUT', chunkPath(content, n), chunk);
        done += chunk.length;
      }
      if (!state.complete) state = await ask();
      if (!state.complete) return left;
      this.confirmed.set(id, asked);
      await blobs.sent(id);
    } finally {
      this.settle(id);
    }
    return left;
  }

  /** One file that the server does not take holds up no other. */
  private async orRefused(id: string, budget: number, work: () => Promise<number>): Promise<number> {
    try {
      return await work();
    } catch (error) {
      const code = isServerFailure(error) && error.kind === 'refused' ? error.code : null;
      const missing = (error as { code?: unknown }).code === 'file-missing' ? 'file-missing' : null;
      const reason = code ?? missing;
      if (reason === null) throw error;
      this.refused.set(id, this.options.now());
      await this.options.blobs.change(id, { refused: reason });
      this.options.onChange();
      return budget;
    }
  }

  private tell(id: string, way: 'sending' | 'fetching', done: number): void {
    this.moving.set(id, { way, done });
    this.options.onChange();
  }

  private settle(id: string): void {
    if (this.moving.delete(id)) this.options.onChange();
  }
}
