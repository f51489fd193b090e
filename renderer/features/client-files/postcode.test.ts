import { describe, expect, it } from 'vitest';
import { fillPlace } from './postcode';

const wuppertal = [{ place: 'Wuppertal' }, { place: 'Wuppertal' }];
const villages = [{ place: 'Lindlar' }, { place: 'Wipperfürth' }];

describe('place by postcode', () => {
  it('fills in the only place, once', () => {
    expect(fillPlace({ place: '' }, [], wuppertal)).toBe('Wuppertal');
    expect(fillPlace({ place: '' }, [], villages)).toBe('');
  });

  it('keeps what a person typed, and takes back what it filled in itself', () => {
    expect(fillPlace({ place: 'Barmen' }, [], wuppertal)).toBe('Barmen');
    expect(fillPlace({ place: 'Wuppertal' }, wuppertal, [])).toBe('');
    expect(fillPlace({ place: 'Lindlar' }, villages, villages)).toBe('Lindlar');
  });
});
