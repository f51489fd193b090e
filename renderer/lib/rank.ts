/** Text in a form for comparing: small letters, no accents, umlauts and ß written out. */
export function fold(text: string): string {
  return text
    .toLocaleLowerCase('de')
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .trim();
}

/** How well `text` answers `query`: 4 the same, 3 begins with it, 2 a word begins with it, 1 contains it, 0 not. */
export function matchScore(query: string, text: string): number {
  const wanted = fold(query);
  const given = fold(text);
  if (wanted === '') return 1;
  if (given === wanted) return 4;
  if (given.startsWith(wanted)) return 3;
  const words = given.split(/[^\p{L}\p{N}]+/u);
  const parts = wanted.split(/\s+/);
  if (parts.every((part) => words.some((word) => word.startsWith(part)))) return 2;
  return given.includes(wanted) ? 1 : 0;
}

/** The best `limit` of `items`, best first, otherwise in their own order. */
export function rankBy<T>(
  query: string,
  items: readonly T[],
  texts: (item: T) => readonly string[],
  limit: number,
): T[] {
  return items
    .map((item, at) => ({ item, at, score: Math.max(...texts(item).map((text) => matchScore(query, text))) }))
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score || left.at - right.at)
    .slice(0, limit)
    .map(({ item }) => item);
}
