import { setTimeout as sleep } from 'node:timers/promises';
import { COMPARTMENTS } from '#shared/security/compartments';
import { session } from '#shared/sync/accounts-protocol';
import { setUpOffice, signInRequest, type TestPerson } from '../../tests/integration/support/office';
import { ask, listen, type Answer, type Client } from './http';
import { batchText } from './batches';

/**
 * Devices come back after a network failure, each with changes that wait: a fixed number of them a second,
 * whether the server keeps up or not. Each does what the app does: listens, asks who may read, pushes, pulls,
 * and pulls again when it is told of changes.
 */
export const OFFICES = 20;
export const DEVICES = 500;
export const CHANGES = 200;
const CONNECTS_PER_SECOND = 50;
/** A storm that has not passed by then is given up. */
const LONGEST_MS = 300_000;

export interface Storm {
  /** Answers other than success, 429 and 503, and broken connections. */
  errors: number;
  /** Devices that did not have everything when the storm was given up. */
  unfinished: number;
  /** Times the server asked to come again later. */
  busy: number;
  /** From the first device until the last has everything, in ms. */
  passed: number;
  /** Of the requests during the storm, in ms. */
  latencies: number[];
}

type Compartment = (typeof COMPARTMENTS)[number];

class Device {
  readonly cursors = new Map<Compartment, number>(COMPARTMENTS.map((name) => [name, 0]));
  private readonly told = new Set<Compartment>(COMPARTMENTS);
  private wake: () => void = () => undefined;
  private ended = false;

  constructor(
    private readonly client: Client,
    private readonly storm: Storm,
  ) {}

  /** Asks until there is an answer, as long as the server says to come later. */
  private async ask(method: 'GET' | 'POST', path: string, body: string | null = null): Promise<Answer> {
    for (;;) {
      const answer = await ask(this.client, method, path, body);
      this.storm.latencies.push(answer.ms);
      if (answer.status === 429 || answer.status === 503) {
        this.storm.busy++;
        await sleep(answer.retryAfterMs * (1 + Math.random()));
        continue;
      }
      if (answer.status < 200 || answer.status > 299) this.storm.errors++;
      return answer;
    }
  }

  private onHint = (text: string) => {
    for (const [, name] of text.matchAll(/"compartment":"(\w+)"/g)) this.told.add(name as Compartment);
    if (this.told.size > 0) this.wake();
  };

  private async pull(compartment: Compartment): Promise<void> {
    for (let more = true; more;) {
      const from = this.cursors.get(compartment) ?? 0;
      const query = `compartment=${compartment}&from=${from}&limit=1000`;
      const { status, text } = await this.ask('GET', `/sync/pull?${query}`);
      if (status !== 200) return;
      // Rows come in order: the last seq is where this page ends.
      const last = text.lastIndexOf('"seq":');
      if (last >= 0) this.cursors.set(compartment, Number.parseInt(text.slice(last + 6), 10));
      more = text.endsWith('"more":true}');
    }
  }

  async run(): Promise<void> {
    const live = await listen(this.client, this.onHint);
    if (live.status !== 200) this.storm.errors++;
    await this.ask('GET', '/roster');
    await this.ask('POST', '/sync/push', batchText(CHANGES));
    while (!this.ended) {
      const due = [...this.told];
      this.told.clear();
      for (const compartment of due) await this.pull(compartment);
      if (this.told.size === 0 && !this.ended) await new Promise<void>((resolve) => (this.wake = resolve));
      await sleep(20);
    }
    live.end();
  }

  end(): void {
    this.ended = true;
    this.wake();
  }
}

async function signIn(base: string, person: TestPerson, address: string): Promise<Client> {
  const body = JSON.stringify(await signInRequest(person));
  const { status, text } = await ask({ base, token: '', address }, 'POST', '/sessions', body);
  if (status !== 200) throw new Error(`sign-in: ${status} ${text}`);
  return { base, token: session.parse(JSON.parse(text)).token, address };
}

/** Sessions of all devices, each with an address of its own; offices are set up anew. */
export async function signInDevices(base: string): Promise<Client[]> {
  const clients: Client[] = [];
  for (let number = 0; number < OFFICES; number++) {
    const { lead } = await setUpOffice(base);
    for (let device = 0; device < DEVICES / OFFICES; device++) {
      clients.push(await signIn(base, lead, `10.0.${number}.${device}`));
    }
  }
  // One of each office in turn.
  const perOffice = DEVICES / OFFICES;
  return clients.map((_, at) => clients[(at % OFFICES) * perOffice + Math.floor(at / OFFICES)] as Client);
}

export async function runStorm(clients: readonly Client[]): Promise<Storm> {
  const storm: Storm = { errors: 0, unfinished: 0, busy: 0, passed: 0, latencies: [] };
  const begun = performance.now();
  const devices = clients.map((client) => new Device(client, storm));
  const runs: Promise<void>[] = [];
  for (const [at, device] of devices.entries()) {
    await sleep(Math.max(0, begun + (at * 1_000) / CONNECTS_PER_SECOND - performance.now()));
    runs.push(device.run());
  }
  const complete = (DEVICES / OFFICES) * CHANGES;
  const missing = () => devices.filter(({ cursors }) => (cursors.get('stammdaten') ?? 0) < complete).length;
  while (missing() > 0 && performance.now() - begun < LONGEST_MS) await sleep(100);
  storm.passed = performance.now() - begun;
  storm.unfinished = missing();
  for (const device of devices) device.end();
  await Promise.all(runs);
  return storm;
}
