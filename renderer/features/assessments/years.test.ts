import { describe, expect, it } from 'vitest';
import { typedYears, withoutYears, yearsIn } from './years';

describe('years', () => {
  it('reads numbers with comma or point, nothing as unknown, and refuses the rest', () => {
    expect([typedYears('5', 70), typedYears('2,5', 70), typedYears('', 70)]).toEqual([5, 2.5, null]);
    expect([typedYears('viele', 70), typedYears('-1', 70), typedYears('99', 70)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('finds the years in what was said', () => {
    expect(yearsIn('Bäcker, 5 Jahre')).toBe(5);
    expect(yearsIn('خباز 12 سنة')).toBe(12);
    expect(yearsIn('2,5 Jahre genäht')).toBe(2.5);
    expect(yearsIn('Onkels Laden')).toBeNull();
    expect(yearsIn('300 Jahre')).toBeNull();
  });

  it('keeps the work when the years are taken away', () => {
    expect(withoutYears('Bäcker, 5 Jahre')).toBe('Bäcker');
    expect(withoutYears('5 Jahre Näherin, Gaziantep')).toBe('Näherin');
    expect(withoutYears('Onkels Laden')).toBe('Onkels Laden');
  });
});
