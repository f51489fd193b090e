import { describe, expect, it } from 'vitest';
import { dayAfter, daysBetween, localDay, officeDay, officeDays, yearAfter } from './days';

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

  it('takes the calendar of Berlin where rights begin and end, in winter and in summer', () => {
    const days = (...moments: string[]) => moments.map((moment) => officeDay(Date.parse(moment)));
    expect(days('2026-12-14T22:59:59Z', '2026-12-14T23:00:00Z')).toEqual(['2026-12-14', '2026-12-15']);
    expect(days('2026-07-14T21:59:59Z', '2026-07-14T22:00:00Z')).toEqual(['2026-07-14', '2026-07-15']);
    let now = Date.parse('2026-12-14T22:59:59Z');
    const today = officeDays(() => now);
    expect(today()).toBe('2026-12-14');
    now += 1_000;
    expect(today()).toBe('2026-12-15');
    now -= 86_400_000;
    expect(today()).toBe('2026-12-14');
  });

  it('bounds a year', () => {
    expect(yearAfter('2026-12-01')).toBe('2027-12-01');
    // No day of the calendar, but a bound: the last day of February lies before it, the first of March after.
    expect(yearAfter('2028-02-29') > '2029-02-28' && yearAfter('2028-02-29') < '2029-03-01').toBe(true);
  });
});
