import { describe, expect, it } from 'vitest';
import { isFileNumber, newFileNumber, readFileNumber } from '#shared/domain/file-number';
import { fromCharacters, readChecked, readGroups, toCharacters, toGroups, withCheck } from './crockford';
import { systemRandom } from './random';

const ALPHABET = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];

describe('check characters', () => {
  it('find every single wrong character', () => {
    for (const data of ['7K4M', '0000', 'ZZZZ', '2QX9RT5']) {
      const right = withCheck(data, 3);
      for (let at = 0; at < right.length; at++) {
        const accepted = ALPHABET.filter((c) => readChecked(right.slice(0, at) + c + right.slice(at + 1), 3));
        expect(accepted).toEqual([right[at]]);
      }
    }
  });

  it('find every swap of two characters, and a group in another place', () => {
    const right = withCheck('7K4M');
    for (let a = 0; a < right.length; a++) {
      for (let b = a + 1; b < right.length; b++) {
        const characters = [...right];
        [characters[a], characters[b]] = [characters[b] ?? '', characters[a] ?? ''];
        if (characters.join('') !== right) expect(readChecked(characters.join(''))).toBeNull();
      }
    }
    for (let place = 1; place < 32; place++) expect(readChecked(right, place)).toBeNull();
  });

  it('control: without one, every wrong character passes', () => {
    expect(/^[0-9A-HJKMNP-TV-Z]{4}$/.test('7K4N')).toBe(true);
  });
});

describe('groups', () => {
  const secret = Uint8Array.from({ length: 32 }, (_, i) => i * 7);

  it('carry 256 bits there and back', () => {
    const groups = toGroups(toCharacters(secret));
    expect(groups).toHaveLength(13);
    const reading = readGroups(groups.join(' '), 13);
    expect(reading.ok && fromCharacters(reading.characters)).toEqual(secret);
  });

  it('forgive lower case, O, I, L, dashes and missing spaces', () => {
    const groups = toGroups('0011223344556677');
    const typed = groups.join('').toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
    expect(readGroups(typed, 4)).toEqual({ ok: true, characters: '0011223344556677' });
    expect(readGroups(` ${groups.join(' - ')} `, 4).ok).toBe(true);
  });

  it('name the wrong ones', () => {
    const groups = toGroups(toCharacters(secret));
    const typed = groups.with(4, groups[5] ?? '').with(5, groups[4] ?? '');
    expect(readGroups(typed.join(' '), 13)).toEqual({ ok: false, wrongGroups: [5, 6] });
    expect(readGroups(groups.with(2, groups[2]?.slice(1) ?? '').join(' '), 13)).toEqual({
      ok: false,
      wrongGroups: [3],
    });
    expect(readGroups(groups.slice(0, 12).join(' '), 13)).toEqual({ ok: false, wrongGroups: [13] });
    expect(readGroups([...groups, '00000'].join(''), 13)).toEqual({ ok: false, wrongGroups: [14] });
    expect(readGroups('', 2)).toEqual({ ok: false, wrongGroups: [1, 2] });
  });
});

describe('file numbers', () => {
  it('are written and read as XXXX-XXXX', () => {
    const seen = new Set(Array.from({ length: 2_000 }, () => newFileNumber(systemRandom)));
    expect(seen.size).toBe(2_000);
    for (const number of seen) {
      expect(isFileNumber(number)).toBe(true);
      expect(readFileNumber(` ${number.toLowerCase().replace('-', ' ').replaceAll('0', 'o')}`)).toBe(number);
    }
  });

  it('are refused with a slip', () => {
    const number = newFileNumber(() => new Uint8Array(7).fill(19));
    expect(isFileNumber(number.toLowerCase())).toBe(false);
    expect(readFileNumber(`${number}0`)).toBeNull();
    expect(readFileNumber(number.slice(0, 7))).toBeNull();
    expect(readFileNumber(number.replace(/^./, 'A'))).toBeNull();
    expect(readFileNumber('')).toBeNull();
    expect(readFileNumber('Müller')).toBeNull();
  });
});
