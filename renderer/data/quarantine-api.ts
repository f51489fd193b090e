/** Why a record was not taken over: by the server, or by this version of Wegbuch. */
export type RefusedCode =
  | 'no-right'
  | 'erased'
  | 'immutable-changed'
  | 'invalid'
  /** Of a kind that the server does not know yet; goes out by itself once it does. */
  | 'server-too-old'
  | 'does-not-open'
  | 'malformed'
  | 'misplaced'
  | 'stamps'
  | 'unreadable'
  /** Stands on this device, and does not open. */
  | 'damaged'
  /** The content of an attachment, which its document goes without. */
  | 'blob-too-large'
  | 'blob-refused'
  | 'blob-missing'
  /** A decision to erase. */
  | 'erase-no-right'
  | 'erase-refused';

/** A record that was not taken over and waits, set aside, for a person. */
export interface RefusedView {
  /** Names it in the methods of `QuarantineApi`. */
  key: string;
  /** A collection, or `inbox` for what a kiosk sent. */
  collection: string;
  id: string;
  fileId: string | null;
  code: RefusedCode;
  /** ISO. */
  since: string;
  /** A change of the person signed in, of a colleague at this device, or something that came from the server. */
  whose: 'mine' | 'colleague' | 'server';
  /** Who changed it last; null where it cannot be told. */
  by: string | null;
  /** What was changed, where it opens; `before`: what the server has. */
  changes: Array<{ field: string; value: unknown; before: unknown }> | null;
  /** Values of the whole record, where it opens. */
  value: Record<string, unknown> | null;
  /** When it goes by itself, ISO; null: never. */
  goesOn: string | null;
  /** `copy`: it fits into a file by itself. */
  can: { sendAgain: boolean; fetchAgain: boolean; takeServers: boolean; discard: boolean; copy: boolean };
}

export interface QuarantineApi {
  list(): Promise<RefusedView[]>;
  /** Sends it once more, unchanged. */
  sendAgain(key: string): Promise<void>;
  /** Looks for a version that opens: in what was kept beside the store, then on the server. */
  fetchAgain(key: string): Promise<void>;
  /** The server's version stands again; ours goes into the history. */
  takeServers(key: string): Promise<void>;
  /** Ours goes for good; only a person's own. Throws `no-right` for anybody else's. */
  discard(key: string): Promise<void>;
  /** The record as a file, encrypted as it is (JSON). */
  sealedCopy(key: string): Promise<string>;
  /** The record as a file that anybody can read (JSON). Throws `not-found` where it does not open. */
  readableCopy(key: string): Promise<string>;
}
