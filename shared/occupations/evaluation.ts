/** A query of an evaluation and the addresses of the concepts that answer it. */
export type JudgedQuery = { id: string; text: string; relevant: ReadonlySet<string> };

/** How well a search answers: mean reciprocal rank, share of queries answered among the first five and ten. */
export type Evaluation = { n: number; mrr: number; hit5: number; hit10: number };

function linesOf(text: string): string[] {
  return text
    .replace(/^\uFEFF/u, '')
    .split(/\r?\n/u)
    .filter((line) => line.trim() !== '');
}

const tidy = (cell: string | undefined) => (cell ?? '').trim().replace(/^"(.*)"$/u, '$1');

/** One way to write a concept's address: only its identifier tells concepts apart. */
function addressOf(cell: string): string | undefined {
  const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/iu.exec(cell)?.[0];
  if (id !== undefined) return `http://data.europa.eu/esco/occupation/${id.toLowerCase()}`;
  return /^https?:\/\//u.test(cell) ? cell : undefined;
}

/** Element to concept address. Lines without an address (a header) are passed over. */
function readConcepts(text: string): Map<string, string> {
  const concepts = new Map<string, string>();
  for (const line of linesOf(text)) {
    const cells = line.split('\t').map(tidy);
    const at = cells.findLastIndex((cell) => addressOf(cell) !== undefined);
    const address = addressOf(cells[at] ?? '');
    const element = cells[at === 0 ? 1 : 0];
    if (address !== undefined && element !== undefined) concepts.set(element, address);
  }
  return concepts;
}

/** Query to relevant elements from TREC qrels (`id 0 element relevance`); relevance 0 and headers are passed over. */
function readJudgements(text: string): Map<string, Set<string>> {
  const judged = new Map<string, Set<string>>();
  for (const line of linesOf(text)) {
    const cells = line.includes('\t') ? line.split('\t').map(tidy) : line.trim().split(/\s+/u);
    const [id = '', , element = '', relevance = ''] = cells;
    if (!(Number(relevance) > 0)) continue;
    const elements = judged.get(id);
    if (elements === undefined) judged.set(id, new Set([element]));
    else elements.add(element);
  }
  return judged;
}

/**
 * Joins queries (`id<TAB>text`), qrels and concepts. Only queries with at least one relevant concept count; a
 * concept that the product does not hold still counts as an answer that is missing.
 */
export function joinJudgements(queries: string, qrels: string, concepts: string): JudgedQuery[] {
  const uriOf = readConcepts(concepts);
  const judged = readJudgements(qrels);
  return linesOf(queries).flatMap((line) => {
    const [id = '', ...cells] = line.split('\t');
    const elements = [...(judged.get(tidy(id)) ?? [])];
    const relevant = elements.flatMap((element) => uriOf.get(element) ?? []);
    return relevant.length === 0 ? [] : [{ id: tidy(id), text: tidy(cells[0]), relevant: new Set(relevant) }];
  });
}

/** Measures a search that gives addresses by relevance. */
export function evaluate(
  queries: readonly JudgedQuery[],
  search: (text: string) => readonly string[],
): Evaluation {
  let mrr = 0;
  let hit5 = 0;
  let hit10 = 0;
  for (const { text, relevant } of queries) {
    const rank = search(text).findIndex((uri) => relevant.has(uri)) + 1;
    if (rank === 0) continue;
    mrr += 1 / rank;
    hit5 += rank <= 5 ? 1 : 0;
    hit10 += rank <= 10 ? 1 : 0;
  }
  const share = (sum: number) => (queries.length === 0 ? 0 : sum / queries.length);
  return { n: queries.length, mrr: share(mrr), hit5: share(hit5), hit10: share(hit10) };
}
