import type { Random } from './random';

/** Crockford's base 32: no I, L, O, U. The place of a character is its value. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUP_DATA = 4;
/** A group as it is shown: four characters and their check character. */
const GROUP_LENGTH = GROUP_DATA + 1;

/** Values as typed: lower case counts, O is 0, I and L are 1; spaces, dashes and dots are passed over. */
function typed(text: string): string {
  return text
    .toUpperCase()
    .replace(/[\s\-‐-―.·]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
}

/** Multiplication by 2 in GF(32) with x⁵ + x² + 1, where 2 generates all non-zero elements. */
function double(value: number): number {
  const shifted = value << 1;
  return shifted & 32 ? (shifted ^ 37) & 31 : shifted;
}

/**
 * Check character of up to 30 characters at a position: Σ 2ⁿ·cₙ over GF(32). All weights differ, so every single
 * wrong character and every swap of two characters is found, and a group at another position too.
 */
function checkCharacter(data: string, position: number): string {
  const values = [position % 32, ...Array.from(data, (character) => ALPHABET.indexOf(character))];
  return ALPHABET.charAt(values.reduceRight((sum, value) => double(sum) ^ value, 0));
}

/** `length` random characters (5 bits each). */
export function randomCharacters(random: Random, length: number): string {
  return Array.from(random(length), (byte) => ALPHABET.charAt(byte & 31)).join('');
}

/** Appends the check character. */
export function withCheck(data: string, position = 0): string {
  return data + checkCharacter(data, position);
}

/** The characters as they should be written, or null if one is foreign or the check character does not fit. */
export function readChecked(text: string, position = 0): string | null {
  const characters = typed(text);
  if (characters.length < 2 || !/^[0-9A-HJKMNP-TV-Z]+$/.test(characters)) return null;
  const data = characters.slice(0, -1);
  return withCheck(data, position) === characters ? characters : null;
}

/** Bytes as base 32 characters, most significant bit first, zero bits at the end. */
export function toCharacters(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => ALPHABET.charAt(Number.parseInt(five.padEnd(5, '0'), 2)))
    .join('');
}

/** The bytes of base 32 characters, or null if stray bits at the end are not zero. */
export function fromCharacters(characters: string): Uint8Array<ArrayBuffer> | null {
  const bits = Array.from(characters, (c) => ALPHABET.indexOf(c).toString(2).padStart(5, '0')).join('');
  const whole = bits.length - (bits.length % 8);
  if (bits.slice(whole).includes('1')) return null;
  return Uint8Array.from(bits.slice(0, whole).match(/.{8}/g) ?? [], (octet) => Number.parseInt(octet, 2));
}

/** Characters (a multiple of four) as groups of four, each with a check character that also covers its place. */
export function toGroups(characters: string): string[] {
  return (characters.match(/.{4}/g) ?? []).map((group, position) => withCheck(group, position));
}

/** What typed groups say: the characters without checks, or which groups (counted from 1) cannot be right. */
export type GroupsReading = { ok: true; characters: string } | { ok: false; wrongGroups: number[] };

/**
 * Reads `count` typed groups; missing and surplus ones are named too. Where the groups were typed apart, a
 * forgotten character spoils its own group only.
 */
export function readGroups(text: string, count: number): GroupsReading {
  const apart = text.trim().split(/[\s\-‐-―.·]+/);
  const groups = apart.length === count ? apart.map(typed) : cut(typed(text), count);
  const wrongGroups = groups.flatMap((group, i) => {
    const right = i < count && group.length === GROUP_LENGTH && readChecked(group, i) !== null;
    return right ? [] : [i + 1];
  });
  if (wrongGroups.length > 0) return { ok: false, wrongGroups };
  return { ok: true, characters: groups.map((group) => group.slice(0, GROUP_DATA)).join('') };
}

/** Slices of one group's length; at least `count` of them, the last ones perhaps empty. */
function cut(characters: string, count: number): string[] {
  const found = Math.max(count, Math.ceil(characters.length / GROUP_LENGTH));
  return Array.from({ length: found }, (_, i) => characters.slice(i * GROUP_LENGTH, (i + 1) * GROUP_LENGTH));
}
