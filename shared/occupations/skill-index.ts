import { createCompoundSplitter } from './compounds';
import { cleanText, foldText, wordsOf } from './fold';
import type { SearchOptions } from './occupation-index';
import { TitleIndex, topOwners } from './title-index';

/** An ESCO skill. `de` is empty for the few that have no German label. */
export type SkillEntry = {
  uri: string;
  kind: 'skill' | 'knowledge';
  de: string;
  alternative: string;
  en: string;
};

export type SkillHit = {
  uri: string;
  kind: SkillEntry['kind'];
  /** German, or English where it is asked for or nothing else exists. */
  label: string;
  labelLang: 'de' | 'en';
  matched: string;
  score: number;
};

export type SkillIndex = {
  /** Skills by relevance, in German and English. Never throws, whatever was typed. */
  search(text: string, options: SearchOptions): SkillHit[];
  /** The skill of an address with its label; undefined when unknown. */
  labelOf(uri: string, lang: string): { label: string; labelLang: 'de' | 'en' } | undefined;
};

const OTHER_LANGUAGE = 0.85;

/** The label of a skill: English if asked for or alone, else German. */
export function skillLabel({ de, en }: SkillEntry, lang: string): { label: string; labelLang: 'de' | 'en' } {
  return lang === 'en' || de === '' ? { label: en, labelLang: 'en' } : { label: de, labelLang: 'de' };
}

/** Builds the search over skills. */
export function createSkillIndex(entries: readonly SkillEntry[]): SkillIndex {
  const vocabulary = entries.flatMap(({ de, alternative }) => wordsOf(foldText(`${de} ${alternative}`)));
  const titles = entries.flatMap(({ de, alternative, en }, owner) =>
    [
      { owner, text: de, lang: 'de', weight: 1 },
      { owner, text: alternative, lang: 'de', weight: 1 },
      { owner, text: en, lang: 'en', weight: 1 },
    ].filter(({ text }) => text !== ''),
  );
  const index = new TitleIndex(entries.length, titles, {
    split: createCompoundSplitter(vocabulary),
    synonyms: new Map(),
    grams: [3],
  });
  const byUri = new Map(entries.map((entry) => [entry.uri, entry]));
  return {
    search(typed, { lang, limit = 10 }) {
      const text = cleanText(typed);
      if (!/[\p{L}\p{N}]/u.test(text)) return [];
      const first = lang === 'en' ? 'en' : 'de';
      const { scores, best } = index.search(text, (of) => (of === first ? 1 : OTHER_LANGUAGE));
      return topOwners(scores, limit).flatMap((owner) => {
        const entry = entries[owner];
        if (entry === undefined) return [];
        const matched = index.textOf(best[owner] ?? -1) ?? entry.en;
        return [
          {
            uri: entry.uri,
            kind: entry.kind,
            ...skillLabel(entry, lang),
            matched,
            score: scores[owner] ?? 0,
          },
        ];
      });
    },
    labelOf(uri, lang) {
      const entry = byUri.get(uri);
      return entry && skillLabel(entry, lang);
    },
  };
}
