/** Lets one window at a time synchronise (Web Locks). */
export interface Leadership {
  /** Calls `elected` when this window leads. Returns the way to step back. */
  stand(elected: () => void): () => void;
}

/** A window that is alone (Node). */
export const alone: Leadership = {
  stand(elected) {
    elected();
    return () => undefined;
  },
};
