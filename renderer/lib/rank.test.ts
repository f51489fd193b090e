import { describe, expect, it } from 'vitest';
import { fold, matchScore, rankBy } from './rank';

describe('fold', () => {
  it('writes umlauts out and drops accents', () => {
    expect(fold('Müßiggänger')).toBe('muessiggaenger');
    expect(fold('Kurmancî')).toBe('kurmanci');
  });
  it('keeps other scripts', () => expect(fold('سميرة')).toBe('سميرة'));
});

describe('matchScore', () => {
  it.each([
    ['jobcenter', 'Jobcenter', 4],
    ['job', 'Jobcenter Wuppertal', 3],
    ['wupp', 'Jobcenter Wuppertal', 2],
    ['wupp job', 'Jobcenter Wuppertal', 2],
    ['enter', 'Jobcenter', 1],
    ['koeln', 'IHK Köln', 2],
    ['xyz', 'Jobcenter', 0],
  ])('%s in %s → %i', (query, text, score) => expect(matchScore(query, text)).toBe(score));
});

describe('rankBy', () => {
  const names = ['Bergische IHK', 'IHK Köln', 'HWK Köln', 'Kölner Werkstatt'];
  it('puts the better match first and keeps the order of equals', () => {
    expect(rankBy('köln', names, (name) => [name], 10)).toEqual(['Kölner Werkstatt', 'IHK Köln', 'HWK Köln']);
  });
  it('takes the best of several texts', () => {
    const items = [
      { a: 'x', b: 'Drucken' },
      { a: 'Drucken alles', b: 'y' },
    ];
    expect(rankBy('drucken', items, ({ a, b }) => [a, b], 1)).toEqual([items[0]]);
  });
});
