import { createOccupationIndex } from '#shared/occupations/occupation-index';
import { evaluate, type JudgedQuery } from '#shared/occupations/evaluation';
import { foldText } from '#shared/occupations/fold';
import { neutralTitle, stemWord } from '#shared/occupations/title-forms';
import { loadOccupationBase } from '../../renderer/data/packs/occupations';

/**
 * Measures the occupation search on what it has not seen: the German alternative title of every occupation is
 * taken out of the index and asked for. Titles that are only another form of the label do not count as unseen.
 * With `--without-titles` also Wegbuch's own titles are left out.
 */
const stems = (text: string) => foldText(neutralTitle(text)).split(' ').map(stemWord).join(' ');

const base = await loadOccupationBase();
const bare = process.argv.includes('--without-titles');
const unseen = base.entries.filter(({ de, alternative }) => {
  const forms = [de, ...de.split('/')].map(stems);
  return alternative !== '' && !forms.includes(stems(alternative));
});
const held = new Set(unseen.map(({ uri }) => uri));
const entries = base.entries.map((entry) => ({
  ...entry,
  alternative: held.has(entry.uri) ? '' : entry.alternative,
  titles: bare ? [] : entry.titles,
}));
const started = performance.now();
const index = createOccupationIndex({ ...base, entries });
const built = performance.now() - started;
const queries: JudgedQuery[] = unseen.map(({ uri, alternative }) => ({
  id: uri,
  text: alternative,
  relevant: new Set([uri]),
}));
const times: number[] = [];
const result = evaluate(queries, (text) => {
  const before = performance.now();
  const hits = index.search(text, { lang: 'de', limit: 100 });
  times.push(performance.now() - before);
  return hits.map(({ uri }) => uri);
});
times.sort((a, b) => a - b);
const at = (share: number) => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(2));
console.log(JSON.stringify({ ...result, buildMs: Math.round(built), p50: at(0.5), p95: at(0.95) }));
