import { mkdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { goTo, shownCode } from '../../tests/e2e/support/flows';
import { startServer } from '../../tests/e2e/support/server';
import { setUpOffice } from '../../tests/e2e/support/wegbuch';
import { browserPath } from '../browser/launch';

/** Makes the pictures of docs/screenshots from the built app: the demo office and the first screen of the kiosk. */
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
  await page.keyboard.press('Control+l');
  await page.getByRole('heading', { name: 'Wegbuch ist gesperrt' }).waitFor();
  await shoot(page, 'entsperren');
}

/** A kiosk enrolled with an office of its own, at its first question in Tigrinya. */
async function kiosk(browser: Browser, staffOrigin: string, kioskOrigin: string): Promise<void> {
  const staff = await (await browser.newContext({ locale: 'de-DE' })).newPage();
  await staff.goto(staffOrigin);
  await setUpOffice(staff, { server: true });
  await goTo(staff, 'Verwaltung');
  await staff.getByRole('button', { name: 'Kiosk hinzufügen' }).click();
  await staff.getByRole('dialog').getByLabel('Wo steht er?').fill('Eingang');
  await staff.getByRole('dialog').getByRole('button', { name: 'Code erstellen' }).click();
  const code = await shownCode(staff);
  const page = await (
    await browser.newContext({ locale: 'de-DE', viewport: { width: 720, height: 1280 } })
  ).newPage();
  await page.goto(kioskOrigin);
  await page.getByLabel(/^Code/).fill(code);
  await page.getByRole('button', { name: 'Kiosk einrichten' }).click();
  await page.getByRole('button', { name: 'ትግርኛ', exact: true }).click({ timeout: 30_000 });
  await shoot(page, 'kiosk-ti');
}

await mkdir(folder, { recursive: true });
const executablePath = await browserPath();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const server = await startServer();
try {
  await kiosk(browser, server.staff, server.kiosk);
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
