/** State of synchronisation in a form that can be said in one sentence. */
export type SyncState =
  | { kind: 'no-server' }
  | { kind: 'synced'; at: string }
  | { kind: 'syncing'; waiting: number; loading: Loading | null }
  /** `portal`: a network answers that first wants something else (a sign-in page, a proxy). */
  | { kind: 'offline'; waiting: number; since: string | null; portal: boolean; loading: Loading | null }
  | { kind: 'problem'; code: string; waiting: number; loading: Loading | null };

/** Records of the office that are here, while others are still to come: lists are not complete. */
export interface Loading {
  done: number;
  /** Null until the server has said. */
  total: number | null;
  /** At the speed of the last half minute; null while that is unknown. */
  secondsLeft: number | null;
}

export interface SyncApi {
  state(): Promise<SyncState>;
  now(): Promise<void>;
  /** Connects an office that had no server yet, and pushes everything. */
  connect(server: string): Promise<void>;
}
