/** The number last given on a day of this machine's calendar ("2026-11-21"). */
export interface DayCounter {
  day: string;
  last: number;
}

const HIGHEST = 999;

/** Counts on within a day and begins anew on every other one; after 999 it begins again at 1. */
export function countOn(counter: DayCounter | null, day: string): DayCounter {
  const last = counter?.day === day ? counter.last : 0;
  return { day, last: last >= HIGHEST ? 1 : last + 1 };
}

/** "A-07": the kiosk's own letter and at least two digits. */
export function numberText(letter: string, counter: DayCounter): string {
  return `${letter}-${String(counter.last).padStart(2, '0')}`;
}
