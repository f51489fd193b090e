import { isLoading } from './pull';
import type { Loading } from '../data/sync-api';
import type { Cursor } from '../data/read-models';
import type { Compartment } from '#shared/security/compartments';

/** The speed is that of so many milliseconds, and not told before so many. */
const WINDOW_MS = 30_000;
const FIRST_WORD_MS = 3_000;

/** Reckons how far loading has come, from where the cursors stand, and how long it still takes at this speed. */
export class Progress {
  /** Compartments that are being caught up with many changes, in rows. */
  private readonly ahead = new Map<Compartment, { done: number; left: number }>();
  private marks: { at: number; done: number }[] = [];

  constructor(private readonly now: () => number) {}

  /** How far one compartment has been caught up; null when it has. */
  note(compartment: Compartment, ahead: { done: number; left: number } | null): void {
    if (ahead) this.ahead.set(compartment, ahead);
    else this.ahead.delete(compartment);
  }

  /** Loading broke off: the time without it says nothing about its speed. */
  pause(): void {
    this.marks = [];
    this.ahead.clear();
  }

  /** `cursors`: null for a compartment of which nothing has come yet. Gives null when everything is here. */
  of(cursors: readonly (Cursor | null)[]): Loading | null {
    const catchingUp = [...this.ahead.values()];
    if (!cursors.some(isLoading) && catchingUp.length === 0) return null;
    const loaded = cursors.map((cursor) => ({ done: cursor?.loaded ?? 0, left: cursor?.left ?? 0 }));
    const sum = (of: 'done' | 'left') =>
      [...loaded, ...catchingUp].reduce((total, part) => total + part[of], 0);
    const [done, left] = [sum('done'), sum('left')];
    const counted = cursors.every((cursor) => !isLoading(cursor) || cursor?.left !== undefined);
    if (!counted) return { done, total: null, secondsLeft: null };
    return { done, total: done + left, secondsLeft: this.secondsFor(done, left) };
  }

  private secondsFor(done: number, left: number): number | null {
    const at = this.now();
    this.marks = this.marks.filter((mark) => at - mark.at < WINDOW_MS);
    if (this.marks.at(-1)?.done !== done) this.marks.push({ at, done });
    const [first] = this.marks;
    if (!first || at - first.at < FIRST_WORD_MS || done <= first.done) return null;
    return Math.ceil((left * (at - first.at)) / (done - first.done) / 1_000);
  }
}
