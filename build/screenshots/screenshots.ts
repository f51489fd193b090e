import { mkdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { startServer } from '../../tests/e2e/support/server';
import { browserPath } from '../browser/launch';

/** Makes the pictures of docs/screenshots from the built app: the demo office. */
const folder = resolve(import.meta.dirname, '../../docs/screenshots');
/** Pictures in the repository stay small, in bytes. */
const LIMIT = 200 * 1024;

async function shoot(page: Page, name: string): Promise<void> {
  // Fonts and the first live answers settle; there is no state of the page that says so.
  await page.waitForTimeout(1_500);
  const path = resolve(folder, `${name}.png`);
  await page.screenshot({ path });
  const { size } = await stat(path);
  console.log(`${name}.png  ${Math.round(size / 1024)} kB`);
  if (size > LIMIT) throw new Error(`${name}.png is larger than 200 kB.`);
}

async function visit(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => (window.location.hash = hash), address);
  await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
}

async function desk(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/?demo`);
  await page.getByRole('heading', { name: 'Heute', level: 1 }).waitFor({ timeout: 90_000 });
  await shoot(page, 'heute');
  await visit(page, '/client-files');
  await page.getByRole('searchbox').fill('Al-Hassan');
  const hit = page.getByRole('grid').getByRole('link').first();
  await hit.waitFor();
  const file = ((await hit.getAttribute('href')) ?? '').replace('#', '');
  await visit(page, file);
  await shoot(page, 'akte');
  await visit(page, `${file}/assessment/new`);
  await shoot(page, 'kompetenzen-ar');
  await visit(page, `${file}/refer`);
  await page.getByText('Sprache', { exact: true }).first().click();
  await shoot(page, 'weitervermitteln');
  await visit(page, '/queue');
  await shoot(page, 'wartebereich');
  await visit(page, '/conflicts');
  await shoot(page, 'fassungen');
  await page.keyboard.press('Control+l');
  await page.getByRole('heading', { name: 'Wegbuch ist gesperrt' }).waitFor();
  await shoot(page, 'entsperren');
}

await mkdir(folder, { recursive: true });
const executablePath = await browserPath();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const server = await startServer();
try {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await desk(page, server.staff);
} finally {
  await browser.close();
  await server.dispose();
}
