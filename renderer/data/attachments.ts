import type { DocumentsApi, View } from './api';
import { type PreparedImage, prepareImage } from './attachment-images';
import type { AttachmentsApi, AttachmentState } from './attachments-api';
import { type BlobStorage, BlobStore } from './blob-store';
import { type Documents, documentsApi, valuesOf } from './documents';
import { dataError } from './errors';
import { reportFault } from './report-fault';
import type { RoomKeeper } from './room';
import { type Connection, Transfers } from '../sync/blobs';
import { createBytesCall, createCall } from '../sync/call';
import type { ServerClient } from '../sync/server-client';
import type { SyncSecurity } from '../sync/sync';
import { openBlob, sealBlob, sealedBlobSize } from '#shared/crypto/blob';
import { fromBase64url, toBase64url } from '#shared/crypto/bytes';
import { EnvelopeError } from '#shared/crypto/envelope';
import { newId, type Random } from '#shared/crypto/random';
import { type Attachment, mediaTypeOf, type MediaType, MOST_FILE_BYTES } from '#shared/domain/attachments';
import { chunkBytes, chunkCount } from '#shared/sync/blobs-protocol';

const HEAD_BYTES = 16;

export interface AttachmentsOptions {
  storage: BlobStorage;
  documents: Documents;
  security: Pick<SyncSecurity, 'server' | 'signIn'>;
  serverClient: (base: string) => ServerClient;
  room: RoomKeeper;
  random: Random;
  /** Unix milliseconds. */
  now: () => number;
  /** What stands of a file changed. */
  onChange: () => void;
  /** Something waits to be carried. */
  onWaiting: () => void;
}

async function typeOf(file: Blob): Promise<MediaType> {
  const head = mediaTypeOf(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
  // Whether it is text shows only in the whole of it.
  const type =
    head === null || head === 'text/plain' ? mediaTypeOf(new Uint8Array(await file.arrayBuffer())) : head;
  if (type === 'heic') throw dataError('file-heic');
  if (type === null) throw dataError('file-type');
  return type;
}

async function prepare(file: Blob): Promise<{ type: MediaType } & PreparedImage> {
  const type = await typeOf(file);
  if (!type.startsWith('image/')) return { type, file, thumbnail: null };
  const prepared = await prepareImage(file.slice(0, file.size, type)).catch(() => {
    throw dataError('file-damaged');
  });
  return { ...prepared, type: await typeOf(prepared.file) };
}

/** Files of clients: their content sealed into chunks, opened again, and carried to and from the server. */
export class Attachments implements AttachmentsApi {
  readonly transfers: Transfers;
  private readonly blobs: BlobStore;
  private readonly documents: DocumentsApi;

  constructor(private readonly options: AttachmentsOptions) {
    const { store } = options.documents.options;
    this.documents = documentsApi(options.documents);
    this.blobs = new BlobStore(options.storage, options.now);
    this.transfers = new Transfers({
      store,
      blobs: this.blobs,
      connect: () => this.connect(),
      onChange: options.onChange,
      now: options.now,
    });
    // What a person had erased leaves the device at once, content and all: also where it was set aside at first,
    // and released later, which no row tells of.
    store.onApplied((rows) => {
      if (rows.length === 0) this.blobs.collect().catch(reportFault);
    });
  }

  private async connect(): Promise<Connection | null> {
    const { security, serverClient } = this.options;
    const server = await security.server();
    if (server === null) return null;
    const client = serverClient(server);
    const signIn = (fresh?: boolean) => security.signIn(fresh);
    return { call: createCall(client, signIn), bytes: createBytesCall(client, signIn) };
  }

  private async contentOf(id: string): Promise<{ content: Attachment['content']; fileId: string | null }> {
    const row = await this.options.documents.options.store.read({ collection: 'attachments', id });
    if (!row) throw dataError('not-found');
    return { content: valuesOf<'attachments'>(row.doc).content, fileId: row.place.fileId };
  }

  private async stateOf({ id, value }: View<'attachments'>): Promise<AttachmentState> {
    const size = sealedBlobSize(value.content.bytes);
    const blob = await this.blobs.get(id);
    const here = await this.blobs.numbers(id);
    const bytesHere = here.reduce((sum, n) => sum + chunkBytes(size, n), 0);
    const state = { id, keep: blob?.keep === 1, here: here.length === chunkCount(size), total: size };
    const moving = this.transfers.moving.get(id);
    if (moving) return { ...state, place: moving.way, done: moving.done };
    if (blob?.refused && blob.onServer === 0)
      return { ...state, place: 'refused', done: 0, code: blob.refused };
    if (blob?.refused && !state.here) return { ...state, place: 'missing', done: 0, code: blob.refused };
    if (blob?.onServer === 0) return { ...state, place: 'here', done: 0 };
    return { ...state, place: state.here ? 'server' : 'away', done: bytesHere };
  }

  async add({ fileId, name, takenOn, file }: Parameters<AttachmentsApi['add']>[0]): Promise<string> {
    const { documents, room, random, onWaiting } = this.options;
    documents.compartmentFor('attachments');
    if (file.size > MOST_FILE_BYTES) throw dataError('file-too-large');
    const prepared = await prepare(file);
    if (prepared.file.size > MOST_FILE_BYTES) throw dataError('file-too-large');
    await room.admit();
    const { key, address, sealed } = await sealBlob(prepared.file);
    const id = newId(random);
    await this.blobs.begin(id, sealed);
    const content = { mediaType: prepared.type, bytes: prepared.file.size, address, key: toBase64url(key) };
    const thumbnail = prepared.thumbnail && toBase64url(prepared.thumbnail);
    const value = { name, takenOn, note: '', content, thumbnail };
    await this.documents.create('attachments', value, { id, fileId }).finally(() => this.blobs.settled(id));
    await this.blobs.documented(id);
    onWaiting();
    return id;
  }

  /**
   * The content of an attachment once more, as that of another one that is about to be written: under a key of its
   * own, since the server binds each blob to one file. Throws like `open`.
   */
  async copyContent(id: string, toId: string): Promise<Attachment['content']> {
    const file = await this.open(id);
    await this.options.room.admit();
    const { key, address, sealed } = await sealBlob(file);
    await this.blobs.begin(toId, sealed);
    const { content } = await this.contentOf(id);
    return { ...content, address, key: toBase64url(key) };
  }

  async states(fileId: string): Promise<AttachmentState[]> {
    const views = await this.documents.list('attachments', { fileId });
    return Promise.all(views.map((view) => this.stateOf(view)));
  }

  async open(id: string): Promise<Blob> {
    const { content, fileId } = await this.contentOf(id);
    const size = sealedBlobSize(content.bytes);
    let sealed = await this.blobs.whole(id, size);
    if (!sealed) {
      await this.transfers.fetch({ id, fileId, address: content.address, size });
      sealed = await this.blobs.whole(id, size);
    }
    if (!sealed) throw dataError('file-missing');
    try {
      const parts = await openBlob({ key: fromBase64url(content.key), address: content.address, sealed });
      await this.blobs.change(id, { used: this.options.now() });
      return new Blob(parts, { type: content.mediaType });
    } catch (error) {
      if (!(error instanceof EnvelopeError)) throw error;
      // What the server has can be fetched again; what only stands here stays, whatever became of it.
      if ((await this.blobs.get(id))?.onServer === 1) await this.blobs.dropChunks(id);
      throw dataError('file-damaged');
    }
  }

  async keep(id: string, keep: boolean): Promise<void> {
    await this.contentOf(id);
    await this.blobs.change(id, { keep: keep ? 1 : 0 });
    this.options.onChange();
    if (keep) this.options.onWaiting();
  }
}
