import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { evaluate, joinJudgements } from '#shared/occupations/evaluation';
import { loadOccupationIndex } from '../../renderer/data/packs/occupations';

const USAGE = 'npm run eval:occupations -- --queries Q.tsv --qrels A.tsv --concepts C.tsv [--lang de]';
/** How far down an answer still counts for the mean reciprocal rank. */
const DEPTH = 1000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      queries: { type: 'string' },
      qrels: { type: 'string' },
      concepts: { type: 'string' },
      lang: { type: 'string', default: 'de' },
    },
  });
  const { queries, qrels, concepts, lang } = values;
  if (queries === undefined || qrels === undefined || concepts === undefined)
    throw new Error(`Usage: ${USAGE}`);
  const read = (path: string) => readFileSync(path, 'utf8');
  const judged = joinJudgements(read(queries), read(qrels), read(concepts));
  if (judged.length === 0) throw new Error('No query has a relevant concept: check the three files.');
  const index = await loadOccupationIndex(lang);
  const result = evaluate(judged, (text) => index.search(text, { lang, limit: DEPTH }).map(({ uri }) => uri));
  console.log(JSON.stringify(result));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
