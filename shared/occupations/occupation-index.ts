import { createCompoundSplitter } from './compounds';
import { cleanText, foldText, wordsOf } from './fold';
import { stemWord } from './title-forms';
import { conceptsOf, TitleIndex, topOwners, type Title } from './title-index';

/** An ESCO occupation: `code` begins with its four-digit ISCO-08 group; `titles` are further German titles. */
export type OccupationEntry = {
  uri: string;
  code: string;
  de: string;
  alternative: string;
  en: string;
  titles: readonly string[];
};

/** Labels in one more language, in the order of the entries; an empty label means that ESCO has none. */
export type OccupationLabels = { lang: string; labels: readonly string[] };

export type OccupationSource = {
  entries: readonly OccupationEntry[];
  /** Groups of words that stand for one concept; the first names it. */
  synonyms: readonly (readonly string[])[];
  /** Words of skills and ISCO groups that belong to an occupation, by entry, with a weight between 0 and 1. */
  context: readonly ReadonlyMap<string, number>[];
};

export type OccupationHit = {
  uri: string;
  code: string;
  /** The label in the language asked for, else in German. */
  label: string;
  labelLang: string;
  /** The title that fitted best: often not the label. */
  matched: string;
  score: number;
};

export type SearchOptions = { lang: string; limit?: number };

export type OccupationIndex = {
  /** Adds the labels of a further language; texts in it are found from then on. */
  addLabels(labels: OccupationLabels): void;
  /** Occupations by relevance; empty for a text without a letter or digit. Never throws, whatever was typed. */
  search(text: string, options: SearchOptions): OccupationHit[];
  /** The label of an occupation in a language, else in German; undefined for an unknown address. */
  labelOf(uri: string, lang: string): { label: string; labelLang: string } | undefined;
};

const ENGLISH_IN_GERMAN = 0.8;
const CONTEXT_SHARE = 1;
/** Of equal titles the more general occupation comes first. */
const DEPTH_COST = 0.01;
/** Further German titles are listed with the most fitting first. */
const PLACE_COST = 0.002;
const MAX_PLACE_COST = 0.05;

/** "Bäcker/Bäckerin" is two titles; a label with several slashes stays whole. */
function halves(label: string): string[] {
  const parts = label.split(/\s*\/\s*/u).filter((part) => part.length > 2);
  return parts.length === 2 ? parts : [label];
}

function titlesOf(entry: OccupationEntry, owner: number): Title[] {
  const german = (text: string, weight: number) => ({ owner, text, lang: 'de', weight });
  return [
    ...halves(entry.de).map((text) => german(text, 1)),
    ...(entry.alternative === '' ? [] : [german(entry.alternative, 1)]),
    ...entry.titles.map((text, place) => german(text, 1 - Math.min(place * PLACE_COST, MAX_PLACE_COST))),
    { owner, text: entry.en, lang: 'en', weight: 1 },
  ];
}

/** Which other labels a text is looked up in: its script decides, else the language asked for. */
function otherLanguage(text: string, lang: string): string {
  if (/\p{Script=Arabic}/u.test(text)) return 'ar';
  return /\p{Script=Cyrillic}/u.test(text) ? 'bg' : lang;
}

/** Stem to concept, from groups of words that stand for one. */
function conceptTable(groups: OccupationSource['synonyms']): Map<string, string> {
  const table = new Map<string, string>();
  for (const words of groups) {
    const concept = words[0] ?? '';
    for (const word of words) table.set(stemWord(foldText(word)), concept);
  }
  return table;
}

/** Builds the search over occupations in German and English; other languages are indexed when first asked. */
export function createOccupationIndex(source: OccupationSource): OccupationIndex {
  const { entries, context } = source;
  const vocabulary = new Set(context.flatMap((words) => [...words.keys()]));
  for (const { de, alternative, titles } of entries) {
    for (const word of wordsOf(foldText([de, alternative, ...titles].join(' ')))) vocabulary.add(word);
  }
  const analysis = {
    split: createCompoundSplitter(vocabulary),
    synonyms: conceptTable(source.synonyms),
    grams: [3, 4],
  };
  const main = new TitleIndex(entries.length, entries.flatMap(titlesOf), analysis);
  const others = new Map<string, TitleIndex>();
  const labels = new Map<string, readonly string[]>();
  const byUri = new Map(entries.map(({ uri }, owner) => [uri, owner]));

  const addContext = invert(context);
  const labelAt = (owner: number, lang: string) => {
    const entry = entries[owner];
    const label = lang === 'en' ? entry?.en : lang === 'de' ? '' : labels.get(lang)?.[owner];
    return label ? { label, labelLang: lang } : { label: entry?.de ?? '', labelLang: 'de' };
  };
  const otherIndex = (lang: string) => {
    const texts = labels.get(lang);
    if (texts === undefined) return undefined;
    let index = others.get(lang);
    if (index === undefined) {
      const titles = texts.flatMap((text, owner) =>
        text === '' ? [] : halves(text).map((half) => ({ owner, text: half, lang, weight: 1 })),
      );
      index = new TitleIndex(entries.length, titles, analysis);
      others.set(lang, index);
    }
    return index;
  };

  return {
    addLabels(added) {
      labels.set(added.lang, added.labels);
    },
    search(typed, { lang, limit = 10 }) {
      const text = cleanText(typed);
      if (!/[\p{L}\p{N}]/u.test(text)) return [];
      const { scores, best } = main.search(text, (of) =>
        of === 'en' && lang !== 'en' ? ENGLISH_IN_GERMAN : 1,
      );
      const matched = (owner: number) => main.textOf(best[owner] ?? -1);
      const other = otherIndex(otherLanguage(text, lang));
      const otherHits = other?.search(text, () => 1);
      const fromOther = new Set<number>();
      otherHits?.scores.forEach((score, owner) => {
        if (score <= (scores[owner] ?? 0)) return;
        scores[owner] = score;
        fromOther.add(owner);
      });
      addContext(conceptsOf(text, analysis), scores);
      entries.forEach(({ code }, owner) => {
        const score = scores[owner] ?? 0;
        if (score > 0) scores[owner] = score - DEPTH_COST * (code.split('.').length - 2);
      });
      return topOwners(scores, limit).map((owner) => ({
        uri: entries[owner]?.uri ?? '',
        code: entries[owner]?.code ?? '',
        ...labelAt(owner, lang),
        matched:
          (fromOther.has(owner) ? other?.textOf(otherHits?.best[owner] ?? -1) : matched(owner)) ??
          entries[owner]?.de ??
          '',
        score: scores[owner] ?? 0,
      }));
    },
    labelOf(uri, lang) {
      const owner = byUri.get(uri);
      return owner === undefined ? undefined : labelAt(owner, lang);
    },
  };
}

/** From words per owner to owners per word; the result adds to scores how near owners' words are to a query's. */
function invert(
  context: OccupationSource['context'],
): (concepts: readonly string[], scores: Float32Array) => void {
  const lists = new Map<string, [owner: number, weight: number][]>();
  context.forEach((words, owner) => {
    for (const [word, weight] of words) {
      const list = lists.get(word);
      if (list === undefined) lists.set(word, [[owner, weight]]);
      else list.push([owner, weight]);
    }
  });
  const rarity = (word: string) => Math.log(1 + context.length / (lists.get(word)?.length ?? 1));
  return (concepts, scores) => {
    const words = concepts.filter((concept) => !concept.startsWith('='));
    const sum = words.reduce((total, word) => total + rarity(word), 0);
    for (const word of words) {
      const share = (CONTEXT_SHARE * rarity(word)) / sum;
      for (const [owner, weight] of lists.get(word) ?? [])
        scores[owner] = (scores[owner] ?? 0) + weight * share;
    }
  };
}
