import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/**
 * `npm run check`: every static check, in order of speed; all run, the first failure does not hide the next. Lint
 * takes as long as the others together and runs beside them.
 */
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

/** Runs one check to its end and says how it went. */
function run([name, command, args]: (typeof CHECKS)[number]): Promise<void> {
  const started = Date.now();
  return new Promise((resolveRun) => {
    const child = spawn(resolve(root, 'node_modules/.bin', command), args, { cwd: root });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', (error) => (output += error.message));
    child.on('close', (status) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      const ok = status === 0;
      console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
      if (!ok || name === 'bundle budgets') console.log(output.trim());
      if (!ok) failed.push(name);
      resolveRun();
    });
  });
}

async function inTurn(checks: typeof CHECKS): Promise<void> {
  for (const check of checks) await run(check);
}

const wanted = CHECKS.filter(([name]) => only.length === 0 || only.includes(name));
const isBeside = ([name]: (typeof CHECKS)[number]) => name === 'lint';
await Promise.all([inTurn(wanted.filter(isBeside)), inTurn(wanted.filter((check) => !isBeside(check)))]);
if (failed.length > 0) {
  console.log(`Failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
