import { endWorker, measuresOf, startWorker } from './browser';
import type { Context } from './context';
import type { OfficeWorker } from './office-worker';
import { atMost, informative, median, percentile } from './rows';

/** Two devices of an office of ordinary size that are in touch. */
export const LIVE_ROWS = ['catch-up', 'visible-there'];

const OFFICE_RECORDS = 10_000;
const CHANGES = 1_000;
const CATCH_UPS = 3;
const TURNS = 40;

export async function measureLive(context: Context): Promise<void> {
  const { page } = await context.browser();
  const { url } = await context.server();
  const lead = await startWorker<OfficeWorker>(page, 'lead', 'office-worker');
  await lead.fill('live-lead', url, OFFICE_RECORDS);
  const [code = ''] = await lead.invite(1);
  let device = await startWorker<OfficeWorker>(page, 'device', 'office-worker');
  await device.join('live-device', url, code);
  await device.sync();
  const ids = await lead.files(CHANGES);
  if (ids.length < CHANGES) throw new Error(`Only ${ids.length} client files.`);

  const catchUps: number[] = [];
  while (catchUps.length < CATCH_UPS) {
    await device.close();
    await endWorker(page, 'device');
    await lead.changeEach(ids, `round ${catchUps.length}`);
    await lead.syncOnce();
    device = await startWorker<OfficeWorker>(page, 'device', 'office-worker');
    await device.unlock('live-device');
    catchUps.push((await device.sync()).synced);
  }
  await lead.sync();
  const visible = await measuresOf(page).visibleThere('lead', 'device', ids[0] ?? '', TURNS);
  for (const [name, worker] of Object.entries({ lead, device })) {
    await worker.clear();
    await endWorker(page, name);
  }
  context.report(
    atMost(`catch-up-${CHANGES}`, median(catchUps), 'ms', 1_500),
    informative('visible-there-p50', median(visible), 'ms'),
    atMost('visible-there-p95', percentile(visible, 0.95), 'ms', 500),
  );
}
