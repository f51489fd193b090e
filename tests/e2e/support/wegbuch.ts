import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';
import { startServer, type TestServer } from './server';

export const PASSPHRASE = 'vier zufällige Wörter reichen';

/** A browser profile of its own with one page: a computer in the office. */
export interface Device {
  context: BrowserContext;
  page: Page;
  /** What went wrong in the page without anybody asking: errors, refused scripts and styles. */
  problems: string[];
}

export interface Fixtures {
  /**
   * Makes a new computer; its unasked-for problems fail the test at the end. With `keeps` the browser keeps the
   * program (for times without a server) and PINs; writing the program down is half of the work of a fresh browser.
   */
  device: (options?: {
    origin?: string;
    viewport?: { width: number; height: number };
    keeps?: boolean;
  }) => Promise<Device>;
}

/** Lines the browser writes itself when the network is gone; everything else counts. */
const EXPECTED = /net::ERR_|Failed to load resource/;

export const test = base.extend<Fixtures, { server: TestServer }>({
  server: [
    // Playwright reads the names of fixtures from this pattern.
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.dispose();
    },
    { scope: 'worker' },
  ],
  device: async ({ browser, server }, use) => {
    const devices: Device[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({
        locale: 'de-DE',
        timezoneId: 'Europe/Berlin',
        viewport: options.viewport ?? { width: 1440, height: 900 },
        serviceWorkers: options.keeps ? 'allow' : 'block',
      });
      const page = await context.newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error' && !EXPECTED.test(message.text())) problems.push(message.text());
      });
      await page.goto(options.origin ?? server.staff);
      const device = { context, page, problems };
      devices.push(device);
      return device;
    });
    for (const { context, problems } of devices) {
      await context.close();
      expect(problems).toEqual([]);
    }
  },
});

export { expect };

/** Sets up a new office on a fresh device and waits for Heute. */
export async function setUpOffice(
  page: Page,
  options: { office?: string; person?: string; server?: boolean } = {},
): Promise<void> {
  await page
    .getByRole('button', { name: /^Neues Büro/ })
    .or(page.getByRole('link', { name: /^Neues Büro/ }))
    .click();
  await page.getByLabel('Name des Büros').fill(options.office ?? 'Servicestelle Talstadt');
  await page.getByLabel('Ihr Name').fill(options.person ?? 'Jonas Brandt');
  if (options.server) await page.getByRole('radio', { name: /^Mit einem Server/ }).check({ force: true });
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByLabel('Passphrase wiederholen').fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Büro einrichten' }).click();
  await expect(page.getByRole('heading', { name: 'Heute', level: 1 })).toBeVisible({ timeout: 30_000 });
}
