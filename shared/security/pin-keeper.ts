/** Wrong PINs in a row after which only the passphrase opens. */
export const PIN_TRIES = 5;
/** A longer silence was sleep, or an app that was away: whoever comes back shows their passphrase. */
const LONGEST_SILENCE_MS = 2 * 60 * 60_000;
/** A clock that goes back further was set. */
const CLOCK_TOLERANCE_MS = 2 * 60_000;

/** What a PIN opens, until the end of the working day. It is never written to a disk. */
export interface PinEntry {
  personId: string;
  /** Salt of the PIN's derivation, base64url. */
  salt: string;
  /** What only a derivation from the right PIN gives. */
  proof: string;
  /** The person's keys, wrapped under the PIN. */
  sealed: string;
  /** Unix ms. */
  until: number;
}

/** What may be asked of the keeper; `personId` null: everybody's. */
export type PinQuestion =
  | { ask: 'keep'; entry: PinEntry }
  | { ask: 'people' }
  | { ask: 'open'; personId: string; proof: string }
  | { ask: 'forget'; personId: string | null };

export interface PinAnswer {
  /** Whose PIN opens now, and how many tries are left. */
  people: Array<{ personId: string; salt: string; left: number }>;
  /** Answer to `open` with the right proof; else null. */
  sealed: string | null;
}

/** Answers questions about PINs; null where nobody can keep them. */
export type AskPins = (question: PinQuestion) => Promise<PinAnswer | null>;

/**
 * Keeps what PINs open in the memory of a process that outlives a lock and ends with the app: the service worker of
 * the web edition, the main process of the desktop app. It counts the tries itself, so that no reload and no copy of
 * a profile gives more of them. It must be asked every minute or so; a longer silence ends everything it keeps.
 * `now`: Unix ms.
 */
export function createPinKeeper(now: () => number): (question: PinQuestion) => PinAnswer {
  const entries = new Map<string, PinEntry & { left: number }>();
  let heard = now();

  function forgetWhatIsOver(): void {
    const at = now();
    if (at - heard > LONGEST_SILENCE_MS || heard - at > CLOCK_TOLERANCE_MS) entries.clear();
    heard = at;
    for (const [personId, { until }] of entries) if (at >= until) entries.delete(personId);
  }

  function open(personId: string, proof: string): string | null {
    const entry = entries.get(personId);
    if (!entry) return null;
    if (entry.proof === proof) {
      entry.left = PIN_TRIES;
      return entry.sealed;
    }
    entry.left -= 1;
    if (entry.left === 0) entries.delete(personId);
    return null;
  }

  return (question) => {
    forgetWhatIsOver();
    let sealed: string | null = null;
    if (question.ask === 'keep') entries.set(question.entry.personId, { ...question.entry, left: PIN_TRIES });
    else if (question.ask === 'open') sealed = open(question.personId, question.proof);
    else if (question.ask === 'forget' && question.personId === null) entries.clear();
    else if (question.ask === 'forget' && question.personId !== null) entries.delete(question.personId);
    const people = [...entries.values()].map(({ personId, salt, left }) => ({ personId, salt, left }));
    return { people, sealed };
  };
}
