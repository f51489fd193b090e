import { describe, expect, it } from 'vitest';
import { dayAfter, daysBetween, localDay } from './days';

describe('days', () => {
  it('counts over a change of clocks', () => {
    expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
    expect(dayAfter('2026-10-24', 2)).toBe('2026-10-26');
  });

  it('takes the calendar of the machine, not of UTC', () => {
    const justAfterMidnight = new Date(2026, 10, 22, 0, 5);
    expect(localDay(justAfterMidnight)).toBe('2026-11-22');
    expect(localDay(justAfterMidnight.toISOString())).toBe('2026-11-22');
    expect(localDay(justAfterMidnight.getTime())).toBe('2026-11-22');
  });
});
