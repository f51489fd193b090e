import { resolve } from 'node:path';
import { defineConfig } from '@playwright/test';

const root = resolve(import.meta.dirname, '../..');

export default defineConfig({
  testDir: resolve(root, 'tests/e2e'),
  outputDir: resolve(root, '.cache/e2e'),
  globalSetup: resolve(root, 'tests/e2e/support/global-setup.ts'),
  fullyParallel: false,
  workers: 2,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json']],
  use: { locale: 'de-DE', timezoneId: 'Europe/Berlin', viewport: { width: 1440, height: 900 }, trace: 'retain-on-failure' },
});
