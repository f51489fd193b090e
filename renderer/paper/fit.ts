/**
 * Shrinks the text of a box of fixed size, in steps, until nothing leaves it; below `smallest` (pt) the last
 * size stays. Lines may wrap as soon as shrinking starts, so that a long name takes two lines before it
 * becomes tiny. `lineHeight` is the ratio of line to font size.
 */
function fit(box: HTMLElement, sizes: readonly number[], lineHeight: number): void {
  if (!overflows(box)) return;
  box.classList.add('wraps');
  for (const size of sizes) {
    box.style.fontSize = `${String(size)}pt`;
    box.style.lineHeight = String(lineHeight);
    if (!overflows(box)) return;
  }
}

function overflows(box: HTMLElement): boolean {
  return box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
}

/** Fits everything with a box of its own on a first sheet. */
export function fitSheet(page: HTMLElement): void {
  const boxes: Array<[string, readonly number[], number]> = [
    ['.from', [6, 5.5, 5, 4.5], 1],
    ['.remarks', [8, 7.5, 7, 6.5, 6], 1.3],
    ['.info', [9, 8.5, 8, 7.5, 7, 6.5, 6], 1.35],
    ['.head', [9, 8.5, 8, 7.5, 7], 1.3],
    ['.foot', [7, 6.5, 6, 5.5, 5], 1.3],
  ];
  for (const [selector, sizes, lineHeight] of boxes) {
    const box = page.querySelector<HTMLElement>(selector);
    if (box) fit(box, sizes, lineHeight);
  }
  fitAddress(page);
}

/**
 * An address shrinks to 8 pt, below which the post's machines and eyes read badly; then it takes the room that
 * the remarks above it leave free, and only an address that fills the whole window becomes smaller.
 */
function fitAddress(page: HTMLElement): void {
  const zone = page.querySelector<HTMLElement>('.window');
  const address = zone?.querySelector<HTMLElement>('address');
  if (!zone || !address) return;
  fit(address, [10, 9.5, 9, 8.5, 8], 1.25);
  if (!overflows(address)) return;
  zone.classList.add('grows');
  fit(address, [8, 7.5, 7, 6.5, 6, 5.5, 5], 1.2);
}
