import { stemWord } from './title-forms';

/** Splits a compound into its parts, or gives an empty list for a simple word. */
export type CompoundSplitter = (word: string) => readonly string[];

/** Letters German puts between the parts of a compound; longest first. */
const LINKS = ['ens', 'es', 'en', 'er', 'ns', 's', 'n', 'e', ''];
const MIN_PART = 4;
/** Longer words are no German compounds, and trying all cuts would take long. */
const MAX_WORD = 60;

/**
 * Makes a splitter that knows the given words (folded): "Sanitärinstallateur" falls into "sanitar" and
 * "installateur" because both stand alone somewhere in the vocabulary.
 */
export function createCompoundSplitter(vocabulary: Iterable<string>): CompoundSplitter {
  const known = new Set<string>();
  for (const word of vocabulary) {
    if (word.length >= MIN_PART) known.add(word).add(stemWord(word));
  }
  const remembered = new Map<string, readonly string[]>();

  const isPart = (text: string) => text.length >= MIN_PART && known.has(text);
  const leftPart = (text: string) => {
    for (const link of LINKS) {
      if (!text.endsWith(link)) continue;
      const bare = text.slice(0, text.length - link.length);
      if (isPart(bare)) return bare;
    }
    return undefined;
  };

  const split = (word: string): readonly string[] => {
    const before = remembered.get(word);
    if (before !== undefined) return before;
    let parts: readonly string[] = [];
    remembered.set(word, parts);
    // The longest known end wins: the end names the occupation, what stands before it says which kind.
    for (let at = MIN_PART; at <= word.length - MIN_PART; at += 1) {
      const right = word.slice(at);
      if (!isPart(right) && !isPart(stemWord(right))) continue;
      const left = leftPart(word.slice(0, at));
      const leftParts = left === undefined ? split(word.slice(0, at)) : flat(left);
      if (leftParts.length === 0) continue;
      parts = [...leftParts, ...flat(stemWord(right))];
      break;
    }
    remembered.set(word, parts);
    return parts;
  };
  const flat = (word: string): readonly string[] => {
    const parts = word.length >= 2 * MIN_PART ? split(word) : [];
    return parts.length > 0 ? parts : [word];
  };
  return (word) => (word.length >= 2 * MIN_PART && word.length <= MAX_WORD ? split(word) : []);
}
