import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** `npm run check`: every static check, in order of speed; all run, the first failure does not hide the next. */
const root = resolve(import.meta.dirname, '../..');
const CHECKS: Array<[name: string, command: string, args: string[]]> = [
  ['formatting', 'prettier', ['--config', 'build/checks/prettier.json', '--ignore-path', 'build/checks/prettierignore', '--check', '--log-level', 'warn', '{shared,renderer,electron,server,build,tests}/**/*.{ts,tsx,css,mjs}', 'vite.config.ts']],
  ['texts', 'tsx', ['build/checks/i18n.ts']],
  ['dependency rules', 'depcruise', ['--config', 'build/checks/dependency-cruiser.cjs', 'shared', 'renderer', 'electron', 'server', 'build', 'tests']],
  ['unused code', 'knip', ['--config', 'build/checks/knip.json', '--no-progress']],
  ['types', 'tsc', ['-b']],
  ['lint', 'eslint', ['-c', 'build/checks/eslint.config.mjs', '--max-warnings', '0', 'shared', 'renderer', 'electron', 'server', 'build', 'tests', 'vite.config.ts']],
  ['build', 'vite', ['build', '--app', '--logLevel', 'warn']],
  ['bundle budgets', 'tsx', ['build/checks/budgets.ts']],
]; // prettier-ignore

const only = process.argv.slice(2);
const failed: string[] = [];
for (const [name, command, args] of CHECKS) {
  if (only.length > 0 && !only.includes(name)) continue;
  const started = Date.now();
  const run = spawnSync(resolve(root, 'node_modules/.bin', command), args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const ok = run.status === 0;
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (!ok || name === 'bundle budgets') console.log(`${run.stdout}${run.stderr}`.trim());
  if (!ok) failed.push(name);
}
if (failed.length > 0) {
  console.log(`Failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
