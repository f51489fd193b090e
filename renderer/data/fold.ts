/**
 * How names are made comparable for search and sorting. Search forgives case, diacritics, apostrophes and the
 * usual spellings of one Arabic letter; sorting follows DIN 5007-2 (ä as ae), as in a telephone book.
 */
const LETTERS: Record<string, string> = {
  ß: 'ss', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i', æ: 'ae', œ: 'oe', þ: 'th',
  ى: 'ي', ی: 'ي', ې: 'ي', ک: 'ك', ة: 'ه', ۀ: 'ه', ہ: 'ه', ھ: 'ه', ٱ: 'ا', ـ: '',
}; // prettier-ignore
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');
const UMLAUTS: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue' };
const PLAIN = /^[a-z0-9 ]*$/;

/** A text as lower-case words of letters and digits, without diacritics; words parted by one space. */
export function foldName(text: string): string {
  const lower = text.toLowerCase();
  if (PLAIN.test(lower)) return lower.trim().replace(/ {2,}/g, ' ');
  return lower
    .replace(LETTER, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(LETTER, (letter) => LETTERS[letter] ?? letter)
    .replace(/['’ʼ`´ʿʾ]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The same with ä, ö, ü as ae, oe, ue; the text itself when it has none. */
export function foldUmlauts(text: string): string {
  const lower = text.toLowerCase().normalize('NFC');
  return foldName(lower.replace(/[äöü]/g, (letter) => UMLAUTS[letter] ?? letter));
}

/** Words under which a name is found: as folded, with ae for ä, and parts of a hyphenated name joined. */
export function searchWords(text: string): string[] {
  const words = new Set([...foldName(text).split(' '), ...foldUmlauts(text).split(' ')]);
  for (const part of text.split(/\s+/)) if (part.includes('-')) words.add(foldName(part).replaceAll(' ', ''));
  words.delete('');
  return [...words];
}

/** A text that sorts names as de-u-co-phonebk does at its first level, by plain comparison. */
export function sortKey(text: string): string {
  return foldUmlauts(text);
}

const digits = (text: string) => text.padStart(2, '0');

function fullYear(text: string, thisYear: number): string {
  if (text.length === 4) return text;
  const year = 2000 + Number(text);
  return String(year > thisYear ? year - 100 : year);
}

/**
 * A birth date as people type it: "14.3.92", "14/03/1992", "1992-03-14", "14031992", "3.1992", "1992". The
 * result has the precision typed ("1992-03-14", "1992-03", "1992"); null when the text is no date.
 */
export function parseBirthDate(text: string, thisYear: number): string | null {
  const typed = text.trim().replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660));
  const iso = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$/.exec(typed);
  const german =
    /^(\d{1,2})[./ -](\d{1,2})[./ -](\d{4}|\d{2})$/.exec(typed) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(typed);
  const [year, month, day] = iso
    ? [iso[1], iso[2], iso[3]]
    : german
      ? [fullYear(german[3] ?? '', thisYear), german[2], german[1]]
      : parseShort(typed);
  if (year === undefined || Number(year) < 1900 || Number(year) > thisYear) return null;
  if (month === undefined) return year;
  if (Number(month) < 1 || Number(month) > 12) return null;
  if (day === undefined) return `${year}-${digits(month)}`;
  return Number(day) < 1 || Number(day) > 31 ? null : `${year}-${digits(month)}-${digits(day)}`;
}

function parseShort(typed: string): [string | undefined, string | undefined, string | undefined] {
  const monthly = /^(\d{1,2})[./](\d{4})$/.exec(typed);
  if (monthly) return [monthly[2], monthly[1], undefined];
  return [/^\d{4}$/.exec(typed)?.[0], undefined, undefined];
}
