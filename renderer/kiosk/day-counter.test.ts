import { describe, expect, it } from 'vitest';
import { countOn, numberText } from './day-counter';

describe('numbers of the day', () => {
  it('counts on within a day and begins anew after midnight', () => {
    const evening = countOn({ day: '2026-11-21', last: 16 }, '2026-11-21');
    expect(numberText('A', evening)).toBe('A-17');
    expect(numberText('A', countOn(evening, '2026-11-22'))).toBe('A-01');
  });

  it('begins at 1 on a new kiosk and again after 999', () => {
    expect(countOn(null, '2026-11-21')).toEqual({ day: '2026-11-21', last: 1 });
    expect(numberText('B', countOn({ day: '2026-11-21', last: 999 }, '2026-11-21'))).toBe('B-01');
    expect(numberText('B', { day: '2026-11-21', last: 123 })).toBe('B-123');
  });
});
