import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCompoundSplitter } from '#shared/occupations/compounds';
import { foldText, wordsOf } from '#shared/occupations/fold';
import { conceptsOf } from '#shared/occupations/title-index';
import { readTable, type Row } from './input';
import { writePack, type PackInfo } from './pack';

const INFO: PackInfo = {
  source: 'European Commission, ESCO v1.2.0 occupations and v1.1.1 skills, joined and filtered',
  licence: 'Decision 2011/833/EU',
  date: '2024-05-15',
};

const OTHER_LANGUAGES = ['ar', 'fr', 'bg', 'ro', 'pl', 'es', 'it'] as const;

/** The identifier of an ESCO address without its common beginning and its hyphens. */
function identifier(uri: string, kind: 'occupation' | 'skill'): string {
  const match = new RegExp(`^http://data\\.europa\\.eu/esco/${kind}/([0-9a-f-]{36})$`).exec(uri);
  if (match?.[1] === undefined) throw new Error(`Not an ESCO ${kind}: ${uri}`);
  return match[1].replaceAll('-', '');
}

const tidy = (label: string) => label.replace(/\s+/g, ' ').trim();
const cell = (row: Row, column: string) => tidy(row[column] ?? '');

const KNOWLEDGE = join(import.meta.dirname, 'knowledge');

/** Further German titles by ESCO code, gathered for Wegbuch. */
function readTitles(codes: ReadonlySet<string>): Map<string, string> {
  const lines = readFileSync(join(KNOWLEDGE, 'titles-de.tsv'), 'utf8').trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [code = '', titles = ''] = line.split('\t');
      if (!codes.has(code)) throw new Error(`titles-de.tsv names no occupation: ${code}`);
      return [code, titles] as const;
    }),
  );
}

/** Occupations: German, alternative and English labels in one pack, every other language in its own. */
export function makeOccupations(input: string, output: string): void {
  const rows = readTable(input, 'esco/occupations_labels.tsv');
  const titles = readTitles(new Set(rows.map((row) => cell(row, 'code'))));
  const synonyms = readFileSync(join(KNOWLEDGE, 'words-de.tsv'), 'utf8').trim().replaceAll('\t', ' ');
  writePack(
    output,
    'occupations',
    INFO,
    ['id', 'code', 'de', 'alternative', 'en', 'titles'],
    rows.map((row) => [
      identifier(row['uri'] ?? '', 'occupation'),
      cell(row, 'code'),
      cell(row, 'de'),
      cell(row, 'de_alt'),
      cell(row, 'en'),
      titles.get(cell(row, 'code')) ?? '',
    ]),
    { synonyms },
  );
  for (const lang of OTHER_LANGUAGES) {
    writePack(
      output,
      `occupations-${lang}`,
      INFO,
      ['label'],
      rows.map((row) => [cell(row, lang)]),
    );
  }
}

/** Skills with German and English labels; the type is k for knowledge, s for a skill. */
export function makeSkills(input: string, output: string): void {
  const rows = readTable(input, 'esco/skills_de_en.tsv');
  writePack(
    output,
    'skills',
    INFO,
    ['id', 'type', 'de', 'alternative', 'en'],
    rows.map((row) => [
      identifier(row['uri'] ?? '', 'skill'),
      row['skillType'] === 'knowledge' ? 'k' : 's',
      cell(row, 'label_de'),
      cell(row, 'altLabels_de'),
      cell(row, 'label_en'),
    ]),
  );
}

/** Gaps between ascending numbers, base 36: short to write and it zips well. */
function gaps(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted.map((value, index) => (value - (sorted[index - 1] ?? 0)).toString(36)).join(' ');
}

/** One row per occupation: rows of its essential and of its optional skills. */
export function makeOccupationSkills(input: string, output: string): void {
  const count = readTable(input, 'esco/occupations_labels.tsv').length;
  const essential: number[][] = Array.from({ length: count }, () => []);
  const optional: number[][] = Array.from({ length: count }, () => []);
  const relations = readTable(input, 'esco/occ_skill_compact.tsv.gz');
  for (const row of relations) {
    const list = (row['e|o'] === 'e' ? essential : optional)[Number(row['occ_row'])];
    if (list === undefined) throw new Error(`No occupation in row ${row['occ_row'] ?? ''}`);
    list.push(Number(row['skill_row']));
  }
  writePack(
    output,
    'occupation-skills',
    INFO,
    ['essential', 'optional'],
    essential.map((list, index) => [gaps(list), gaps(optional[index] ?? [])]),
    { relations: String(relations.length) },
  );
}

/** What a word in essential skills, ISCO groups and optional skills counts for an occupation. */
const SHARES = { essential: 0.4, group: 0.2, optional: 0.1 } as const;
const WORDS_PER_OCCUPATION = 24;

/** Shares of a bag of words, damped by how often a word occurs and how many words there are (BM25). */
function shareWords(
  words: readonly string[],
  average: number,
  share: number,
  into: Map<string, number>,
): void {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  for (const [word, count] of counts) {
    const part = (share * count) / (count + 0.5 + (0.8 * words.length) / average);
    into.set(word, (into.get(word) ?? 0) + part);
  }
}

/** The words of an occupation's skills and ISCO groups that tell it best from others, each with a weight of 0 to 35. */
export function makeOccupationContext(input: string, output: string): void {
  const rows = readTable(input, 'esco/occupations_labels.tsv');
  const skills = readTable(input, 'esco/skills_de_en.tsv');
  const groups = new Map(
    readTable(input, 'esco/isco08_de_en.tsv').map((row) => [cell(row, 'code'), cell(row, 'label_de')]),
  );
  const texts = [
    ...rows.map((row) => `${cell(row, 'de')} ${cell(row, 'de_alt')}`),
    ...skills.map((row) => `${cell(row, 'label_de')} ${cell(row, 'altLabels_de')}`),
    ...groups.values(),
  ];
  const split = createCompoundSplitter(texts.flatMap((text) => wordsOf(foldText(text))));
  const wordsIn = (text: string) =>
    conceptsOf(text, { split, synonyms: new Map() }).filter((word) => word.length > 2);
  const ofSkill = skills.map((row) => wordsIn(cell(row, 'label_de')));
  const bags = {
    essential: rows.map((): string[] => []),
    group: rows.map((row) => {
      const group = row['iscoGroup'] ?? '';
      return [group, group.slice(0, 3)].flatMap((code) => wordsIn(groups.get(code) ?? ''));
    }),
    optional: rows.map((): string[] => []),
  };
  for (const row of readTable(input, 'esco/occ_skill_compact.tsv.gz')) {
    const bag = bags[row['e|o'] === 'e' ? 'essential' : 'optional'][Number(row['occ_row'])];
    bag?.push(...(ofSkill[Number(row['skill_row'])] ?? []));
  }
  const weights = rows.map(() => new Map<string, number>());
  for (const field of ['essential', 'group', 'optional'] as const) {
    const average = bags[field].reduce((sum, bag) => sum + bag.length, 0) / rows.length;
    bags[field].forEach((bag, owner) => {
      shareWords(bag, average, SHARES[field], weights[owner] ?? new Map<string, number>());
    });
  }
  writeContext(output, weights);
}

function writeContext(output: string, weights: readonly ReadonlyMap<string, number>[]): void {
  const owners = new Map<string, number>();
  for (const word of weights.flatMap((words) => [...words.keys()]))
    owners.set(word, (owners.get(word) ?? 0) + 1);
  const rarity = (word: string) => Math.log(1 + weights.length / (owners.get(word) ?? 1));
  const chosen = weights.map((words) =>
    [...words]
      .sort(([a, x], [b, y]) => y * rarity(b) - x * rarity(a) || (a < b ? -1 : 1))
      .slice(0, WORDS_PER_OCCUPATION)
      .map(([word, weight]) => [word, Math.max(1, Math.min(35, Math.round(weight * 50)))] as const),
  );
  const uses = new Map<string, number>();
  for (const [word] of chosen.flat()) uses.set(word, (uses.get(word) ?? 0) + 1);
  const words = [...uses].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([word]) => word);
  const at = new Map(words.map((word, index) => [word, index]));
  writePack(
    output,
    'occupation-context',
    INFO,
    ['words'],
    chosen.map((list) => [
      list.map(([word, weight]) => `${weight.toString(36)}${(at.get(word) ?? 0).toString(36)}`).join(' '),
    ]),
    { vocabulary: words.join(' ') },
  );
}
