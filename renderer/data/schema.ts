import { Dexie, type DexieOptions, type EntityTable, type Table } from 'dexie';
import { COLLECTION_COMPARTMENT, type Collection, type Compartment } from '#shared/security/compartments';
import type { Stamp } from '#shared/sync/document';
import { guard } from './guard';

/** Ciphertext of one version of a document and what is bound to it. */
export interface SealedVersion {
  rev: string;
  keyId: string;
  maxStamp: Stamp;
  body: Uint8Array;
}

/** A row as it lies on disk (architecture § 5): plain columns and ciphertext, nothing else. */
export interface LocalRow extends SealedVersion {
  id: string;
  fileId?: string;
  compartment: Compartment;
  /** The server's version that this one grew from; 0 = none. */
  seq: number;
  dirty: 0 | 1;
  /** The version at `seq`, while dirty. */
  base?: SealedVersion;
  /** Sent and not answered; `seq` is the one it grew from. */
  sent?: SealedVersion & { seq: number };
}

/** Public or wrapped records of security, and small values of this device. */
export interface NamedValue {
  name: string;
  value: unknown;
}

/** A page of a read model, sealed under its own renewable key. */
export interface PageRow {
  id: string;
  keyId: string;
  body: Uint8Array;
}

/** What could not be stored here or there, kept as ciphertext until a person decides. */
export interface QuarantineRow {
  key: string;
  id: string;
  collection: string;
  compartment: string;
  code: string;
  since: string;
  seq: number;
  rev: string;
  row: LocalRow;
}

/** How the content of an attachment stands on this device; `id` is that of its document. */
export interface BlobRow {
  id: string;
  /** Unix ms; while the document is not written yet, 0 from then on. */
  begun: number;
  onServer: 0 | 1;
  /** A person wants it here without a network. */
  keep: 0 | 1;
  /** When it was needed last, Unix ms. */
  used: number;
  /** Why the server does not take it. */
  refused?: string | undefined;
}

/** One chunk of the ciphertext of an attachment. */
export interface ChunkRow {
  id: string;
  n: number;
  body: Uint8Array;
}

/** A link of a device's audit: sealed, and chained to the one before. */
export interface AuditRow {
  deviceId: string;
  number: number;
  previous: string;
  key: number;
  body: Uint8Array;
  /** Unix ms. */
  at: number;
}

export const COLLECTIONS = Object.keys(COLLECTION_COMPARTMENT) as Collection[];

const ROW_INDEXES = 'id, fileId, seq, [dirty+maxStamp]';

const rowTables = (...names: string[]) => Object.fromEntries(names.map((name) => [name, ROW_INDEXES]));

/** What each version of the local database added. A new one is added below; none is ever edited. */
const VERSION_1: Record<string, string> = {
  ...rowTables(
    'office', 'client-files', 'aliases', 'language-skills', 'appointments', 'arrivals', 'partners', 'residence',
    'assessments', 'assessment-answers', 'educations', 'work-experiences', 'skills', 'referrals',
    'letter-drafts', 'letters', 'conflicts',
  ),
  vault: 'name',
  local: 'name',
  pages: 'id',
  quarantine: 'key',
}; // prettier-ignore
const VERSION_2 = rowTables('history');
const VERSION_3 = { ...rowTables('attachments'), blobs: 'id', chunks: '[id+n]' };
const VERSION_4 = rowTables('erasures');
const VERSION_5 = { ...rowTables('audit-requests'), audit: '[deviceId+number]' };

/** The local database. One handle per durability: strict for what a person saves, relaxed for bulk pulls. */
export class LocalDatabase extends Dexie {
  declare vault: EntityTable<NamedValue, 'name'>;
  declare local: EntityTable<NamedValue, 'name'>;
  declare pages: EntityTable<PageRow, 'id'>;
  declare quarantine: EntityTable<QuarantineRow, 'key'>;
  declare blobs: EntityTable<BlobRow, 'id'>;
  declare chunks: Table<ChunkRow, [string, number]>;
  declare audit: Table<AuditRow, [string, number]>;

  constructor(name: string, options: DexieOptions, guarded = true) {
    super(name, { ...options, cache: 'disabled' });
    this.version(1).stores(VERSION_1);
    this.version(2).stores(VERSION_2);
    this.version(3).stores(VERSION_3);
    this.version(4).stores(VERSION_4);
    this.version(5).stores(VERSION_5);
    if (guarded) this.use(guard);
  }

  /** The table of one collection. */
  rows(collection: Collection): Table<LocalRow, string> {
    return this.table(collection);
  }
}
