/** Lets one window at a time synchronise (Web Locks). */
export interface Leadership {
  /** Calls `elected` when this window leads. Returns the way to step back. */
  stand(elected: () => void): () => void;
}

/** Runs work while no other window does the same (Web Locks). */
export type Exclusive = <T>(work: () => Promise<T>) => Promise<T>;

/** A window that is alone (Node). */
export const alone: Leadership = {
  stand(elected) {
    elected();
    return () => undefined;
  },
};
