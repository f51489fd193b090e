/** What a device that was ended had not synchronised and handed in, as a lead sees it. */
export interface HandedInView {
  deviceId: string;
  /** Its name in the office; null without one. */
  deviceName: string | null;
  personName: string;
  /** When the first of it came, ISO. */
  since: string;
  /** Records, and client files that they belong to. */
  entries: number;
  files: number;
  /** Packages that do not open here, or that the device did not sign. */
  unreadable: number;
  /** A lead began to take it over, and did not come to the end. */
  begun: boolean;
}

/** What became of records that were taken over. */
export interface Accepted {
  /** Now among those of the office. */
  taken: number;
  /** Of something that was erased meanwhile: they stay erased. */
  erased: number;
  /** The server did not take them, or they do not open: they go on waiting. */
  left: number;
}

/** What ended devices handed in: leads decide about it. */
export interface HandedInApi {
  /** By device, oldest first; nothing in an office without a server. Throws `no-right`, `server-unreachable`. */
  list(): Promise<HandedInView[]>;
  /** As if the device had synchronised late. Throws `decided-already`, `no-right`, `not-found`, `server-unreachable`. */
  accept(deviceId: string): Promise<Accepted>;
  /** Gone for good. Throws `decided-already`, `no-right`, `not-found`, `server-unreachable`. */
  discard(deviceId: string): Promise<void>;
}
