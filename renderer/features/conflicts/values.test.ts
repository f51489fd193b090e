import { describe, expect, it } from 'vitest';
import type { ConflictView } from '../../data/api';
import { canKeepBoth, pairParts } from './values';

const conflict = (field: string, kept: unknown, other: unknown): ConflictView => ({
  id: 'c1',
  fileId: 'f1',
  of: { collection: 'client-files', id: 'f1' },
  field,
  kind: 'edit',
  kept: { value: kept, at: '2026-11-22T10:00:00.000Z', by: 'p1' },
  other: { value: other, at: '2026-11-22T10:01:00.000Z', by: 'p2' },
});

describe('pairParts', () => {
  it('compares an address part by part and leaves out what is empty on both sides', () => {
    const kept = { careOf: '', street: 'Am Markt 1', postcode: '42103', place: 'Wuppertal' };
    expect(pairParts('address', kept, { ...kept, street: 'Am Markt 2' })).toEqual([
      { key: 'address-street', kept: 'Am Markt 1', other: 'Am Markt 2' },
      { key: 'address-postcode', kept: '42103', other: '42103' },
      { key: 'address-place', kept: 'Wuppertal', other: 'Wuppertal' },
    ]);
  });
  it('shows dates as people write them', () => {
    expect(pairParts('birthDate', '1992-03-14', '1992')).toEqual([
      { key: 'birthDate', kept: '14.03.1992', other: '1992' },
    ]);
  });
});

describe('canKeepBoth', () => {
  it('is offered for text', () =>
    expect(canKeepBoth(conflict('concern', 'Arbeit', 'Sprachkurs'))).toBe(true));
  it('is not offered where the field takes only one', () => {
    expect(canKeepBoth(conflict('birthDate', '1992', '1993'))).toBe(false);
    expect(canKeepBoth(conflict('interpreter', 'needed', 'open'))).toBe(false);
    expect(canKeepBoth(conflict('address', null, 'x'))).toBe(false);
    expect(canKeepBoth({ ...conflict('concern', 'a', 'b'), kind: 'delete-edit' })).toBe(false);
  });
});
