import { describe, expect, it } from 'vitest';
import { rankCodes } from './rank-codes';

const list = [
  { code: 'arz', name: 'Ägyptisches Arabisch' },
  { code: 'arc', name: 'Aramäisch' },
  { code: 'ar', name: 'Arabisch' },
  { code: 'ti', name: 'Tigrinya' },
];

describe('languages by typed text', () => {
  it('puts the languages of clients first, and finds own names in their script', () => {
    expect(rankCodes(list, 'arab', ['ar', 'ti'])).toEqual(['ar', 'arz']);
    expect(rankCodes(list, 'ar', ['ar', 'ti'])).toEqual(['ar', 'arc', 'arz']);
    expect(rankCodes(list, 'العربية', ['ar'])).toEqual(['ar']);
    expect(rankCodes(list, 'xyz', [])).toEqual([]);
  });
});
