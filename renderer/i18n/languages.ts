import type { ClientLanguage } from '#shared/domain/common';

/**
 * Our own table of the client languages. Browsers know too little of ti, kmr, ckb, ps and so (no month names,
 * wrong direction, English order), and take the Persian calendar for fa and prs: so direction, own name,
 * plural rule and date order stand here, and dates are always Gregorian with Western digits.
 */
export interface LanguageInfo {
  /** The language's name in itself. */
  autonym: string;
  direction: 'ltr' | 'rtl';
  /** CLDR plural categories in use; `plural` gives the category of a number. */
  plural: (count: number) => 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';
  /** Order of a full numeric date; d, m, y stand for two, two and four digits. */
  datePattern: string;
  /** Digits that people of this language also read, beside Western ones. */
  digits: 'latn' | 'arab' | 'arabext';
  /** BCP 47 tag for `lang` attributes, speech and Intl, where it differs from our id. */
  tag: string;
}

const oneOther = (count: number) => (count === 1 ? 'one' : 'other');
const zeroOneOther = (count: number) => (count === 0 || count === 1 ? 'one' : 'other');
const arabic = (count: number) => {
  if (count === 0) return 'zero';
  if (count === 1) return 'one';
  if (count === 2) return 'two';
  const rest = count % 100;
  if (rest >= 3 && rest <= 10) return 'few';
  return rest >= 11 ? 'many' : 'other';
};
const eastSlavic = (count: number) => {
  const tens = count % 100;
  const ones = count % 10;
  if (ones === 1 && tens !== 11) return 'one';
  return ones >= 2 && ones <= 4 && (tens < 12 || tens > 14) ? 'few' : 'many';
};
const polish = (count: number) => {
  if (count === 1) return 'one';
  const tens = count % 100;
  const ones = count % 10;
  return ones >= 2 && ones <= 4 && (tens < 12 || tens > 14) ? 'few' : 'many';
};
const romanian = (count: number) => {
  if (count === 1) return 'one';
  return count === 0 || (count % 100 >= 1 && count % 100 <= 19) ? 'few' : 'other';
};
const frenchLike = (count: number) => {
  if (count === 0 || count === 1) return 'one';
  return count !== 0 && count % 1_000_000 === 0 ? 'many' : 'other';
};
const spanish = (count: number) => {
  if (count === 1) return 'one';
  return count !== 0 && count % 1_000_000 === 0 ? 'many' : 'other';
};

const ltr = (
  autonym: string,
  tag: string,
  plural: LanguageInfo['plural'] = oneOther,
  datePattern = 'd.m.y',
): LanguageInfo => ({ autonym, direction: 'ltr', plural, datePattern, digits: 'latn', tag });
const rtl = (
  autonym: string,
  tag: string,
  digits: LanguageInfo['digits'],
  plural: LanguageInfo['plural'] = oneOther,
  datePattern = 'd.m.y',
): LanguageInfo => ({ autonym, direction: 'rtl', plural, datePattern, digits, tag });

export const LANGUAGES: Readonly<Record<ClientLanguage, LanguageInfo>> = {
  de: ltr('Deutsch', 'de'),
  en: ltr('English', 'en', oneOther, 'd/m/y'),
  ar: rtl('العربية', 'ar', 'arab', arabic, 'd/m/y'),
  uk: ltr('Українська', 'uk', eastSlavic),
  ru: ltr('Русский', 'ru', eastSlavic),
  fa: rtl('فارسی', 'fa', 'arabext', zeroOneOther, 'y/m/d'),
  prs: rtl('دری', 'prs', 'arabext', zeroOneOther, 'y/m/d'),
  ps: rtl('پښتو', 'ps', 'arabext', oneOther, 'y/m/d'),
  ti: ltr('ትግርኛ', 'ti', zeroOneOther, 'd/m/y'),
  kmr: ltr('Kurmancî', 'kmr'),
  ckb: rtl('سۆرانی', 'ckb', 'arab', oneOther, 'd/m/y'),
  tr: ltr('Türkçe', 'tr'),
  fr: ltr('Français', 'fr', frenchLike, 'd/m/y'),
  so: ltr('Soomaali', 'so', oneOther, 'd/m/y'),
  ur: rtl('اردو', 'ur', 'arabext', oneOther, 'd/m/y'),
  es: ltr('Español', 'es', spanish, 'd/m/y'),
  ro: ltr('Română', 'ro', romanian),
  bg: ltr('Български', 'bg'),
  pl: ltr('Polski', 'pl', polish),
};

/** A calendar day (ISO "2026-11-21") in the language's order: Gregorian, Western digits. */
export function formatDateIn(language: ClientLanguage, isoDay: string): string {
  const [year = '', month = '', day = ''] = isoDay.split('-');
  const values: Record<string, string> = { y: year, m: month, d: day };
  return LANGUAGES[language].datePattern.replace(/[dmy]/g, (part) => values[part] ?? part);
}

const DIGIT_ZERO = { latn: 0x30, arab: 0x660, arabext: 0x6f0 } as const;

/** The same text with the digits that readers of the language also know ("17" → "١٧"). */
export function localDigits(language: ClientLanguage, text: string): string {
  const zero = DIGIT_ZERO[LANGUAGES[language].digits];
  return text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
}

/** True when `id` is one of our client languages. */
export function isClientLanguage(id: string): id is ClientLanguage {
  return Object.hasOwn(LANGUAGES, id);
}
