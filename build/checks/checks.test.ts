import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { budgetRows, filesOf, scriptsOf, type Manifest } from './budgets';
import { compareTexts } from './i18n';
import { VERSION } from '#shared/version';

describe('texts', () => {
  const source = { a: 'Hallo {{name}}', b: { c: 'x' }, n_one: 'eins', n_other: '{{count}}' };
  it('accept a complete translation with its own plural endings', () => {
    expect(
      compareTexts(
        source,
        { a: 'Hi {{name}}', b: { c: 'y' }, n_one: 'one', n_few: '{{count}}', n_other: '{{count}}' },
        'en',
      ),
    ).toEqual([]);
  });
  it.each([
    [{ a: 'Hi {{name}}', n_other: '{{count}}' }, 'b.c is missing'],
    [{ a: 'Hi', b: { c: 'y' }, n_other: '{{count}}' }, 'a has other placeholders'],
    [{ a: 'Hi {{name}}', b: { c: ' ' }, n_other: '{{count}}' }, 'b.c is empty'],
    [{ a: 'Hi {{name}}', b: { c: 'y' }, d: 'z', n_other: '{{count}}' }, 'd is not in'],
  ])('find what is wrong in %j', (translation, problem) => {
    expect(compareTexts(source, translation, 'en').join()).toContain(problem);
  });
});

describe('budgets', () => {
  const manifest: Manifest = {
    'index.html': {
      file: 'index.js',
      css: ['index.css'],
      imports: ['_shared.js'],
      dynamicImports: ['features/today/screen.tsx'],
    },
    '_shared.js': { file: 'shared.js' },
    'features/today/screen.tsx': { file: 'today.js', imports: ['_shared.js'], isDynamicEntry: true },
    'features/security/screen.tsx': { file: 'security.js', isDynamicEntry: true },
    'kiosk.html': { file: 'kiosk.js' },
  };
  it('count each file once and lazy features without what is loaded already', () => {
    expect([...filesOf(manifest, ['index.html'])].sort()).toEqual(['index.css', 'index.js', 'shared.js']);
    const rows = budgetRows(manifest, () => 100_000);
    expect(rows.find((row) => row.name.startsWith('unlock'))?.kB).toBe(400);
    expect(rows.find((row) => row.name.includes('today'))?.kB).toBe(100);
    expect(rows.filter((row) => row.kB > row.budget).map((row) => row.name)).toEqual([
      'unlock and set-up screen',
    ]);
  });

  it('count what a worker brings at once, and nothing that it fetches later', () => {
    const texts: Record<string, string> = {
      'worker.js': 'import{a}from"./shared.js";import"./side.js";const later=()=>import(`./later.js`)',
      'shared.js': "import {b} from './deep.js';",
      'deep.js': 'import{c}from"./shared.js"',
    };
    const found = scriptsOf('worker.js', (file) => texts[file] ?? '');
    expect([...found].sort()).toEqual(['deep.js', 'shared.js', 'side.js', 'worker.js']);
  });
});

describe('the version', () => {
  it('that devices tell the server is that of the package', () => {
    const text = readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8');
    expect(VERSION).toBe((JSON.parse(text) as { version: string }).version);
  });
});

describe('licences', () => {
  const root = resolve(import.meta.dirname, '../..');
  const read = (path: string) => readFileSync(resolve(root, path), 'utf8');
  const lines = read('docs/licences.md').split('\n');
  /** True if a line of docs/licences.md names the package together with its licence. */
  const isListed = (name: string, licence: string) =>
    lines.some((line) => line.split(/[|,() ]+/).includes(name) && line.includes(`| ${licence} |`));

  it('of every package that Wegbuch ships are listed', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const missing = Object.keys(dependencies).filter((name) => {
      const { license } = JSON.parse(read(`node_modules/${name}/package.json`)) as { license: string };
      return !isListed(name, license);
    });
    expect(missing).toEqual([]);
  });

  it('would be missed', () => {
    expect(isListed('dexie', 'Apache-2.0')).toBe(true);
    expect(isListed('dexie', 'MIT')).toBe(false);
    expect(isListed('not-listed', 'MIT')).toBe(false);
  });
});
