import type { Stamp, StoredDocument } from './document';

/**
 * Hybrid logical clock (Kulkarni et al. 2014; architecture § 3): readings grow on every device, follow the wall
 * clock, and are later than everything the device has seen.
 */
const STAMP = /^[0-9a-f]{12}-[0-9a-f]{4}-[A-Za-z0-9_-]{1,40}$/;
const MAX_COUNTER = 0xffff;

/** Characters of a person's id that a stamp's writer id begins with: 48 random bits, unique in any office. */
const AUTHOR_CHARS = 8;

/** Before every stamp. */
const EARLIEST: Stamp = '';

/** The writer id of a person's stamps: who writes, and a random part that no other start of the program has. */
export function writerOf(personId: string, random: string): string {
  return personId.slice(0, AUTHOR_CHARS).padEnd(AUTHOR_CHARS, '-') + random;
}

/** Whether two stamps are of one writer, who had seen the earlier when giving the later. */
export function isSameWriter(a: Stamp, b: Stamp): boolean {
  return a.slice(18) === b.slice(18);
}

/** Whether a stamp is of this person. */
export function isBy(stamp: Stamp, personId: string): boolean {
  return stamp.slice(18, 18 + AUTHOR_CHARS) === writerOf(personId, '');
}

/** Builds a stamp of Unix milliseconds, a counter within them, and a writer id. */
export function makeStamp(millis: number, counter: number, writer: string): Stamp {
  return `${millis.toString(16).padStart(12, '0')}-${counter.toString(16).padStart(4, '0')}-${writer}`;
}

/** Whether a text has the form of a stamp. */
export function isStamp(text: string): boolean {
  return STAMP.test(text);
}

/** Unix milliseconds of a stamp; 0 for EARLIEST. */
export function millisOf(stamp: Stamp): number {
  return stamp === EARLIEST ? 0 : Number.parseInt(stamp.slice(0, 12), 16);
}

function counterOf(stamp: Stamp): number {
  return stamp === EARLIEST ? 0 : Number.parseInt(stamp.slice(13, 17), 16);
}

/** The latest stamp of a document: what its row carries in the open. */
export function maxStampOf(document: StoredDocument): Stamp {
  let latest = EARLIEST;
  for (const { stamp } of Object.values(document.fields)) if (stamp > latest) latest = stamp;
  return latest;
}

export interface HybridClock {
  /** A stamp later than all before it and all observed. */
  tick(): Stamp;
  /** Takes note of a stamp from elsewhere. */
  observe(stamp: Stamp): void;
  /** From now on stamps name this writer. */
  writeAs(writer: string): void;
  /** The latest stamp given or observed; saved with each row, so that a restart never goes back. */
  highWater(): Stamp;
  /** Wall clock of this device, mended by what the server said, in Unix milliseconds. */
  now(): number;
  /**
   * The server's time differs: follows it from now on and forgets readings beyond it. Only to be used
   * together with re-stamping what is not synchronised.
   */
  correct(serverNow: number): void;
}

/** Makes a clock. `writer` (see `writerOf`) is never used twice; `highWater` is the mark saved last. */
export function createClock(options: { now: () => number; writer: string; highWater?: Stamp }): HybridClock {
  let offset = 0;
  let { writer } = options;
  let latest = options.highWater ?? EARLIEST;
  const now = () => Math.max(0, Math.round(options.now() + offset));
  return {
    now,
    tick() {
      const wall = now();
      const last = millisOf(latest);
      if (wall > last) latest = makeStamp(wall, 0, writer);
      else if (counterOf(latest) < MAX_COUNTER) latest = makeStamp(last, counterOf(latest) + 1, writer);
      else latest = makeStamp(last + 1, 0, writer);
      return latest;
    },
    observe(stamp) {
      if (isStamp(stamp) && stamp > latest) latest = stamp;
    },
    writeAs(next) {
      writer = next;
    },
    highWater: () => latest,
    correct(serverNow) {
      offset = serverNow - options.now();
      if (millisOf(latest) > serverNow) latest = makeStamp(serverNow, 0, writer);
    },
  };
}
