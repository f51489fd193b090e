import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = resolve(import.meta.dirname, '../..');

export default defineConfig({
  root,
  test: {
    include: [
      '{shared,renderer,electron,server,build}/**/*.test.{ts,tsx}',
      'tests/{integration,letters,simulation,faults}/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', 'dist/**', 'release/**', '.cache/**'],
    testTimeout: 20_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
