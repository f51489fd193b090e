import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** One number of the table of the design's checks. */
export interface Row {
  /** Number of the check there. */
  check: number;
  what: string;
  found: number | string;
  /** What it must be, in words. */
  limit: string;
  /** Whether the check found the broken variant; what finds nothing there shows nothing here. */
  control: boolean;
  /** Within the limit, and the control was found. */
  met: boolean;
}

export interface Size {
  /** All of it (`npm run security`), or so much as each run of the tests bears. */
  long: boolean;
  /** The same seed makes the same attacks. */
  seed: number;
}

/** An attack: a file `<name>.check.ts` under tests/security exports one as `check`. */
export interface Check {
  name: string;
  /** Too long for each run of the tests: `npm run security` alone makes it. */
  nightly?: true;
  run(this: void, size: Size): Promise<Row[]>;
}

/** A number that may be at most `limit`. */
export function atMost(check: number, what: string, found: number, limit: number, control: boolean): Row {
  const words = limit === 0 ? '0' : `≤ ${String(limit)}`;
  return { check, what, found, limit: words, control, met: found <= limit && control };
}

/** A number that must be at least `limit`: how much was tried. */
export function atLeast(check: number, what: string, found: number, limit: number, control = true): Row {
  return { check, what, found, limit: `≥ ${String(limit)}`, control, met: found >= limit && control };
}

const folder = resolve(import.meta.dirname, '..');

/** All attacks there are, by the names of their files. */
export async function findChecks(): Promise<Check[]> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.check.ts'));
  const modules = files.sort().map(async (file) => {
    const module = (await import(pathToFileURL(join(folder, file)).href)) as { check?: Check };
    if (module.check === undefined) throw new Error(`${file} exports no check`);
    return module.check;
  });
  return Promise.all(modules);
}
