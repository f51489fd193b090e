import { describe, expect, it } from 'vitest';
import { CLIENT_LANGUAGES, RTL_LANGUAGES } from '#shared/domain/common';
import { formatDateIn, isClientLanguage, LANGUAGES, localDigits } from './languages';

describe('languages', () => {
  it('has every client language with the direction of the contract', () => {
    expect(Object.keys(LANGUAGES)).toEqual([...CLIENT_LANGUAGES]);
    for (const id of CLIENT_LANGUAGES) {
      expect(LANGUAGES[id].direction, id).toBe(RTL_LANGUAGES.includes(id) ? 'rtl' : 'ltr');
    }
  });

  // Node carries full CLDR data; where it knows the language, our rules must agree for whole numbers.
  it.each(CLIENT_LANGUAGES)('plural rule of %s agrees with CLDR', (id) => {
    const tag = id === 'prs' ? 'fa' : id === 'kmr' ? 'ku' : id;
    const cldr = new Intl.PluralRules(tag);
    if (!cldr.resolvedOptions().locale.startsWith(tag)) return;
    for (let count = 0; count <= 230; count++) {
      expect(`${count} ${LANGUAGES[id].plural(count)}`).toBe(`${count} ${cldr.select(count)}`);
    }
  });

  it('writes dates in the order of the language, never in another calendar', () => {
    expect(formatDateIn('de', '2026-11-21')).toBe('21.11.2026');
    expect(formatDateIn('fa', '2026-11-21')).toBe('2026/11/21');
    expect(formatDateIn('ti', '2026-11-21')).toBe('21/11/2026');
  });

  it('gives the digits of the script beside Western ones', () => {
    expect(localDigits('ar', 'A-17')).toBe('A-١٧');
    expect(localDigits('fa', '17')).toBe('۱۷');
    expect(localDigits('uk', '17')).toBe('17');
  });

  it('knows its own', () => {
    expect(isClientLanguage('ti')).toBe(true);
    expect(isClientLanguage('toString')).toBe(false);
  });
});
