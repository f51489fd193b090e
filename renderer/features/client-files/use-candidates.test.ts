import { describe, expect, it } from 'vitest';
import type { ClientRow } from '../../data/api';
import { candidates } from './use-candidates';

const row = (id: string, birthDate: string | null, matched: ClientRow['matched'] = 'name'): ClientRow => ({
  id,
  fileNumber: 'K7M-2Q4-X',
  name: 'Al-Hassan, Mohammed',
  nameOriginal: null,
  birthDate,
  language: 'ar',
  nationality: 'SY',
  interpreter: 'open',
  counsellor: null,
  concern: null,
  openedOn: '2026-11-21',
  closed: false,
  matched,
  saved: 'here',
});

describe('possible doubles', () => {
  it('keeps those whose birth date fits or is not known, whatever its precision', () => {
    const rows = [row('a', '1992-03-14'), row('b', '1992'), row('c', null), row('d', '1988-01-01')];
    expect(candidates(rows, '1992-03-14', null).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('leaves out the file itself and what was only last opened', () => {
    expect(candidates([row('a', null), row('b', null, null)], null, 'a')).toEqual([]);
  });
});
