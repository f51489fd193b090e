/** Shortest passphrase, in characters. */
const MIN_CHARACTERS = 12;
const MIN_DIFFERENT = 5;
/** What people choose when twelve characters are asked for. */
const COMMON = [
  'passwort',
  'password',
  'geheim',
  'qwertz',
  'qwerty',
  'asdfgh',
  'willkommen',
  'servicestelle',
  'wegbuch',
  'sommer',
  'winter',
  'hallo',
  'schatz',
  'iloveyou',
];

/**
 * Whether a passphrase lies below the floor: fewer than 12 characters, hardly any different ones, a row of keys
 * or digits, or nothing but a common word with digits and signs around it.
 */
export function isWeakPassphrase(passphrase: string): boolean {
  const characters = [...passphrase.normalize('NFC')];
  if (characters.length < MIN_CHARACTERS || new Set(characters).size < MIN_DIFFERENT) return true;
  const lower = passphrase.toLowerCase();
  if ('01234567890123456789'.includes(lower) || 'abcdefghijklmnopqrstuvwxyz'.includes(lower)) return true;
  const letters = lower.replace(/[^\p{L}]/gu, '');
  return COMMON.some((word) => letters.replaceAll(word, '') === '' && lower.replaceAll(word, '').length < 8);
}
