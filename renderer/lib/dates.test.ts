import { describe, expect, it } from 'vitest';
import { ageOn, formatDate, parseTypedDate } from './dates';

const today = '2026-11-22';
const iso = (text: string, options = {}) => {
  const read = parseTypedDate(text, { today, ...options });
  return read.ok ? read.iso : read.problem;
};

describe('parseTypedDate', () => {
  it.each([
    ['1.2.24', '2024-02-01'],
    ['1.2.2024', '2024-02-01'],
    ['01.02.2024', '2024-02-01'],
    ['01022024', '2024-02-01'],
    ['010224', '2024-02-01'],
    ['1/2/24', '2024-02-01'],
    [' 1 2 2024 ', '2024-02-01'],
    ['2024-02-01', '2024-02-01'],
    ['1.2.24.', '2024-02-01'],
    ['٠١.٠٢.٢٠٢٤', '2024-02-01'],
    ['۱.۲.۲۰۲۴', '2024-02-01'],
    ['29.2.2024', '2024-02-29'],
  ])('reads %s as %s', (typed, expected) => expect(iso(typed)).toBe(expected));

  it('takes nothing as unknown, not as a mistake', () => expect(iso('  ')).toBeNull());

  it.each(['30.2.2024', '29.2.2023', '1.13.2024', '0.5.2024', '1.1.1200'])('refuses %s', (typed) =>
    expect(iso(typed)).toBe('date-impossible'),
  );
  it.each(['morgen', '1.2', 'abc', '1..2'])('cannot read %s', (typed) =>
    expect(iso(typed)).toBe('date-unreadable'),
  );

  it('guesses the century by the limit: births lie in the past', () => {
    expect(iso('14.3.92')).toBe('1992-03-14');
    expect(iso('14.3.27', { max: today })).toBe('1927-03-14');
    expect(iso('14.3.26', { max: today })).toBe('2026-03-14');
    expect(iso('14.3.30')).toBe('2030-03-14');
  });

  it('accepts month and year only where the precision allows it', () => {
    expect(iso('3.1992')).toBe('date-needs-day');
    expect(iso('3.1992', { precision: 'month' })).toBe('1992-03');
    expect(iso('1992', { precision: 'month' })).toBe('date-needs-day');
    expect(iso('1992', { precision: 'year' })).toBe('1992');
  });

  it('keeps to the limits, compared at the precision typed', () => {
    expect(iso('23.11.2026', { max: today })).toBe('date-too-late');
    expect(iso('22.11.2026', { max: today })).toBe(today);
    expect(iso('2026', { max: today, precision: 'year' })).toBe('2026');
    expect(iso('1.1.1990', { min: '1990-01-02' })).toBe('date-too-early');
  });
});

describe('showing dates', () => {
  it('keeps the precision', () => {
    expect(formatDate('1992-03-14')).toBe('14.03.1992');
    expect(formatDate('1992-03')).toBe('03.1992');
    expect(formatDate('1992')).toBe('1992');
    expect(formatDate(null)).toBe('');
  });
  it('knows the age only when the day is known', () => {
    expect(ageOn('1992-11-22', today)).toBe(34);
    expect(ageOn('1992-11-23', today)).toBe(33);
    expect(ageOn('1992', today)).toBeNull();
  });
});
