import { setTimeout as sleep } from 'node:timers/promises';
import { setUpOffice } from '../../tests/integration/support/office';
import { batchText } from './batches';
import type { Context } from './context';
import { ask, closeConnections, type Client } from './http';
import { atLeast, atMost, informative, median, percentile, type Row } from './rows';
import { runStorm, signInDevices } from './storm';

/** What the server bears, asked over HTTP with rows that are encrypted already. */
export const SERVER_ROWS = ['push-rate', 'storm', 'server-memory'];

const BATCH_ROWS = 200;
const SENDERS = 4;
const WARM_UP_MS = 2_000;
const MEASURED_MS = 10_000;
const PROBES = 100;
const PROBE_EVERY_MS = 100;

async function push(client: Client, rows: number): Promise<number> {
  const { status, text, ms } = await ask(client, 'POST', '/sync/push', batchText(rows));
  if (status !== 200) throw new Error(`push: ${status} ${text}`);
  return ms;
}

/** Batches a second that one office gets stored, from senders that each wait for their answer. */
async function pushRate(base: string): Promise<{ rate: number; times: number[] }> {
  const { lead } = await setUpOffice(base);
  const client: Client = { base, token: lead.token, address: '10.1.0.1' };
  const begun = performance.now();
  const times: number[] = [];
  const send = async () => {
    for (;;) {
      const ms = await push(client, BATCH_ROWS);
      const at = performance.now() - begun;
      if (at > WARM_UP_MS + MEASURED_MS) return;
      if (at > WARM_UP_MS) times.push(ms);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
  return { rate: times.length / (MEASURED_MS / 1_000), times };
}

/** Single saves of people who just go on working, at a fixed rate. */
async function probe(clients: readonly Client[]): Promise<number[]> {
  const running: Promise<number>[] = [];
  for (let turn = 0; turn < PROBES; turn++) {
    const client = clients[turn % clients.length];
    if (client) running.push(push(client, 1));
    await sleep(PROBE_EVERY_MS);
  }
  return Promise.all(running);
}

async function stormRows(base: string): Promise<Row[]> {
  const clients = await signInDevices(base);
  const storm = await runStorm(clients);
  const after = await probe(clients);
  return [
    atMost('storm-errors', storm.errors, 'errors', 0),
    atMost('storm-unfinished', storm.unfinished, 'devices', 0),
    informative('storm-busy', storm.busy, 'answers'),
    informative('storm-passed', storm.passed / 1_000, 's'),
    informative('storm-p99-during', percentile(storm.latencies, 0.99), 'ms'),
    atMost('storm-p99-after', percentile(after, 0.99), 'ms', 2_000),
  ];
}

export async function measureServer(context: Context): Promise<void> {
  const { url, peakMemory } = await context.server();
  if (context.wants('push-rate')) {
    const { rate, times } = await pushRate(url);
    context.report(
      atLeast('push-rate', rate, 'batches/s', 100),
      informative('push-p50', median(times), 'ms'),
    );
  }
  if (context.wants('storm')) context.report(...(await stormRows(url)));
  const memory = peakMemory();
  if (memory !== null) context.report(atMost('server-memory', memory, 'MB', 300));
  closeConnections();
}
