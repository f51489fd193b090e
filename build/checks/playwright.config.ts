import { resolve } from 'node:path';
import { defineConfig } from '@playwright/test';
import { browserPath, installedBrowser } from '../browser/launch';

const root = resolve(import.meta.dirname, '../..');
const executablePath = await browserPath();

export default defineConfig({
  testDir: resolve(root, 'tests/e2e'),
  outputDir: resolve(root, '.cache/e2e'),
  fullyParallel: false,
  workers: 2,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [
    ['list'],
    [
      'json',
      { outputFile: process.env['WEGBUCH_E2E_REPORT'] ?? resolve(root, '.cache/reports/playwright.json') },
    ],
  ],
  use: {
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1440, height: 900 },
    // A trace of what failed: `--trace retain-on-failure`. Writing it makes every test a quarter slower.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath,
      args: ['--no-sandbox', ...(installedBrowser() === null ? ['--headless=shell'] : [])],
    },
  },
});
