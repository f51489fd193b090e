import { readFile, readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Linter } from 'eslint';
import { parser } from 'typescript-eslint';
import { CHECKLIST, shellRules } from '../../../../build/checks/rules/checklist.mjs';

/** What a rule found, and where. */
export interface Finding {
  file: string;
  line: number;
  rule: string;
  message: string;
}

const ALL = Object.keys(shellRules.rules);

/** Runs the rules over a text as if it stood in `file`. Throws where it cannot be read. */
export function findingsIn(
  code: string,
  file: string,
  { bundle = false }: { bundle?: boolean } = {},
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
      rules: Object.fromEntries(ALL.map((name) => [`shell/${name}`, 'error' as const])),
    },
    file,
  );
  const [broken] = messages.filter(({ ruleId }) => ruleId === null);
  if (broken) throw new Error(`${file}: ${broken.message}`);
  return messages.map(({ line, ruleId, message }) => ({
    file,
    line,
    rule: (ruleId ?? '').slice('shell/'.length),
    message,
  }));
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

/** A seeded bad file: its first line names the point or the rule that it breaks, and where it would stand. */
export interface Fixture {
  name: string;
  rule: string;
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
      const [, point, named, file] =
        /^\/\/ (?:point (\d+)|rule (\S+)), as if it stood in (\S+)/.exec(code) ?? [];
      const rule = named ?? CHECKLIST.find((each) => String(each.point) === point)?.name;
      if (rule === undefined || file === undefined) throw new Error(`${name} does not say its point`);
      return { name, rule, file, code };
    }),
  );
}
