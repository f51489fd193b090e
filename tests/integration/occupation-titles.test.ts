import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { evaluate } from '#shared/occupations/evaluation';
import { createOccupationIndex } from '#shared/occupations/occupation-index';
import { loadOccupationBase } from '../../renderer/data/packs/occupations';

/** Titles with the ESCO codes that answer them: see tests/fixtures/occupations/README.md. */
const FIXTURE = join(import.meta.dirname, '../fixtures/occupations/austrian-titles.tsv');

it('answers Austrian titles, and needs the gathered titles for it (negative control)', async () => {
  const base = await loadOccupationBase();
  const uriOf = new Map(base.entries.map(({ code, uri }) => [code, uri]));
  const queries = readFileSync(FIXTURE, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [text = '', codes = ''] = line.split('\t');
      return { id: text, text, relevant: new Set(codes.split(' ').flatMap((code) => uriOf.get(code) ?? [])) };
    });
  expect(queries.filter(({ relevant }) => relevant.size === 0)).toEqual([]);
  const measure = (entries: typeof base.entries) => {
    const index = createOccupationIndex({ ...base, entries });
    return evaluate(queries, (text) => index.search(text, { lang: 'de', limit: 20 }).map(({ uri }) => uri));
  };
  expect(measure(base.entries).mrr).toBeGreaterThan(0.95);
  expect(measure(base.entries.map((entry) => ({ ...entry, titles: [] }))).mrr).toBeLessThan(0.75);
}, 60_000);
