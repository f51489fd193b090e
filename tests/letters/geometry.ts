import type { ReadPage, Run } from './pdf';

/** DIN 5008 form B in millimetres (domain.md "Letters"). */
export const DIN = {
  window: { left: 20, top: 45, right: 105, bottom: 90, address: 62.7 },
  info: { left: 125, top: 50, right: 200 },
  text: { left: 25, right: 190, top: 98.46 },
  marks: { 'upper fold': 105, hole: 148.5, 'lower fold': 210 },
} as const;
export const TOLERANCE = 0.5;

/** Height of the line above its baseline as laid out: Noto Sans ascends 1.069 em of a content area of 1.362 em. */
function lineTop(run: Run, lineHeight: number): number {
  const em = run.size * (25.4 / 72);
  return run.baseline - (lineHeight - 1.362 * em) / 2 - 1.069 * em;
}

const within = (value: number, wanted: number) => Math.abs(value - wanted) <= TOLERANCE;

export interface Expected {
  /** First line of the address, of the information block and of the subject, as printed. */
  address: string;
  info: string;
  subject: string;
}

/** All deviations from DIN 5008 form B on a first page, in words; empty when there is none. */
export function deviations(page: ReadPage, expected: Expected): string[] {
  const found: string[] = [];
  const check = (what: string, value: number | undefined, wanted: number) => {
    if (value === undefined) found.push(`${what}: nothing found`);
    else if (!within(value, wanted))
      found.push(`${what}: ${value.toFixed(2)} instead of ${String(wanted)} mm`);
  };
  const run = (text: string) => page.runs.find((each) => each.text.startsWith(text));
  const { window, info, text, marks } = DIN;

  check('sheet width', page.width, 210);
  check('sheet height', page.height, 297);
  const address = run(expected.address);
  check('address, left', address?.left, text.left);
  check('address, top', address && lineTop(address, 4.55), window.address);
  const label = run(expected.info);
  check('information block, left', label?.left, info.left);
  const first = page.runs.filter((each) => within(each.left, 147)).sort((a, b) => a.baseline - b.baseline)[0];
  check('information block, top', first && lineTop(first, 4.6), info.top);
  const subject = run(expected.subject);
  check('subject, left', subject?.left, text.left);
  check('subject, top', subject && lineTop(subject, 4.75), text.top);

  for (const [name, top] of Object.entries(marks)) {
    const mark = page.shapes.find((shape) => shape.right < 15 && within((shape.top + shape.bottom) / 2, top));
    check(`mark, ${name}`, mark && (mark.top + mark.bottom) / 2, top);
  }
  for (const each of page.runs) {
    const place = `„${each.text.slice(0, 30)}“`;
    const upper = each.baseline - each.size * 0.3;
    if (upper > window.top && each.baseline < window.bottom && each.left < window.right) {
      if (each.right > window.right + TOLERANCE) found.push(`${place} leaves the window`);
    } else if (each.baseline > info.top && each.baseline < text.top && each.left > info.left - 1) {
      if (each.right > info.right + TOLERANCE) found.push(`${place} leaves the information block`);
    } else if (each.left < text.left - TOLERANCE || each.right > text.right + TOLERANCE) {
      found.push(`${place} leaves the margins: ${each.left.toFixed(1)} to ${each.right.toFixed(1)} mm`);
    }
    if (each.baseline > 293) found.push(`${place} leaves the sheet below`);
  }
  return found;
}
