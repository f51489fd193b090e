import type { Browser } from '@playwright/test';
import { launchBrowser } from '../../../build/browser/launch';
import { atLeast, atMost, type Check, type Row } from '../support/check';
import { type Crawl, openOffice, serveBuilt, visit, watch } from './crawl';
import { PAYLOADS, RUNNING } from './payloads';
import { attackedOffice } from './seed';

const CHECK = 7;
/** Payloads of a short run; another seed takes others. */
const FEW = 2;
const PAGES = [
  '#/', '#/client-files', '#/queue', '#/referrals', '#/letters', '#/letters/new', '#/partners', '#/conflicts',
  '#/quarantine', '#/backup', '#/erasures', '#/admin',
]; // prettier-ignore

const nothing = (): Crawl => ({ executions: 0, violations: [], escapes: [], views: 0, seen: new Set() });

/** The same payloads on a page that renders by innerHTML, without and with the content policy of the app. */
async function careless(browser: Browser, url: string): Promise<{ ran: number; refused: number }> {
  const page = await browser.newPage();
  const crawl = nothing();
  await watch(page, crawl);
  await page.goto('data:text/html,<body></body>');
  for (const payload of RUNNING) {
    await page.evaluate((html) => (document.body.innerHTML = html), payload);
    await page.waitForTimeout(20);
  }
  const ran = crawl.executions;
  await page.goto(url);
  await page.evaluate((html) => {
    try {
      document.body.innerHTML = html;
    } catch {
      // Trusted Types refuse it, and the refusal is counted.
    }
  }, RUNNING[0] ?? '');
  await page.waitForTimeout(100);
  await page.close();
  return { ran, refused: crawl.violations.length };
}

async function run({ long, seed }: { long: boolean; seed: number }): Promise<Row[]> {
  const from = seed % PAYLOADS.length;
  const payloads = long ? PAYLOADS : [...PAYLOADS, ...PAYLOADS].slice(from, from + FEW);
  const office = await attackedOffice(payloads);
  const { url, server } = await serveBuilt();
  const browser = await launchBrowser();
  try {
    const crawl = nothing();
    const page = await openOffice(browser, url, office.backup, crawl);
    for (const hash of PAGES) await visit(page, crawl, hash);
    for (const id of long ? office.fileIds : office.fileIds.slice(0, 1)) {
      await visit(page, crawl, `#/client-files/${id}`);
      await visit(page, crawl, `#/client-files/${id}/refer`);
    }
    const { ran, refused } = await careless(browser, url);
    const control = ran >= RUNNING.length / 2 && refused > 0;
    const fields = [...office.marks.values()];
    const seen = fields.filter((mark) => crawl.seen.has(mark)).length;
    for (const what of [...crawl.violations, ...crawl.escapes, ...office.refused])
      process.stderr.write(`stored XSS: ${what}\n`);
    if (long)
      for (const [name, mark] of office.marks)
        if (!crawl.seen.has(mark)) process.stderr.write(`stored XSS: on no view: ${name}\n`);
    return [
      atLeast(CHECK, 'stored XSS: payloads typed', payloads.length, long ? 60 : FEW),
      atLeast(CHECK, 'stored XSS: free-text fields of the schemas that held one', fields.length, 100),
      atLeast(CHECK, 'stored XSS: of these, fields seen on some view', seen, SEEN),
      atLeast(CHECK, 'stored XSS: views looked at', crawl.views, long ? 500 : 10),
      atMost(CHECK, 'stored XSS: payloads executed', crawl.executions, 0, control),
      atMost(CHECK, 'stored XSS: refusals of the content policy', crawl.violations.length, 0, control),
      atMost(CHECK, 'stored XSS: requests and windows that left the app', crawl.escapes.length, 0, control),
      atMost(CHECK, 'stored XSS: documents that could not be made', office.refused.length, 0, true),
    ];
  } finally {
    await browser.close();
    server.close();
  }
}

/** Fewest fields that some view must show, so that an empty page shows nothing. */
const SEEN = 30;

/** Somebody types, imports or sends scripts as names, notes and words (check 7). */
export const check: Check = { name: 'stored-xss', run };
