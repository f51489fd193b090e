import type { BrowserContext, Page } from '@playwright/test';
import { expect, PASSPHRASE, setUpOffice, test } from './support/wegbuch';
import { codeFor, goTo, join, synced, takeIn } from './support/flows';

/** Several windows of one computer: one of them synchronises for all, and another takes over when it is gone. */

/** Paths under which a window asked to synchronise, since the last look. */
function watch(page: Page): () => string[] {
  let asked: string[] = [];
  page.on('request', (request) => {
    const path = /\/api\/v\d+\/sync\/(\w+)/.exec(request.url())?.[1];
    if (path) asked.push(path);
  });
  return () => {
    const seen = asked;
    asked = [];
    return seen;
  };
}

/** One more window on the same computer, unlocked. */
async function open(context: BrowserContext, origin: string) {
  const page = await context.newPage();
  const asked = watch(page);
  await page.goto(origin);
  await page
    .getByLabel(/Passphrase/)
    .first()
    .fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Entsperren' }).click();
  await expect(page.getByRole('heading', { name: 'Heute', level: 1 })).toBeVisible({ timeout: 30_000 });
  return { page, asked };
}

/** How many windows lead, and how many wait for it. */
const leaders = (page: Page) =>
  page.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query();
    const named = (locks: LockInfo[]) => locks.filter(({ name }) => name === 'wegbuch-sync').length;
    return { leading: named(held), waiting: named(pending) };
  });

/** A third computer joins and sees what the server has. */
async function seenElsewhere(asker: Page, device: () => Promise<{ page: Page }>, names: string[]) {
  const code = await codeFor(asker, 'device');
  const { page } = await device();
  await join(page, code);
  await goTo(page, 'Klient:innen');
  for (const name of names) await expect(page.getByText(name)).toBeVisible({ timeout: 30_000 });
}

test('one window synchronises for both; when it closes, the other takes over', async ({ device, server }) => {
  test.setTimeout(240_000);
  const one = await device();
  const byOne = watch(one.page);
  await setUpOffice(one.page, { server: true });
  await synced(one.page);
  const { page: two, asked: byTwo } = await open(one.context, server.staff);
  await expect.poll(() => leaders(two)).toEqual({ leading: 1, waiting: 1 });

  // What the second saves goes out through the first.
  byOne();
  await takeIn(two, { family: 'Kovalenko', given: 'Olena' });
  await expect.poll(byOne, { timeout: 30_000 }).toContain('push');
  await synced(two);
  // Control: as long as the first is there, the second never speaks with the server of rows.
  expect(byTwo()).toEqual([]);

  await one.page.close();
  await expect.poll(() => leaders(two)).toEqual({ leading: 1, waiting: 0 });
  await takeIn(two, { family: 'Haidari', given: 'Yusuf', language: 'Dari' });
  await expect.poll(byTwo, { timeout: 30_000 }).toEqual(expect.arrayContaining(['push']));
  await synced(two);
  await seenElsewhere(two, device, ['Kovalenko, Olena', 'Haidari, Yusuf']);
});

test('another window takes over when the worker of the leading one dies', async ({ device, server }) => {
  test.setTimeout(240_000);
  const one = await device();
  await setUpOffice(one.page, { server: true });
  await synced(one.page);
  const { page: two, asked: byTwo } = await open(one.context, server.staff);
  await expect.poll(() => leaders(two)).toEqual({ leading: 1, waiting: 1 });
  expect(byTwo()).toEqual([]);
  for (const worker of one.page.workers()) await worker.evaluate(() => globalThis.close());
  await expect.poll(() => leaders(two)).toEqual({ leading: 1, waiting: 0 });
  await takeIn(two, { family: 'Tewelde', given: 'Rahel', language: 'Tigrinya' });
  await expect.poll(byTwo, { timeout: 30_000 }).toContain('push');
  await synced(two);
  await seenElsewhere(two, device, ['Tewelde, Rahel']);
});

test('what another window saves arrives while the leading one is frozen', async ({ device, server }) => {
  test.setTimeout(240_000);
  const one = await device();
  await setUpOffice(one.page, { server: true });
  await synced(one.page);
  const { page: two } = await open(one.context, server.staff);
  await expect.poll(() => leaders(two)).toEqual({ leading: 1, waiting: 1 });
  // As the browser does with a window that nobody has looked at for long: its page rests, its worker goes on.
  const session = await one.context.newCDPSession(one.page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await takeIn(two, { family: 'Haidari', given: 'Yusuf', language: 'Dari' });
  await synced(two);
  await seenElsewhere(two, device, ['Haidari, Yusuf']);
});
