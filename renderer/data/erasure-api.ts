import type { ErasureReason } from '#shared/domain/erasures';
import type { Collection } from '#shared/security/compartments';

/** A record of a file as a list shows it. */
export interface UnsyncedView {
  collection: Collection;
  id: string;
  value: Record<string, unknown>;
}

/** An entry of a client file, by whom it was begun, and whether this person may take it out. */
export interface EntryView extends UnsyncedView {
  /** ISO. */
  at: string;
  by: string | null;
  can: { erase: boolean; move: boolean };
}

/** What remains of what was erased. */
export interface ErasureView {
  id: string;
  kind: 'file' | 'row';
  /** The random id that is gone. */
  target: string;
  reason: ErasureReason;
  /** ISO. */
  at: string;
  by: string | null;
  /** Decided here; the server does not know it yet. */
  waiting: boolean;
  /**
   * The server did not do it, and why: everything is still there. `key` names it among what was not taken over,
   * where it is sent again or, if it is one's own (`mine`), given up.
   */
  refused: { key: string; code: 'erase-no-right' | 'erase-refused'; mine: boolean } | null;
}

/** How far the devices of the office have erased what the server knows. */
export interface ErasureReceipts {
  /** Place in the office's order of each erased id. */
  seqs: Record<string, number>;
  /** A device has erased whatever has a place up to `upTo`. `at`: ISO, null = never confirmed. */
  devices: Array<{ deviceId: string; personId: string; upTo: number; at: string | null }>;
}

/** Erasing for good: only by a lead, a single record also by whoever began it. */
export interface ErasureApi {
  /** What of a file only this device has. */
  unsynced(fileId: string): Promise<UnsyncedView[]>;
  /** The single entries of a file, newest first. */
  entries(fileId: string): Promise<EntryView[]>;
  /** Everything under this file, on all devices; carried out when the server knows it. Throws `no-right`. */
  eraseFile(fileId: string, reason: ErasureReason): Promise<void>;
  /** One record with its history and what belongs to it. Throws `no-right`. */
  eraseRecord(ref: { collection: Collection; id: string }, reason: ErasureReason): Promise<void>;
  /**
   * The record as a new one of the right file; the old one is erased. Gives the new id. The content of an attachment
   * must be had for it. Throws `no-right`, `file-missing`, `file-damaged`, `server-unreachable`.
   */
  moveRecord(ref: { collection: Collection; id: string }, toFileId: string): Promise<string>;
  /** What was erased, newest first. */
  list(): Promise<ErasureView[]>;
  /** Null in an office without a server. Throws `server-unreachable`, `server-too-old`. */
  receipts(): Promise<ErasureReceipts | null>;
}
