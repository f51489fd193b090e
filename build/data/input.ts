import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export type Row = Record<string, string>;

/** Reads a text file of the input folder, gunzipped where its name says so. */
export function readInput(folder: string, path: string): string {
  const file = join(folder, path);
  if (!existsSync(file)) throw new Error(`The input file ${path} is missing in ${folder}.`);
  const bytes = readFileSync(file);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
}

/** Reads a table whose first line names the columns. The inputs hold no quoted separators. */
export function readTable(folder: string, path: string, separator = '\t'): Row[] {
  const [head = '', ...lines] = readInput(folder, path).split('\n');
  const columns = head.split(separator);
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const cells = line.split(separator);
      if (cells.length !== columns.length) throw new Error(`${path}: ${cells.length} cells in "${line}"`);
      return Object.fromEntries(columns.map((column, index) => [column, (cells[index] ?? '').trim()]));
    });
}
