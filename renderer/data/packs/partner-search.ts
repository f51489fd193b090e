import type { PartnerSeed } from './partner-seeds';

/** A stable name of an entry of the shipped directory, kept with the own partner made from it. */
export function seedId(seed: PartnerSeed): string {
  return `${seed.kind}:${seed.kind === 'jobcenter' ? seed.number : seed.name}`.slice(0, 80);
}

const fold = (text: string) => text.toLocaleLowerCase('de').normalize('NFD').replace(/\p{M}/gu, '');

/** The words of a text as they are compared: lower case, umlauts as plain vowels. */
export function searchWords(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** True when every typed word begins a word of `text`. */
export function isFound(text: string, typed: readonly string[]): boolean {
  const words = searchWords(text);
  return typed.every((word) => words.some((part) => part.startsWith(word)));
}
