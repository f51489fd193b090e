import { pullResponse, type StoredRow, API_PREFIX } from '#shared/sync/protocol';
import { endWorker, startWorker, workerHeap, type Browser } from './browser';
import type { Context } from './context';
import type { Access, FloorWorker } from './floor-worker';
import type { OfficeWorker, SyncTimes } from './office-worker';
import { installPeers, withPeer, type PeerName } from './peers';
import { against, atMost, informative, median } from './rows';

/** A new device of an office takes everything from the server. */
export const FIRST_SYNC_ROWS = ['first-sync', 'first-list', 'worker-heap'];

/** An office on the server, with codes for devices that are to come. */
interface Office {
  records: number;
  codes: string[];
}

async function fillOffice({ page }: Browser, url: string, size: number, devices: number): Promise<Office> {
  const name = `office-${size}`;
  const lead = await startWorker<OfficeWorker>(page, 'lead', 'office-worker');
  const records = await lead.fill(name, url, size);
  const codes = await lead.invite(devices);
  await lead.clear();
  await endWorker(page, 'lead');
  return { records, codes };
}

interface OurRun {
  times: SyncTimes;
  access: Access;
  heap: number;
}

async function runOurs(browser: Browser, url: string, code: string): Promise<OurRun> {
  const worker = await startWorker<OfficeWorker>(browser.page, 'device', 'office-worker');
  await worker.join('device', url, code);
  const times = await worker.sync();
  const access = await worker.access();
  const heap = await workerHeap(browser);
  await worker.clear();
  await endWorker(browser.page, 'device');
  return { times, access, heap };
}

async function runFloor({ page }: Browser, access: Access): Promise<{ ms: number; rows: number }> {
  const worker = await startWorker<FloorWorker>(page, 'floor', 'floor-worker');
  const result = await worker.firstSync('floor', access);
  await endWorker(page, 'floor');
  return result;
}

/** All rows of an office, as a device gets them. */
async function allRows({ base, token, compartments }: Access): Promise<StoredRow[]> {
  const rows: StoredRow[] = [];
  for (const compartment of compartments) {
    for (let from = 0, more = true; more;) {
      const address = `${base}${API_PREFIX}/sync/pull?compartment=${compartment}&from=${from}&limit=1000`;
      const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
      const page = pullResponse.parse(await answer.json());
      rows.push(...page.rows);
      from = page.rows.at(-1)?.seq ?? from;
      more = page.more;
    }
  }
  return rows;
}

async function runPeer(name: PeerName, browser: Browser, rows: readonly StoredRow[], runs: number) {
  return withPeer(name, browser, rows, async (worker, url) => {
    const times: number[] = [];
    while (times.length < runs) {
      const { ms, rows: arrived } = await worker.firstSync(`${name}-${times.length}`, url);
      if (arrived !== rows.length) throw new Error(`${name}: ${arrived} of ${rows.length} records arrived.`);
      times.push(ms);
    }
    return median(times);
  });
}

const PEERS: readonly { name: PeerName; limit: number }[] = [
  { name: 'rxdb', limit: 0.5 },
  { name: 'pouchdb', limit: 0.25 },
];

async function measureSize(context: Context, size: number): Promise<void> {
  const browser = await context.browser();
  const { url } = await context.server();
  const runs = size > 20_000 ? 1 : 3;
  const { records, codes } = await fillOffice(browser, url, size, runs);
  const ours: OurRun[] = [];
  const floors: number[] = [];
  for (const code of codes) {
    const run = await runOurs(browser, url, code);
    const floor = await runFloor(browser, run.access);
    // The office's record of itself and what it made while filling are rows too: counts must agree.
    if (floor.rows < records) throw new Error(`The server has ${floor.rows} of ${records} records.`);
    ours.push(run);
    floors.push(floor.ms);
  }
  const synced = median(ours.map(({ times }) => times.synced));
  context.report(
    against(`first-sync-floor-${size}`, [synced, median(floors)], 'ms', 1.25),
    informative(`first-sync-per-second-${size}`, records / (synced / 1_000), 'records'),
    atMost(
      `first-list-${size}`,
      median(ours.map(({ times }) => times.usable - times.firstPage)),
      'ms',
      1_000,
    ),
    atMost(`worker-heap-${size}`, Math.max(...ours.map(({ heap }) => heap)) / 1024 ** 2, 'MB', 400),
  );
  const peers = PEERS.filter(({ name }) => context.wants(`first-sync-${name}-${size}`));
  const [run] = ours;
  if (!run || peers.length === 0 || !installPeers()) return;
  const stored = await allRows(run.access);
  for (const { name, limit } of peers) {
    const time = await runPeer(name, browser, stored, runs);
    context.report(against(`first-sync-${name}-${size}`, [synced, time], 'ms', limit));
  }
}

export async function measureFirstSync(context: Context): Promise<void> {
  for (const size of context.sizes) await measureSize(context, size);
}
