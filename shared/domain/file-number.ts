import { randomCharacters, readChecked, withCheck } from '#shared/crypto/crockford';
import type { Random } from '#shared/crypto/random';

const DATA_CHARACTERS = 7;
const PATTERN = /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/;

/**
 * A new file or letter number such as "7K4M-2QX9": 35 random bits and a check character (Crockford base 32), made
 * offline. It says nothing about order or date. Identity is the document's id; the number is for people.
 */
export function newFileNumber(random: Random): string {
  return written(withCheck(randomCharacters(random, DATA_CHARACTERS)));
}

/** The number as it should be written, from what was typed (lower case, O for 0, no dash …); null if none. */
export function readFileNumber(text: string): string | null {
  const characters = readChecked(text);
  return characters?.length === DATA_CHARACTERS + 1 ? written(characters) : null;
}

/** Whether the text is a file number exactly as written, check character included. */
export function isFileNumber(text: string): boolean {
  return PATTERN.test(text) && readFileNumber(text) === text;
}

function written(characters: string): string {
  return `${characters.slice(0, 4)}-${characters.slice(4)}`;
}
