/** Chance from a seed: the same seed gives the same sequence everywhere (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** A whole number in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** One of a list that is not empty. Throws RangeError for an empty one. */
  pick<T>(list: readonly T[]): T {
    const found = list[this.below(list.length)];
    if (found === undefined) throw new RangeError('pick: empty list');
    return found;
  }

  /** Random bytes for ids. */
  readonly bytes = (length: number): Uint8Array<ArrayBuffer> =>
    Uint8Array.from({ length }, () => this.below(256));
}

interface Step {
  owner: string;
  label: string;
  go: () => void;
}

/**
 * Decides what happens next. Whatever touches a disk, a network or a database waits in `step`; everything else
 * runs to its end in between, so that the order of steps is the whole story and repeats from its seed.
 */
export class Scheduler {
  /** Unix milliseconds of the world; devices have clocks of their own beside it. */
  time = Date.UTC(2026, 0, 5, 7);
  steps = 0;
  #waiting: Step[] = [];
  readonly #dead = new Set<string>();
  #trace = 0x811c9dc5;

  /** `tell` hears the whole story, for whoever looks for a fault. */
  constructor(
    readonly dice: Dice,
    readonly tell: ((text: string) => void) | null = null,
  ) {}

  /** Waits until the scheduler lets it go on; for ever if its owner has died. */
  step(owner: string, label: string): Promise<void> {
    return new Promise((go) => {
      if (!this.#dead.has(owner)) this.#waiting.push({ owner, label, go });
    });
  }

  /** A process dies: what it waits for never comes. */
  kill(owner: string): void {
    this.#dead.add(owner);
    this.#waiting = this.#waiting.filter((step) => step.owner !== owner);
  }

  /** Adds to the story what is not a step. */
  note(text: string): void {
    this.tell?.(text);
    for (let at = 0; at < text.length; at++)
      this.#trace = Math.imul(this.#trace ^ text.charCodeAt(at), 0x01000193);
  }

  /** Lets at most so many steps happen, in an order that only the seed knows. */
  async advance(count = Infinity): Promise<void> {
    for (let done = 0; done < count; done++) {
      await settled();
      const [step] = this.#waiting.splice(this.dice.below(this.#waiting.length), 1);
      if (!step) return;
      this.steps++;
      this.time += this.dice.below(20);
      this.note(`${step.owner} ${step.label}`);
      step.go();
    }
    await settled();
  }

  /** A number that stands for everything that happened so far. */
  get trace(): string {
    return (this.#trace >>> 0).toString(16).padStart(8, '0');
  }
}

/** Until nothing runs any more that waits for no step: promises settle before the next turn of the event loop. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
