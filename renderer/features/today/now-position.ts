/** Place of the line for now: before the first appointment that is not over yet. Ends and now in milliseconds. */
export function nowPosition(ends: readonly number[], now: number): number {
  const next = ends.findIndex((end) => end > now);
  return next === -1 ? ends.length : next;
}
