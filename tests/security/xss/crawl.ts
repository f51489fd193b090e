import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { policyFor } from '../../../server/http/headers';
import { HIT } from './payloads';
import { PASSPHRASE } from './seed';

const built = resolve(import.meta.dirname, '../../../dist/renderer');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

/** The built app under the content policy that the server gives it. */
export async function serveBuilt(): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = pathname === '/' ? '/index.html' : pathname;
    readFile(join(built, path)).then(
      (bytes) => {
        response.setHeader('content-security-policy', policyFor(path));
        response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
        response.end(bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}/`, server };
}

/** What happened in the pages of an attacked office. */
export interface Crawl {
  executions: number;
  violations: string[];
  /** Requests that left the origin, and windows that opened. */
  escapes: string[];
  views: number;
  /** Marks of the fields that stood on some view. */
  seen: Set<string>;
}

/** Counts what runs, what the content policy refuses and what leaves, in a page and its frames. */
export async function watch(page: Page, crawl: Crawl): Promise<void> {
  const origin = 'http://127.0.0.1';
  await page.exposeFunction('wegbuchRefused', (what: string) => void crawl.violations.push(what));
  await page.exposeFunction(HIT, () => void (crawl.executions += 1));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile }) => {
      const told = (globalThis as unknown as { wegbuchRefused(this: void, what: string): Promise<void> })
        .wegbuchRefused;
      void told(`${violatedDirective} ${sourceFile}`);
    });
  });
  page.on('dialog', (dialog) => {
    crawl.executions += 1;
    void dialog.dismiss();
  });
  page.on('popup', (popup) => void crawl.escapes.push(`window ${popup.url()}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('blob:') && !url.startsWith('data:'))
      crawl.escapes.push(url);
  });
}

/** A page of the office in the backup, unlocked. */
export async function openOffice(browser: Browser, url: string, backup: Buffer, crawl: Crawl): Promise<Page> {
  const context = await browser.newContext({
    locale: 'de-DE',
    viewport: { width: 1440, height: 2400 },
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  await watch(page, crawl);
  await page.goto(url);
  await page.getByRole('button', { name: /^Aus einer Sicherung/ }).click();
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Datei wählen' }).click();
  await (
    await choosing
  ).setFiles({ name: 'a.wegbuch', mimeType: 'application/octet-stream', buffer: backup });
  await page.getByLabel(/^Passphrase von/).fill(PASSPHRASE);
  await page.locator('button[type=submit]').click();
  await page.getByRole('heading', { name: 'Heute', level: 1 }).waitFor({ timeout: 60_000 });
  return page;
}

/** Text, values of fields and frames of a page, as it stands. */
async function look(page: Page, crawl: Crawl): Promise<void> {
  await page.waitForTimeout(150);
  for (const frame of page.frames()) {
    const text = await frame
      .evaluate(() => {
        const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea')];
        return [document.documentElement.textContent, ...fields.map(({ value }) => value)].join('\n');
      })
      .catch(() => '');
    for (const [mark] of text.matchAll(/Feld\d+x/g)) crawl.seen.add(mark);
  }
  crawl.views += 1;
}

/** Buttons that open something to read or write in on a page, by their words. */
const OPENERS =
  /^(Bearbeiten|Ändern|Verlauf|Liste drucken|Drucken|Vorschau|Ansehen|Mehr|Notieren|Ergänzen|Alle|Weitere)/;
const MOST_OPENERS = 14;

/** Opens an address, and whatever its buttons open. */
export async function visit(page: Page, crawl: Crawl, hash: string): Promise<void> {
  const go = async () => {
    await page.evaluate((to) => (window.location.hash = to), hash);
    await page
      .locator('h1')
      .first()
      .waitFor({ timeout: 10_000 })
      .catch(() => undefined);
    await look(page, crawl);
  };
  await go();
  const openers = page.locator('main button', { hasText: OPENERS });
  const count = Math.min(await openers.count(), MOST_OPENERS);
  for (let at = 0; at < count; at++) {
    const opened = await openers
      .nth(at)
      .click({ timeout: 1_500 })
      .then(
        () => true,
        () => false,
      );
    if (!opened) continue;
    await look(page, crawl);
    await page.keyboard.press('Escape');
    if ((await openers.count()) < count) await go();
  }
}
