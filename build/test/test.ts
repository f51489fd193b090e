import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * `npm test`: builds, then runs unit, property and integration tests (Vitest, with the real embedded PostgreSQL)
 * and end-to-end tests in a real browser (Playwright). The last line has the true counts of both.
 */
const root = resolve(import.meta.dirname, '../..');
const reports = join(root, '.cache/reports');

interface Counts {
  passed: number;
  failed: number;
  skipped: string[];
}

function run(command: string, args: string[], env: Record<string, string> = {}): boolean {
  const result = spawnSync(join(root, 'node_modules/.bin', command), args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return result.status === 0;
}

function readReport<T>(name: string): T | null {
  const path = join(reports, name);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : null;
}

/** A run that ended badly without naming a failed test (a crash, a file that did not load) counts as one failure. */
function honest(counts: Counts, ok: boolean): Counts {
  return ok || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: Array<{ assertionResults: Array<{ status: string; fullName: string }> }>;
}

function vitest(): Counts {
  const ok = run('vitest', [
    'run',
    '-c',
    'build/checks/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(reports, 'vitest.json')}`,
  ]);
  const report = readReport<VitestReport>('vitest.json');
  const tests = report?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? [];
  const skipped = tests.filter(({ status }) => status === 'skipped').map(({ fullName }) => fullName);
  return honest(
    { passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0, skipped },
    ok && report !== null,
  );
}

interface Suite {
  title: string;
  suites?: Suite[];
  specs?: Array<{ title: string; tests: Array<{ status: 'expected' | 'unexpected' | 'flaky' | 'skipped' }> }>;
}

/** Counts of a Playwright report; a test that passed only on a second try counts as failed. */
function countSuites(suites: readonly Suite[], counts: Counts): Counts {
  for (const suite of suites) {
    for (const spec of suite.specs ?? []) {
      for (const { status } of spec.tests) {
        if (status === 'expected') counts.passed += 1;
        else if (status === 'skipped') counts.skipped.push(spec.title);
        else counts.failed += 1;
      }
    }
    countSuites(suite.suites ?? [], counts);
  }
  return counts;
}

function playwright(): Counts {
  const ok = run('playwright', ['test', '-c', 'build/checks/playwright.config.ts'], {
    WEGBUCH_E2E_REPORT: join(reports, 'playwright.json'),
  });
  const report = readReport<{ suites: Suite[] }>('playwright.json');
  return honest(
    countSuites(report?.suites ?? [], { passed: 0, failed: 0, skipped: [] }),
    ok && report !== null,
  );
}

function main(): void {
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  if (!run('vite', ['build', '--app', '--logLevel', 'warn'])) {
    console.log('0 passed, 1 failed');
    process.exitCode = 1;
    return;
  }
  const only = process.argv[2];
  const all = [...(only === 'e2e' ? [] : [vitest()]), ...(only === 'unit' ? [] : [playwright()])];
  const passed = all.reduce((sum, counts) => sum + counts.passed, 0);
  const failed = all.reduce((sum, counts) => sum + counts.failed, 0);
  const skipped = all.flatMap((counts) => counts.skipped);
  for (const title of skipped) console.log(`skipped: ${title}`);
  console.log(`${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
}

main();
