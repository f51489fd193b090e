import { expect, it } from 'vitest';
import { secondsLeft, waitAfter } from './delay';
import { passphraseStrength, requireStrong } from './passphrase';

const NAMES = ['Servicestelle Remscheid', 'Miriam Okafor'];
const hints = (passphrases: readonly string[], names = NAMES) =>
  Promise.all(passphrases.map(async (each) => (await passphraseStrength(each, names)).hint));

it('refuses what is soon guessed, and says why', async () => {
  const weak = {
    '': 'more',
    'kurz': 'more',
    'aaaaaaaaaaaaaaaaaaaaaaaa': 'repeat',
    'PasswortPasswortPasswort': 'repeat',
    'qwertzuiopü+asdfghjkl': 'keys',
    'Servicestelle Remscheid 2026': 'names',
    'Miriam Okafor 2026!': 'names',
    'Remscheid-Miriam-1': 'names',
    'Wegbuch-2026': 'names',
    'sunshine123456': 'common',
    'Hund am 24.12.1999': 'date',
  }; // prettier-ignore
  const found = await hints(Object.keys(weak));
  expect(Object.fromEntries(Object.keys(weak).map((each, at) => [each, found[at]]))).toEqual(weak);
  await expect(requireStrong('Miriam Okafor 2026!', NAMES)).rejects.toMatchObject({
    code: 'weak-passphrase',
  });
});

it('asks for no digits, capitals or length of their own', async () => {
  const strong = [
    'tisch wolke gabel hund',
    'Vier Kraniche am Fluss',
    'Schlüssel-Regen-Fenster-Katze',
    'мій пароль довгий',
    'كلمة مرور طويلة',
    'x7#kQ9!mZ2$vLp',
  ];
  expect(await hints(strong)).toEqual(strong.map(() => null));
  await requireStrong('tisch wolke gabel hund', NAMES);
});

it('counts the names of office and person as known: without them the same words would do', async () => {
  const named = ['Servicestelle Hückeswagen', 'Bartholomäus Zschäpe'];
  expect(await hints([named.join(' ')], named)).toEqual(['names']);
  expect(await hints([named.join(' ')], [])).toEqual([null]);
});

it('says how long, against a hundred graphics cards', async () => {
  const { seconds, share } = await passphraseStrength('kurz', NAMES);
  expect(seconds).toBeLessThan(1);
  expect(share).toBeLessThan(0.5);
  const strong = await passphraseStrength('tisch wolke gabel hund', NAMES);
  expect(strong.seconds).toBeGreaterThan(24 * 365 * 86_400);
  expect(strong.share).toBe(1);
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
