import type { CompoundSplitter } from './compounds';
import { foldText, wordsOf } from './fold';
import { Postings } from './postings';
import { isQualifier, neutralTitle, stemWord, writeOut } from './title-forms';

/** One label of an entry. `weight` (0 to 1) says how much a hit on it counts; `lang` is the label's language. */
export type Title = { owner: number; text: string; lang: string; weight: number };

/** By owner: the score of its best title (0 for none, at most about 1.3) and which title that is. */
export type TitleHits = { scores: Float32Array; best: Int32Array };

/** How texts are taken apart. */
export type Analysis = {
  split: CompoundSplitter;
  /** Stem to the concept it is counted as beside itself: Spengler and Klempner share one. */
  synonyms: ReadonlyMap<string, string>;
  /** Lengths of the letter groups. */
  grams: readonly number[];
};

const GRAM_SHARE = 0.7;
const WORD_SHARE = 1 - GRAM_SHARE;
/** What a title gains when it begins with what was typed so far. */
const BEGINS_BONUS = 0.2;

/** The neutral stems of a text, without qualifiers unless nothing else was said. */
function stemsOf(text: string): string[] {
  const all = wordsOf(foldText(neutralTitle(text))).map(writeOut);
  const said = all.filter((word) => !isQualifier(word));
  return (said.length > 0 ? said : all).map(stemWord);
}

/** Stems, their compound parts, and the concepts both stand for. */
export function conceptsOf(text: string, analysis: Omit<Analysis, 'grams'>): string[] {
  return conceptsOfStems(stemsOf(text), analysis);
}

function conceptsOfStems(stems: readonly string[], { split, synonyms }: Omit<Analysis, 'grams'>): string[] {
  const concepts = new Set<string>();
  for (const stem of stems) {
    for (const part of [stem, ...split(stem)]) {
      concepts.add(part);
      const concept = synonyms.get(part);
      if (concept !== undefined) concepts.add(`=${concept}`);
    }
  }
  return [...concepts];
}

function gramsOf(stems: readonly string[], sizes: readonly number[]): string[] {
  const grams = new Set<string>();
  for (const stem of stems) {
    const edged = ` ${stem} `;
    for (const size of sizes) {
      for (let at = 0; at + size <= edged.length; at += 1) grams.add(edged.slice(at, at + size));
    }
  }
  return [...grams];
}

/** Finds owners by their titles: likeness of letter groups, words, compound parts and concepts. */
export class TitleIndex {
  private readonly grams = new Postings();
  private readonly concepts = new Postings();
  private readonly folded: string[];

  /** `owners` is the number of owners; a title's owner is a number below it. */
  constructor(
    private readonly owners: number,
    private readonly titles: readonly Title[],
    private readonly analysis: Analysis,
  ) {
    this.folded = titles.map(({ text }) => foldText(text));
    titles.forEach(({ text }, index) => {
      const stems = stemsOf(text);
      this.grams.add(index, gramsOf(stems, analysis.grams));
      this.concepts.add(index, conceptsOfStems(stems, analysis));
    });
    this.grams.close(titles.length);
    this.concepts.close(titles.length);
  }

  /** The best title of every owner that shares anything with the query. `favour` weighs languages. */
  search(text: string, favour: (lang: string) => number): TitleHits {
    const likeness = new Float32Array(this.titles.length);
    const touched: number[] = [];
    const stems = stemsOf(text);
    this.grams.score(gramsOf(stems, this.analysis.grams), GRAM_SHARE, likeness, touched);
    this.concepts.score(conceptsOfStems(stems, this.analysis), WORD_SHARE, likeness, touched);
    const typed = foldText(text);
    const hits = { scores: new Float32Array(this.owners), best: new Int32Array(this.owners).fill(-1) };
    for (const index of touched) {
      const title = this.titles[index];
      if (title === undefined) continue;
      const begins = typed !== '' && (this.folded[index] ?? '').startsWith(typed) ? BEGINS_BONUS : 0;
      const score = ((likeness[index] ?? 0) + begins) * title.weight * favour(title.lang);
      if (score > (hits.scores[title.owner] ?? 0)) {
        hits.scores[title.owner] = score;
        hits.best[title.owner] = index;
      }
    }
    return hits;
  }

  /** The text of a title by its number. */
  textOf(title: number): string | undefined {
    return this.titles[title]?.text;
  }
}

/** The owners with the highest scores, best first; equal scores keep the owners' order. */
export function topOwners(scores: Float32Array, limit: number): number[] {
  const top: number[] = [];
  let least = 0;
  scores.forEach((score, owner) => {
    if (score <= least) return;
    let at = top.length;
    while (at > 0 && score > (scores[top[at - 1] ?? 0] ?? 0)) at -= 1;
    top.splice(at, 0, owner);
    if (top.length > limit) top.pop();
    if (top.length === limit) least = scores[top[limit - 1] ?? 0] ?? 0;
  });
  return top;
}
