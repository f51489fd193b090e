import { sql } from 'kysely';
import type { AnnounceBlob, ChunkPath } from '#shared/sync/blobs-protocol';
import { type Store, type Tx, withOffice } from '../storage/database';
import type { BlobDatabase, BlobPlace, BlobTransaction, KeptBlob } from './blob-database';

/** The port of blobs on PostgreSQL. */
export function postgresBlobs(store: Store): BlobDatabase {
  return {
    transaction: (officeId, work) =>
      withOffice(store.app, officeId, (tx) => work(new PostgresBlobs(tx, officeId))),
  };
}

/** Narrows a query on blobs or their chunks to one blob. */
function at<Q extends { where: (column: 'compartment' | 'address', is: '=', value: string) => Q }>(
  query: Q,
  { compartment, address }: BlobPlace,
): Q {
  return query.where('compartment', '=', compartment).where('address', '=', address);
}

interface KeptColumns {
  file_id: string | null;
  size: number;
  complete: boolean;
}

const toKept = ({ file_id: fileId, size, complete }: KeptColumns): KeptBlob => ({ fileId, size, complete });

/** Blobs in a transaction that has entered its office. */
export class PostgresBlobs implements BlobTransaction {
  readonly #tx: Tx;
  readonly #officeId: string;

  constructor(tx: Tx, officeId: string) {
    this.#tx = tx;
    this.#officeId = officeId;
  }

  async isErased(fileId: string | null): Promise<boolean> {
    await this.#tx.selectFrom('offices').select('seq').forShare().executeTakeFirstOrThrow();
    if (fileId === null) return false;
    const stub = await this.#tx
      .selectFrom('erasures')
      .select('id')
      .where('kind', '=', 'file')
      .where('id', '=', fileId)
      .executeTakeFirst();
    return stub !== undefined;
  }

  async claim(blob: AnnounceBlob, now: number): Promise<KeptBlob> {
    const { compartment, address, fileId, size } = blob;
    const since = { unreferenced_since: new Date(now) };
    await this.#tx
      .insertInto('blobs')
      .values({ office_id: this.#officeId, compartment, address, file_id: fileId, size, ...since })
      .onConflict((on) => on.doNothing())
      .execute();
    const kept = await this.#kept(blob).select('unreferenced_since').forUpdate().executeTakeFirstOrThrow();
    if (kept.unreferenced_since !== null) await at(this.#tx.updateTable('blobs').set(since), blob).execute();
    return toKept(kept);
  }

  async hold(place: BlobPlace): Promise<KeptBlob | null> {
    const kept = await this.#kept(place).forShare().executeTakeFirst();
    return kept ? toKept(kept) : null;
  }

  async find(place: BlobPlace): Promise<KeptBlob | null> {
    const kept = await this.#kept(place).executeTakeFirst();
    return kept ? toKept(kept) : null;
  }

  async numbers(place: BlobPlace): Promise<number[]> {
    const chunks = await at(this.#tx.selectFrom('blob_chunks').select('n'), place).execute();
    return chunks.map(({ n }) => n);
  }

  async chunk(path: ChunkPath): Promise<Buffer | null> {
    const chunk = await at(this.#tx.selectFrom('blob_chunks').select('body'), path)
      .where('n', '=', path.n)
      .executeTakeFirst();
    return chunk?.body ?? null;
  }

  async putChunk({ compartment, address, n }: ChunkPath, body: Buffer): Promise<void> {
    await this.#tx
      .insertInto('blob_chunks')
      .values({ office_id: this.#officeId, compartment, address, n, body })
      .onConflict((on) => on.doNothing())
      .execute();
  }

  async complete(place: BlobPlace): Promise<void> {
    await at(this.#tx.updateTable('blobs').set({ complete: true }), place).execute();
  }

  async remove(place: BlobPlace): Promise<void> {
    await at(this.#tx.deleteFrom('blobs'), place).execute();
  }

  async collect(now: number, before: number): Promise<void> {
    await this.#tx.selectFrom('offices').select('seq').forNoKeyUpdate().executeTakeFirstOrThrow();
    await sql`
      with named as (select distinct unnest(blobs) as address from rows where blobs <> '{}')
      update blobs set unreferenced_since =
        case when address in (select address from named) then null else ${new Date(now)}::timestamptz end
      where (unreferenced_since is null) <> (address in (select address from named))`.execute(this.#tx);
    await this.#tx.deleteFrom('blobs').where('unreferenced_since', '<', new Date(before)).execute();
  }

  #kept(place: BlobPlace) {
    return at(this.#tx.selectFrom('blobs').select(['file_id', 'size', 'complete']), place);
  }
}
