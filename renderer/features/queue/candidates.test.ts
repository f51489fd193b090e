import { describe, expect, it, vi } from 'vitest';
import type { ClientRow } from '../../data/api';
import { type Candidate, compareYear, ranked, sameCode } from './candidates';
import { splitName } from './split-name';

vi.mock('../../data/client', () => ({ data: {} }));

const candidate = (id: string, codeFits: boolean, year: Candidate['year']): Candidate => ({
  row: { id } as ClientRow,
  codeFits,
  year,
});

describe('candidates for an arrival', () => {
  it('come with the code first, then with a fitting year; no one is left out', () => {
    const all = [
      candidate('other year', false, 'differs'),
      candidate('unknown', false, 'unknown'),
      candidate('year', false, 'fits'),
      candidate('code', true, 'differs'),
    ];
    expect(ranked(all).map(({ row }) => row.id)).toEqual(['code', 'year', 'unknown', 'other year']);
  });

  it('compare the birth year with whatever is known of the birth date', () => {
    expect(compareYear(1990, '1990-03-14')).toBe('fits');
    expect(compareYear(1990, '1990')).toBe('fits');
    expect(compareYear(1990, '1991-01-01')).toBe('differs');
    expect(compareYear(null, '1990')).toBe('unknown');
    expect(compareYear(1990, null)).toBe('unknown');
  });

  it('take codes as people type them', () => {
    expect(sameCode('W4K-7O1', 'w4k701')).toBe(true);
    expect(sameCode('W4K7', 'W4K8')).toBe(false);
    expect(sameCode('', '')).toBe(false);
  });
});

describe('a name typed at the kiosk', () => {
  it('is proposed as family and given name in Latin letters', () => {
    expect(splitName('Olena Maria Kovalenko')).toEqual({
      family: 'Kovalenko',
      given: 'Olena Maria',
      original: '',
    });
    expect(splitName('Amal')).toEqual({ family: 'Amal', given: '', original: '' });
  });

  it('stays whole in another script', () => {
    expect(splitName('محمد الأحمد')).toEqual({ family: '', given: '', original: 'محمد الأحمد' });
  });
});
