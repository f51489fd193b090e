/**
 * Suggestions of several occupations as one list: essential before optional, each skill once, without those
 * already taken, in turn from each occupation so that none crowds out the others.
 */
export function mergeSuggestions<T extends { uri: string; essential: boolean }>(
  perOccupation: ReadonlyArray<readonly T[]>,
  taken: ReadonlySet<string>,
  limit: number,
): T[] {
  const seen = new Set(taken);
  const merged: T[] = [];
  for (const essential of [true, false]) {
    const lists = perOccupation.map((hits) => hits.filter((hit) => hit.essential === essential));
    const longest = Math.max(0, ...lists.map(({ length }) => length));
    for (let place = 0; place < longest; place++) {
      for (const hit of lists.flatMap((list) => list[place] ?? [])) {
        if (seen.has(hit.uri)) continue;
        seen.add(hit.uri);
        merged.push(hit);
      }
    }
  }
  return merged.slice(0, limit);
}
