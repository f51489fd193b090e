import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = resolve(import.meta.dirname, '../..');

/** Files that take longest: begun first, they do not run alone in the end. */
const LONG = [
  'simulation.test',
  'seeded-bugs.test',
  'attacks.test',
  'damaged-store.test',
  'kill.test',
  'server-lifecycle.test',
];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((name) => moduleId.includes(name));
      return at < 0 ? LONG.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  root,
  test: {
    include: [
      '{shared,renderer,electron,server,build}/**/*.test.{ts,tsx}',
      'tests/{integration,letters,simulation,faults,security}/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', 'dist/**', 'release/**', '.cache/**'],
    testTimeout: 20_000,
    hookTimeout: 120_000,
    // One more than the cores of the smallest machine: many tests wait for a database or a browser.
    maxWorkers: 3,
    sequence: { sequencer: LongFirst },
  },
});
