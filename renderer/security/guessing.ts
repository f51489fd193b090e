import { type MatchExtended, ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as german } from '@zxcvbn-ts/language-de';
import { dictionary as english } from '@zxcvbn-ts/language-en';
import type { PassphraseHint } from '../data/api';

/** What follows is not looked at: this much of a strong passphrase is strong, and looking takes time. */
const LOOKED_AT = 64;
/** Words that everybody who uses Wegbuch has before their eyes. */
const AT_HAND = ['Wegbuch', 'Servicestelle', 'Notfallblatt', 'Willkommen', 'Passphrase', 'Passwort'];

const germanWords = Object.fromEntries(
  Object.entries(german).map(([name, words]) => [`${name}-de`, words] as const),
);
const guesser = new ZxcvbnFactory({
  dictionary: { ...common, ...english, ...germanWords },
  graphs: adjacencyGraphs,
  maxLength: LOOKED_AT,
});

const HINTS: Partial<Record<string, PassphraseHint>> = {
  repeat: 'repeat',
  spatial: 'keys',
  sequence: 'sequence',
  date: 'date',
  regex: 'date',
};

function hintOf(matches: readonly MatchExtended[]): PassphraseHint {
  for (const match of matches) {
    const dictionary = match.pattern === 'dictionary' ? (match as { dictionaryName?: string }) : null;
    if (dictionary?.dictionaryName === 'userInputs') return 'names';
    if (dictionary?.dictionaryName === 'passwords-common') return 'common';
    const hint = HINTS[match.pattern];
    if (hint) return hint;
  }
  return 'more';
}

/**
 * How many guesses somebody needs who knows German and English, common passwords and habits, and these names
 * (of the office, of the person), as a power of ten; and what makes it easy for them. Never fails.
 */
export function guess(
  passphrase: string,
  names: readonly string[],
): { guesses: number; hint: PassphraseHint } {
  const words = names.flatMap((name) => [name, ...name.split(/[\s,.-]+/)]);
  const known = [...words, ...AT_HAND].filter((word) => word.length > 2);
  const found = guesser.check(passphrase.normalize('NFC'), known);
  return { guesses: found.guessesLog10, hint: hintOf(found.sequence) };
}
