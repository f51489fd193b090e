import { describe, expect, it } from 'vitest';
import {
  addressLines,
  ageFrom,
  gerSteps,
  hasName,
  inOrder,
  isWeakBirthDate,
  isWholeEmail,
  spokenName,
  telHref,
} from './person';

describe('name', () => {
  it('puts the given name first and leaves a Blockname as it is', () => {
    expect(spokenName({ family: 'Al-Hassan', given: 'Samira', block: false })).toBe('Samira Al-Hassan');
    expect(spokenName({ family: 'Tesfay Haile Gebre', given: 'Tesfay', block: true })).toBe(
      'Tesfay Haile Gebre',
    );
    expect(hasName({ family: ' ', given: '', block: false })).toBe(false);
  });
});

describe('age', () => {
  it('is exact with a day, marked as not exact with a year, unknown without', () => {
    expect(ageFrom('1992-03-14', '2026-11-22')).toEqual({ years: 34, exact: true });
    expect(ageFrom('1992-11-23', '2026-11-22')).toEqual({ years: 33, exact: true });
    expect(ageFrom('1992', '2026-11-22')).toEqual({ years: 34, exact: false });
    expect(ageFrom(null, '2026-11-22')).toBeNull();
    expect(ageFrom('2027', '2026-11-22')).toBeNull();
  });

  it('calls 1 January weak', () => {
    expect(isWeakBirthDate('1990-01-01')).toBe(true);
    expect(isWeakBirthDate('1990')).toBe(false);
  });
});

describe('details', () => {
  it('counts GER steps from A1', () => {
    expect([gerSteps('alpha'), gerSteps('A0'), gerSteps('A1'), gerSteps('C2'), gerSteps(null)]).toEqual([
      0,
      0,
      1,
      6,
      null,
    ]);
  });

  it('dials only what is a number', () => {
    expect(telHref('+49 (0)151 5550-123')).toBe('tel:+491515550123');
    expect(telHref('kein Telefon')).toBe('');
  });

  it('leaves out empty address lines', () => {
    expect(addressLines({ careOf: '', street: 'Hofaue 21', postcode: '42103', place: 'Wuppertal' })).toEqual([
      'Hofaue 21',
      '42103 Wuppertal',
    ]);
    expect(addressLines(null)).toEqual([]);
  });

  it('finds dates in the wrong order and half-typed mail addresses', () => {
    expect(inOrder('2026-01-01', '2025-01-01')).toBe(false);
    expect(inOrder(null, '2025-01-01')).toBe(true);
    expect(isWholeEmail('anna@')).toBe(false);
    expect(isWholeEmail('anna@post.example')).toBe(true);
  });
});
