import { describe, expect, it } from 'vitest';
import { answersOf, isBegun, newVisit, nextVisit, readBirthYear, type Visit, type VisitEvent } from './flow';

const after = (...events: VisitEvent[]): Visit => events.reduce(nextVisit, newVisit);

describe('a visit', () => {
  it('goes one question a screen and back the same way', () => {
    const visit = after(
      { type: 'language', language: 'ar' },
      { type: 'kind', kind: 'walk-in' },
      { type: 'reason', reason: 'work' },
    );
    expect(visit.step).toBe('identity');
    expect(nextVisit(visit, { type: 'back' }).step).toBe('reason');
    expect(nextVisit(nextVisit(visit, { type: 'back' }), { type: 'back' }).step).toBe('kind');
  });

  it('asks people with an appointment for their code first', () => {
    const language: VisitEvent = { type: 'language', language: 'de' };
    expect(after(language, { type: 'kind', kind: 'appointment' }).identity).toBe('code');
    expect(after(language, { type: 'kind', kind: 'walk-in' }).identity).toBe('name');
  });

  it('keeps the answers when the language is changed in between', () => {
    const visit = after(
      { type: 'language', language: 'de' },
      { type: 'kind', kind: 'walk-in' },
      { type: 'reason', reason: null },
      { type: 'typed', field: 'name', value: 'Amal' },
      { type: 'change-language' },
    );
    expect(isBegun(visit)).toBe(true);
    expect(nextVisit(visit, { type: 'language', language: 'ar' })).toMatchObject({
      step: 'identity',
      name: 'Amal',
    });
  });

  it('sends only what belongs to the way that was chosen', () => {
    const typed: Visit = { ...newVisit, language: 'ti', name: ' ሰላም ', birthYear: '1990', code: 'W4K7' };
    expect(answersOf(typed, true)).toMatchObject({
      name: 'ሰላም',
      birthYear: 1990,
      code: null,
      language: 'ti',
    });
    expect(answersOf({ ...typed, identity: 'code' }, true)).toMatchObject({
      name: null,
      birthYear: null,
      code: 'W4K7',
    });
    expect(answersOf(typed, false)).toMatchObject({ name: null, birthYear: null, code: null });
  });

  it('marks a language that is not offered', () => {
    expect(answersOf(after({ type: 'other-language' }), false).language).toBe('und');
  });

  it('reads birth years and lets them be left out', () => {
    expect(readBirthYear('', 2026)).toEqual({ ok: true, year: null });
    expect(readBirthYear('1990', 2026)).toEqual({ ok: true, year: 1990 });
    for (const wrong of ['19', '1899', '2027', '19900'])
      expect(readBirthYear(wrong, 2026)).toEqual({ ok: false });
  });
});
