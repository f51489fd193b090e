import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export type PackInfo = { source: string; licence: string; date: string };

/** Joins cells to the one text of a pack: a tab between cells, a line feed between rows. */
export function tableText(rows: readonly (readonly string[])[]): string {
  for (const cell of rows.flat()) {
    if (/[\t\n]/.test(cell)) throw new Error(`A cell holds a tab or a line feed: ${cell}`);
  }
  return rows.map((row) => row.join('\t')).join('\n');
}

/** Writes `<name>.json` and reports its sizes. `extra` holds further tables of the same pack. */
export function writePack(
  folder: string,
  name: string,
  info: PackInfo,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  extra: Record<string, string> = {},
): void {
  const pack = { ...info, rows: rows.length, columns: columns.join(' '), text: tableText(rows), ...extra };
  const json = `${JSON.stringify(pack, null, 2)}\n`;
  writeFileSync(join(folder, `${name}.json`), json);
  const kib = (bytes: number) => `${(bytes / 1024).toFixed(0)} KiB`;
  const zipped = gzipSync(json, { level: 9 }).length;
  console.log(`${name}: ${rows.length} rows, ${kib(Buffer.byteLength(json))}, gzip ${kib(zipped)}`);
}
