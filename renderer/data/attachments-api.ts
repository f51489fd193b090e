/** Where the content of an attachment is, and how far it has got. */
export interface AttachmentState {
  id: string;
  /**
   * `here` only · on its way (`sending`, `fetching`) · `server` and here · `away`: on the server, not here yet ·
   * `refused`: only here, because the server does not take it, for the reason in `code` · `missing`: neither here
   * nor on the server, as another device has it alone.
   */
  place: 'here' | 'sending' | 'fetching' | 'server' | 'away' | 'refused' | 'missing';
  /** Opens without a network. */
  here: boolean;
  /** Stays on this device, as a person wants it. */
  keep: boolean;
  /** Bytes that have arrived, of `total`. */
  done: number;
  total: number;
  code?: string;
}

export interface AttachmentsApi {
  /**
   * Keeps a file: checked by its content, pictures upright and without the camera's notes, sealed; resolves when
   * it is safe on disk, with the id. Throws `file-too-large`, `file-type`, `file-heic`, `file-damaged`, `no-right`.
   */
  add(input: { fileId: string; name: string; takenOn: string | null; file: Blob }): Promise<string>;
  states(fileId: string): Promise<AttachmentState[]>;
  /**
   * The file itself, fetched first where it is not here. Throws `file-damaged`, `file-missing`,
   * `server-unreachable`.
   */
  open(id: string): Promise<Blob>;
  /** Whether it stays on this device; it is fetched in the background. */
  keep(id: string, keep: boolean): Promise<void>;
}
