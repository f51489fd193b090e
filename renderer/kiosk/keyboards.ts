import type { ClientLanguage } from '#shared/domain/common';
import { CONSONANTS } from './ethiopic';

/** A keyboard: rows of letters from left to right, a second page for rarer ones, and the script it writes. */
export interface Keyboard {
  id: string;
  script: 'latin' | 'cyrillic' | 'arabic' | 'ethiopic';
  rows: string[][];
  /** Rarer letters, shown in place of the rows. */
  more: string[][];
  /** What stands on the key that shows the second page. */
  moreLabel: string;
}

const row = (letters: string) => letters.split(' ');
const rows = (...lines: string[]) => lines.map(row);

const LATIN_MORE = rows('É È Ê Ë À Â Á Ã Ă Ą Å Æ', 'Ç Ć Č Ğ Í Î Ï İ Ñ Ń Ł Ț', 'Ó Ô Œ Ş Ș Ś Š Ú Û Ý Ż Ź Ž');

function latin(id: string, ...lines: string[]): Keyboard {
  return { id, script: 'latin', rows: rows(...lines), more: LATIN_MORE, moreLabel: 'é ş ł' };
}

function cyrillic(id: string, ...lines: string[]): Keyboard {
  const more = rows('І Ї Є Ґ Ё Ы Э Ъ', 'Ў Ј Љ Њ Ћ Ђ Џ Ѓ Ќ');
  return { id, script: 'cyrillic', rows: rows(...lines), more, moreLabel: 'ґ ё ў' };
}

const QWERTY = latin('qwerty', 'Q W E R T Y U I O P', 'A S D F G H J K L', 'Z X C V B N M');

const KEYBOARDS: Record<string, Keyboard> = {
  qwerty: QWERTY,
  de: latin('de', 'Q W E R T Z U I O P Ü', 'A S D F G H J K L Ö Ä', 'Y X C V B N M ß'),
  tr: latin('tr', 'Q W E R T Y U I O P Ğ Ü', 'A S D F G H J K L Ş İ', 'Z X C V B N M Ö Ç'),
  kmr: latin('kmr', 'Q W E R T Y U I O P Û', 'A S D F G H J K L Ş Î', 'Z X C V B N M Ç Ê'),
  fr: latin('fr', 'A Z E R T Y U I O P', 'Q S D F G H J K L M', 'W X C V B N É È Ç'),
  es: latin('es', 'Q W E R T Y U I O P', 'A S D F G H J K L Ñ', 'Z X C V B N M Á É Í'),
  ro: latin('ro', 'Q W E R T Y U I O P Ă', 'A S D F G H J K L Ș Ț', 'Z X C V B N M Â Î'),
  pl: latin('pl', 'Q W E R T Y U I O P Ó', 'A S D F G H J K L Ł Ś', 'Z X C V B N M Ż Ą Ę'),
  uk: cyrillic('uk', 'Й Ц У К Е Н Г Ш Щ З Х Ї', 'Ф І В А П Р О Л Д Ж Є', 'Я Ч С М И Т Ь Б Ю Ґ'),
  ru: cyrillic('ru', 'Й Ц У К Е Н Г Ш Щ З Х Ъ', 'Ф Ы В А П Р О Л Д Ж Э', 'Я Ч С М И Т Ь Б Ю Ё'),
  bg: cyrillic('bg', 'Я В Е Р Т Ъ У И О П Ч', 'А С Д Ф Г Х Й К Л Ш Щ', 'З Ь Ц Ж Б Н М Ю'),
  ar: {
    id: 'ar',
    script: 'arabic',
    rows: rows('ض ص ث ق ف غ ع ه خ ح ج', 'ش س ي ب ل ا ت ن م ك ط', 'ذ ء ئ ؤ ر ى ة و ز ظ د'),
    more: rows('أ إ آ ٱ لا لأ لإ لآ', 'پ چ ژ گ ڤ ڭ'),
    moreLabel: 'أ إ آ',
  },
  fa: {
    id: 'fa',
    script: 'arabic',
    rows: rows('ض ص ث ق ف غ ع ه خ ح ج چ', 'ش س ی ب ل ا ت ن م ک گ', 'ظ ط ژ ز ر ذ د پ و آ ئ'),
    more: rows('أ إ ؤ ء ة ۀ ي ك', 'ښ ځ څ ړ ډ ټ ڼ ې ۍ'),
    moreLabel: 'أ ؤ ء',
  },
  ps: {
    id: 'ps',
    script: 'arabic',
    rows: rows('ض ص ث ق ف غ ع ه خ ح ج چ', 'ش س ی ب ل ا ت ن م ک ګ پ', 'ظ ط ز ر ذ د و ې ښ ړ ډ ټ'),
    more: rows('ځ څ ږ ژ ڼ ۍ ئ ي', 'آ أ إ ؤ ء ة گ'),
    moreLabel: 'ځ څ ږ',
  },
  ckb: {
    id: 'ckb',
    script: 'arabic',
    rows: rows('ق و ە ر ت ی ێ ئ ح ع ۆ پ', 'ا س ش د ف گ غ ه ژ ک ل ڵ', 'ز خ ج چ ڤ ب ن م ڕ وو ھ'),
    more: rows('ض ص ث ذ ط ظ ة ي ك', 'أ إ آ ؤ ء'),
    moreLabel: 'ض ط ظ',
  },
  ur: {
    id: 'ur',
    script: 'arabic',
    rows: rows('ق و ع ر ت ٹ ے ء ی ہ پ ڑ', 'ا س ش د ڈ ف گ ح ج چ ک ل', 'ز ژ خ غ ط ظ ب ن ں م ھ آ'),
    more: rows('ث ذ ص ض ئ ؤ ۃ', 'أ إ ۂ ۓ'),
    moreLabel: 'ث ص ض',
  },
  ti: {
    id: 'ti',
    script: 'ethiopic',
    rows: [CONSONANTS.slice(0, 12), CONSONANTS.slice(12, 24), CONSONANTS.slice(24)],
    more: [],
    moreLabel: '',
  },
};

const OF_LANGUAGE: Partial<Record<ClientLanguage, string>> = { prs: 'fa', en: 'qwerty', so: 'qwerty' };

/** The keyboard people of a language know from their phones. */
export function keyboardOf(language: ClientLanguage): Keyboard {
  return KEYBOARDS[OF_LANGUAGE[language] ?? language] ?? QWERTY;
}

/** The other script at hand: Latin for everybody else, Arabic letters for people who see Latin ones. */
export function otherKeyboard(keyboard: Keyboard): Keyboard {
  const other = keyboard.script === 'latin' ? KEYBOARDS['ar'] : KEYBOARDS['de'];
  return other ?? QWERTY;
}

/** Appointment codes are Latin letters and digits, whatever the language. */
export const CODE_ROWS = QWERTY.rows;

/** What stands on the key that leads to a keyboard. */
export function keyboardLabel(keyboard: Keyboard): string {
  return keyboard.script === 'latin' ? 'ABC' : 'أ ب ت';
}

/**
 * A name with one more key: capitals begin a word, small letters follow, in scripts that have them. `keyboardId`
 * decides how capitals become small (Turkish I is ı).
 */
export function addToName(name: string, key: string, keyboardId: string): string {
  const inWord = name !== '' && !/[\s’'-]$/.test(name);
  const turkish = keyboardId === 'tr' || key === 'İ';
  const letter = inWord && key.length === 1 ? key.toLocaleLowerCase(turkish ? 'tr' : 'de') : key;
  if (key === ' ' && (name === '' || name.endsWith(' '))) return name;
  return `${name}${letter}`.slice(0, MAX_NAME);
}

/** A text without its last character as people count them. */
export function withoutLast(text: string): string {
  return [...text].slice(0, -1).join('');
}

/** The longest name that is kept, in UTF-16 units (domain: 100). */
const MAX_NAME = 60;
