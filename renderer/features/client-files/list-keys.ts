/** Keys that move in the list and by how much; null for keys that do not move. */
function stepOf(key: string, page: number): number | null {
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -Infinity,
    End: Infinity,
  };
  return steps[key] ?? null;
}

/**
 * The entry that a key leads to from `active`: headings are stepped over, the ends of the list hold. Returns
 * `active` itself where there is nowhere to go or the key does not move.
 */
export function nextActive(
  entries: ReadonlyArray<{ kind: string }>,
  active: number,
  key: string,
  page: number,
): number {
  const step = stepOf(key, page);
  if (step === null) return active;
  const direction = Math.sign(step);
  let at = Math.min(Math.max(active + step, 0), entries.length - 1);
  while (entries[at] && entries[at]?.kind !== 'client') at += direction;
  if (!entries[at]) {
    // Past an end: the nearest client on the way back, which may be the one we came from.
    at = entries.findIndex((entry) => entry.kind === 'client');
    return direction < 0 ? at : active;
  }
  return at;
}
