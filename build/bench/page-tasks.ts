import { goTo, join } from '../../tests/e2e/support/flows';
import { endWorker, startWorker } from './browser';
import type { Context } from './context';
import type { OfficeWorker } from './office-worker';
import { atMost, informative } from './rows';

/** The app's own page while its worker takes an office from the server. */
export const PAGE_ROWS = ['long-task'];

const OFFICE_RECORDS = 10_000;
/** What the top bar says when everything is here. */
const SYNCED = 'Alles gespeichert und synchronisiert';
const PASSPHRASE = 'vier zufällige Wörter reichen';

interface Task {
  startTime: number;
  duration: number;
}

export async function measurePage(context: Context): Promise<void> {
  const browser = await context.browser();
  const { url } = await context.server();
  const lead = await startWorker<OfficeWorker>(browser.page, 'lead', 'office-worker');
  await lead.fill('page-lead', url, OFFICE_RECORDS);
  await lead.sync();
  // A person with a passphrase of their own: the bench's devices derive keys in a way that the app refuses.
  const code = await lead.invitePerson('Leyla Demir');

  const page = await browser.context.newPage();
  await page.addInitScript(() => {
    const tasks: Task[] = [];
    Object.assign(globalThis, { tasks });
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) tasks.push({ startTime, duration });
    }).observe({ type: 'longtask' });
  });
  await page.goto(url);
  await join(page, code, PASSPHRASE);
  await goTo(page, 'Klient:innen');
  await page.getByRole('heading', { level: 1, name: 'Klient:innen' }).waitFor();
  // What the page does until it first shows the list is starting, not synchronising.
  const from = await page.evaluate(() => performance.now());
  // Not by a locator: looking for one takes the page's own time, up to 80 ms at each look.
  await page.waitForFunction((text) => document.body.textContent.includes(text), SYNCED, {
    polling: 250,
    timeout: 120_000,
  });
  const { tasks, until } = await page.evaluate(() => ({
    tasks: (globalThis as unknown as { tasks: Task[] }).tasks,
    until: performance.now(),
  }));
  await page.close();
  await lead.clear();
  await endWorker(browser.page, 'lead');
  const long = tasks.filter(({ startTime }) => startTime >= from).map(({ duration }) => duration);
  context.report(
    atMost('long-task-longest', Math.max(0, ...long), 'ms', 50),
    informative('long-task-count', long.length, 'tasks'),
    informative('long-task-watched', (until - from) / 1_000, 's'),
  );
}
