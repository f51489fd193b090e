import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PushAnswer, PushRow, StoredRow } from '#shared/sync/protocol';
import { freePort } from '../../server/storage/embedded';
import { newId, newRow, pullPage, pushRows, setUpOffice, signIn, type TestOffice } from './support/office';
import { ownerUrlOf, postmasterOf, type ServerProcess, startServerProcess } from './support/server-process';

/** Rounds of load and kill; more with KILL_ROUNDS=50. */
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 2);
const WRITERS = 6;
const BATCH = 10;

let folder: string;
let ports: string[];
let server: ServerProcess;
let office: TestOffice;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wegbuch-kill-'));
  await chmod(folder, 0o755);
  ports = ['--port', String(await freePort()), '--kiosk-port', String(await freePort())];
  server = await startServerProcess(folder, ports);
  office = await setUpOffice(server.url);
});
afterAll(async () => {
  server.child.kill('SIGTERM');
  await server.ended;
  await rm(folder, { recursive: true, force: true });
});

/** What the server has acknowledged, and the pushes whose answer never came. */
interface Ledger {
  acknowledged: Map<string, { rev: string; seq: number }>;
  unanswered: PushRow[][];
}

function note({ acknowledged }: Ledger, answers: PushAnswer[]): void {
  for (const answer of answers) {
    if (answer.result !== 'accepted') throw new Error(`not accepted: ${answer.result}`);
    acknowledged.set(answer.id, { rev: answer.rev, seq: answer.seq });
  }
}

/** Writes new rows and new versions of rows, until the connection is gone. */
async function writeUntilGone(ledger: Ledger): Promise<void> {
  let rows = Array.from({ length: BATCH }, () => newRow());
  for (;;) {
    let answers: PushAnswer[];
    try {
      answers = await pushRows(server.url, office.lead, rows);
    } catch {
      ledger.unanswered.push(rows);
      return;
    }
    note(ledger, answers);
    rows = rows.map((row, n) => {
      if (n % 2 === 0) return newRow();
      return { ...row, rev: newId(), base: ledger.acknowledged.get(row.id)?.seq ?? 0 };
    });
  }
}

async function storedRows(): Promise<Map<string, StoredRow>> {
  const stored = new Map<string, StoredRow>();
  for (let from = 0, more = true; more;) {
    const page = await pullPage(
      server.url,
      office.lead,
      `compartment=stammdaten&from=${String(from)}&limit=2000`,
    );
    for (const row of page.rows) stored.set(row.id, row);
    from = page.rows.at(-1)?.seq ?? from;
    more = page.more;
  }
  return stored;
}

/** Acknowledged versions that are gone: neither stored nor followed by a version that got no answer. */
async function lostVersions({ acknowledged, unanswered }: Ledger): Promise<number> {
  const stored = await storedRows();
  const pending = new Set(unanswered.flat().map(({ rev }) => rev));
  return [...acknowledged].filter(([id, { rev, seq }]) => {
    const row = stored.get(id);
    if (row === undefined) return true;
    return !(row.rev === rev && row.seq === seq) && !(row.seq > seq && pending.has(row.rev));
  }).length;
}

async function withOwner<T>(work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({
    connectionString: await ownerUrlOf(folder),
    options: '-c search_path=wegbuch',
  });
  owner.on('error', () => undefined);
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end().catch(() => undefined);
  }
}

type Victim = 'server' | 'PostgreSQL' | 'a connection';

async function kill(victim: Victim): Promise<void> {
  if (victim === 'server') server.child.kill('SIGKILL');
  else if (victim === 'PostgreSQL') process.kill(await postmasterOf(folder), 'SIGKILL');
  else {
    const pid = await withOwner(async (owner) => {
      const { rows } = await owner.query<{ pid: number }>(
        `select pid from pg_stat_activity where usename = 'wegbuch_app' order by state = 'active' desc limit 1`,
      );
      return rows[0]?.pid;
    });
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }
}

/** Load, a kill in the middle of it, and whatever then needs to be started again. */
async function round(victim: Victim, beforeKill: () => Promise<void>): Promise<Ledger> {
  const ledger: Ledger = { acknowledged: new Map(), unanswered: [] };
  // A fresh session each time: the server counts requests by session.
  await signIn(server.url, office.lead);
  const writing = Array.from({ length: WRITERS }, () => writeUntilGone(ledger));
  await expect.poll(() => ledger.acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(100);
  await beforeKill();
  await kill(victim);
  await Promise.all(writing);
  // PostgreSQL recovers from a killed connection by itself, and the server goes on.
  if (victim !== 'a connection') {
    await server.ended;
    server = await startServerProcess(folder, ports);
  }
  await expect
    .poll(
      () =>
        storedRows().then(
          () => true,
          () => false,
        ),
      { timeout: 30_000 },
    )
    .toBe(true);
  return ledger;
}

const randomPause = () => new Promise<void>((resolve) => setTimeout(resolve, Math.random() * 300));

describe.each(['server', 'PostgreSQL', 'a connection'] as const)('SIGKILL of %s under load', (victim) => {
  it(
    'loses nothing that was acknowledged, and what got no answer is pushed again without a conflict',
    async () => {
      for (let n = 0; n < ROUNDS; n++) {
        const ledger = await round(victim, randomPause);
        expect(await lostVersions(ledger)).toBe(0);
        for (const rows of ledger.unanswered) note(ledger, await pushRows(server.url, office.lead, rows));
        ledger.unanswered = [];
        expect(await lostVersions(ledger)).toBe(0);
        const seqs = [...(await storedRows()).values()].map(({ seq }) => seq);
        expect(new Set(seqs).size).toBe(seqs.length);
      }
    },
    120_000 + ROUNDS * 60_000,
  );
});

describe('acknowledging before the commit', () => {
  it('would lose rows (control)', async () => {
    let release: Promise<unknown> = Promise.resolve();
    const ledger = await round('server', async () => {
      // Commits are held up, as if the disk were slow, by whoever has the office's counter.
      await new Promise<void>((held) => {
        release = withOwner(async (owner) => {
          await owner.query('begin');
          await owner.query('select from offices for update');
          held();
          await server.ended;
        });
      });
      await randomPause();
    });
    await release;
    // A server that says yes too early has said it to all of these.
    for (const row of ledger.unanswered.flat()) ledger.acknowledged.set(row.id, { rev: row.rev, seq: 0 });
    expect(await lostVersions({ ...ledger, unanswered: [] })).toBeGreaterThan(0);
  }, 300_000);
});
