/** Up to four columns of up to four lines (schema of the office). */
const MOST = 4;

/** Columns of the letter's foot as text: an empty line begins the next column. */
export function footerText(columns: readonly (readonly string[])[]): string {
  return columns.map((lines) => lines.join('\n')).join('\n\n');
}

/** The text as columns; what does not fit any more stays out. A line being typed is kept as it is. */
export function footerColumns(text: string): string[][] {
  return text
    .split(/\n{2,}/)
    .slice(0, MOST)
    .map((column) =>
      column
        .split('\n')
        .slice(0, MOST)
        .map((line) => line.slice(0, 120)),
    );
}
