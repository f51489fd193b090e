import { describe, expect, it } from 'vitest';
import { EMPTY_INTAKE } from './intake-fields';
import { changedFields, isReady } from './use-intake';

const typed = { ...EMPTY_INTAKE, name: { family: 'Tesfay', given: '', block: true }, language: 'ti' };

describe('quick intake', () => {
  it('can become a file with a name and a language, not before', () => {
    expect(isReady(EMPTY_INTAKE)).toBe(false);
    expect(isReady({ ...typed, language: '' })).toBe(false);
    expect(isReady(typed)).toBe(true);
  });

  it('saves only what changed', () => {
    expect(changedFields(typed, typed)).toEqual({});
    expect(changedFields({ ...typed, concern: 'Sucht Arbeit' }, typed)).toEqual({ concern: 'Sucht Arbeit' });
    expect(changedFields({ ...typed, name: { ...typed.name, family: 'Tesfaye' } }, typed)).toHaveProperty(
      'name.family',
      'Tesfaye',
    );
  });
});
