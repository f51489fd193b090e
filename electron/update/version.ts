const FORM = /^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$/;

/** Whether `text` is a version as Wegbuch numbers its own: three numbers, no words behind them. */
export function isVersion(text: string): boolean {
  return FORM.test(text);
}

/** Whether version `a` is newer than `b`. Throws on anything that is no version. */
export function isNewer(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => {
    const parts = FORM.exec(text);
    if (!parts) throw new Error('not a version');
    return parts.slice(1).map(Number);
  });
  for (const [at, part] of (left ?? []).entries()) {
    const other = right?.[at] ?? 0;
    if (part !== other) return part > other;
  }
  return false;
}
