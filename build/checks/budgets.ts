import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

/** One entry of Vite's manifest. */
export interface ManifestEntry {
  file: string;
  src?: string;
  css?: string[];
  imports?: string[];
  dynamicImports?: string[];
  isEntry?: boolean;
  isDynamicEntry?: boolean;
}
export type Manifest = Record<string, ManifestEntry>;

/** Budgets in kB (1,000 bytes, gzip) of architecture § 9, JS and CSS together. */
const BUDGETS = { unlock: 250, feature: 150, worker: 120, kiosk: 150 };

/** All files that loading `keys` brings without further dynamic imports. */
export function filesOf(manifest: Manifest, keys: readonly string[]): Set<string> {
  const files = new Set<string>();
  const seen = new Set<string>();
  const visit = (key: string) => {
    const entry = manifest[key];
    if (!entry || seen.has(key)) return;
    seen.add(key);
    files.add(entry.file);
    for (const css of entry.css ?? []) files.add(css);
    for (const next of entry.imports ?? []) visit(next);
  };
  keys.forEach(visit);
  return files;
}

export interface BudgetRow {
  name: string;
  kB: number;
  budget: number;
}

/** Sizes against budgets; `sizeOf` gives the gzip size of a built file in bytes. */
export function budgetRows(manifest: Manifest, sizeOf: (file: string) => number): BudgetRow[] {
  const sum = (files: Iterable<string>) =>
    [...files].filter((file) => /\.(js|css)$/.test(file)).reduce((total, file) => total + sizeOf(file), 0) /
    1000;
  const keys = Object.keys(manifest);
  const first = keys.filter((key) => /features\/security\//.test(key) && manifest[key]?.isDynamicEntry);
  const entry = filesOf(manifest, ['index.html']);
  const rows: BudgetRow[] = [
    {
      name: 'unlock and set-up screen',
      kB: sum(filesOf(manifest, ['index.html', ...first])),
      budget: BUDGETS.unlock,
    },
    { name: 'kiosk', kB: sum(filesOf(manifest, ['kiosk.html'])), budget: BUDGETS.kiosk },
  ];
  for (const key of keys) {
    if (!manifest[key]?.isDynamicEntry || !/^(features|app)\//.test(key)) continue;
    const own = [...filesOf(manifest, [key])].filter((file) => !entry.has(file));
    rows.push({ name: `lazy ${key}`, kB: sum(own), budget: BUDGETS.feature });
  }
  return rows;
}

/** A script with all that it imports at once; workers stand in no manifest. `textOf` gives a built script. */
export function scriptsOf(file: string, textOf: (file: string) => string, seen = new Set<string>()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, next = ''] of textOf(file).matchAll(/(?:\bfrom|\bimport) ?["'`]\.\/([\w.-]+\.js)["'`]/g))
    scriptsOf(next, textOf, seen);
  return seen;
}

function workerRows(dist: string, sizeOf: (file: string) => number): BudgetRow[] {
  const assets = join(dist, 'assets');
  const textOf = (file: string) => readFileSync(join(assets, file), 'utf8');
  return readdirSync(assets)
    .filter((file) => /^worker-[\w-]+\.js$/.test(file))
    .map((file) => {
      const bytes = [...scriptsOf(file, textOf)].reduce((sum, each) => sum + sizeOf(`assets/${each}`), 0);
      return { name: `worker ${file}`, kB: bytes / 1000, budget: BUDGETS.worker };
    });
}

function main(): void {
  const dist = resolve(import.meta.dirname, '../../dist/renderer');
  const manifestPath = join(dist, '.vite/manifest.json');
  if (!existsSync(manifestPath)) throw new Error('Nothing is built yet. Run: npm run build');
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as Manifest;
  const sizeOf = (file: string) => gzipSync(readFileSync(join(dist, file))).length;
  const rows = [...budgetRows(manifest, sizeOf), ...workerRows(dist, sizeOf)];
  if (!rows.some((row) => row.name.startsWith('worker'))) throw new Error('No worker was built.');
  for (const row of rows) {
    const over = row.kB > row.budget;
    console.log(
      `${over ? 'OVER ' : 'ok   '} ${row.kB.toFixed(1).padStart(6)} of ${row.budget} kB  ${row.name}`,
    );
    if (over) process.exitCode = 1;
  }
}

if (process.argv[1] === import.meta.filename) main();
