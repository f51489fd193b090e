import { expect, it } from 'vitest';
import { secondsLeft, waitAfter } from './delay';
import { isWeakPassphrase } from './passphrase';

it('knows weak passphrases', () => {
  const weak = [
    '',
    'kurz',
    'elf Zeichen',
    'aaaaaaaaaaaaaaaa',
    'abababababab',
    '123456789012',
    'abcdefghijkl',
    'Passwort2026!',
    'PasswortPasswort',
    'Wegbuch-2026',
  ];
  expect(weak.filter((passphrase) => !isWeakPassphrase(passphrase))).toEqual([]);
});

it('lets honest ones through', () => {
  const good = [
    'Vier Kraniche am Fluss',
    'мій пароль довгий',
    'كلمة مرور طويلة',
    'Mein Passwort ist aus Holz',
    'x7#kQ9!mZ2$v',
  ];
  expect(good.filter(isWeakPassphrase)).toEqual([]);
});

it('waits 1, 2, 4 … 300 seconds, whatever the clock does', () => {
  expect([0, 1, 2, 3, 9, 10, 1000].map(waitAfter)).toEqual([0, 1, 2, 4, 256, 300, 300]);
  const misses = { count: 4, at: 1_000_000 };
  expect(secondsLeft(misses, 1_000_000)).toBe(8);
  expect(secondsLeft(misses, 1_007_001)).toBe(1);
  expect(secondsLeft(misses, 1_008_000)).toBe(0);
  // Set back by a year: the wait starts again and is no longer than before.
  expect(secondsLeft(misses, 1_000_000 - 3e10)).toBe(8);
});
