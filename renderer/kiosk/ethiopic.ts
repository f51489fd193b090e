/** Ethiopic as on people's phones: a consonant first, then the form with its vowel. */
const LABIALISED = new Set([0x1240, 0x1250, 0x1280, 0x12a8, 0x12b8, 0x1308]);
const WITH_WA = new Set([
  0x1208, 0x1210, 0x1218, 0x1220, 0x1228, 0x1230, 0x1238, 0x1260, 0x1268, 0x1270, 0x1278, 0x1290, 0x1298, 0x12d8,
  0x12e0, 0x12f0, 0x1300, 0x1320, 0x1328, 0x1330, 0x1338, 0x1348,
]); // prettier-ignore

/** The consonants in their traditional order, each in its first form. */
export const CONSONANTS = [
  'ሀ', 'ለ', 'ሐ', 'መ', 'ሠ', 'ረ', 'ሰ', 'ሸ', 'ቀ', 'ቐ', 'በ', 'ቨ', 'ተ', 'ቸ', 'ኀ', 'ነ', 'ኘ', 'አ',
  'ከ', 'ኸ', 'ወ', 'ዐ', 'ዘ', 'ዠ', 'የ', 'ደ', 'ጀ', 'ገ', 'ጠ', 'ጨ', 'ጰ', 'ጸ', 'ፀ', 'ፈ', 'ፐ',
] as const; // prettier-ignore

/** The forms of a syllable's consonant: seven vowels and its labialised forms; empty for anything else. */
export function formsOf(syllable: string): string[] {
  const code = syllable.codePointAt(0) ?? 0;
  if (code < 0x1200 || code > 0x1357) return [];
  const row = code & ~7;
  const base = LABIALISED.has(row - 8) ? row - 8 : row;
  const vowels = [0, 1, 2, 3, 4, 5, 6];
  const labial = LABIALISED.has(base) ? [8, 10, 11, 12, 13] : WITH_WA.has(base) ? [7] : [];
  return [...vowels, ...labial].map((form) => String.fromCodePoint(base + form));
}
