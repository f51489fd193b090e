import { readFile, readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Linter } from 'eslint';
import { parser } from 'typescript-eslint';
import { CHECKLIST, shellRules } from '../../../../build/checks/rules/checklist.mjs';

/** What a rule of the checklist found: where, and the point it belongs to; null: of the design alone. */
export interface Finding {
  file: string;
  line: number;
  point: number | null;
  message: string;
}

const ALL = Object.keys(shellRules.rules);
const pointOf = (ruleId: string | null) =>
  CHECKLIST.find(({ name }) => `shell/${name}` === ruleId)?.point ?? null;

/** Runs the rules over a text as if it stood in `file`; `rules` leaves some out. Throws where it cannot be read. */
export function findingsIn(
  code: string,
  file: string,
  { bundle = false, rules = ALL }: { bundle?: boolean; rules?: readonly string[] } = {},
): Finding[] {
  const linter = new Linter({ configType: 'flat' });
  const messages = linter.verify(
    code,
    {
      files: ['**/*.{ts,js,cjs}'],
      plugins: { shell: shellRules },
      settings: { bundle },
      languageOptions: bundle
        ? { ecmaVersion: 'latest', sourceType: file.endsWith('.cjs') ? 'commonjs' : 'module' }
        : { parser },
      linterOptions: { noInlineConfig: true },
      rules: Object.fromEntries(rules.map((name) => [`shell/${name}`, 'error' as const])),
    },
    file,
  );
  const [broken] = messages.filter(({ ruleId }) => ruleId === null);
  if (broken) throw new Error(`${file}: ${broken.message}`);
  return messages.map(({ line, ruleId, message }) => ({ file, line, point: pointOf(ruleId), message }));
}

const root = resolve(import.meta.dirname, '../../../..');

/** Every source of the shell but its tests, by its path in the repository. */
export async function shellSources(): Promise<Array<{ file: string; code: string }>> {
  const names = await readdir(join(root, 'electron'), { recursive: true });
  const sources = names.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).sort();
  return Promise.all(
    sources.map(async (name) => {
      const path = join(root, 'electron', name);
      return { file: relative(root, path).replaceAll('\\', '/'), code: await readFile(path, 'utf8') };
    }),
  );
}

/** A seeded bad file: its first line names the point that it breaks and where it would stand. */
export interface Fixture {
  name: string;
  point: number;
  file: string;
  code: string;
}

/** Stored as text, so that no other tool takes them for sources. */
export async function fixtures(): Promise<Fixture[]> {
  const folder = join(import.meta.dirname, '../fixtures');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts.txt')).sort();
  return Promise.all(
    names.map(async (name) => {
      const code = await readFile(join(folder, name), 'utf8');
      const [, point, file] = /^\/\/ point (\d+), as if it stood in (\S+)/.exec(code) ?? [];
      if (point === undefined || file === undefined) throw new Error(`${name} does not say its point`);
      return { name, point: Number(point), file, code };
    }),
  );
}
