import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../../server/storage/embedded';
import type { StoredRow } from '#shared/sync/protocol';
import { bundle, endWorker, startWorker, type Browser } from './browser';

/** Other stores, installed and run apart from Wegbuch (tests/bench/peers). */
const folder = resolve(import.meta.dirname, '../../tests/bench/peers');

export type PeerName = 'rxdb' | 'pouchdb';

export interface PeerWorker {
  firstSync(name: string, url: string): Promise<{ ms: number; rows: number }>;
  conflicts(url: string, ids: string[]): Promise<{ lost: number; hidden: number }>;
}

interface PeerServer {
  /** Address of a database that holds the records. */
  fill(records: readonly PeerRecord[]): Promise<string>;
  stop(): Promise<void>;
}

/** A record as peers store it: the ciphertext is a text to them, and `collection` a word that RxDB keeps for itself. */
type PeerRecord = Omit<StoredRow, 'fileId' | 'collection'> & { fileId: string; table: string };

const toPeer = ({ collection, fileId, ...row }: StoredRow): PeerRecord => ({
  ...row,
  table: collection,
  fileId: fileId ?? '',
});

const SENTENCE =
  'The peers are not measured: run "npm ci" in tests/bench/peers on a machine that reaches a package registry, or leave their rows out with --only.';

/** Installs what is measured against, once. Says in a sentence what to do when that fails. */
export function installPeers(): boolean {
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) return true;
  console.log('Installing the peers (tests/bench/peers) …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) console.log(SENTENCE);
  return status === 0;
}

async function post(url: string, method: 'POST' | 'PUT', body: unknown): Promise<void> {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
}

function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

async function startRxdbServer(): Promise<PeerServer> {
  const child = spawn(process.execPath, [join(folder, 'rxdb-server.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<string>((done) => {
    child.stdout.once('data', (chunk: Buffer) => done(chunk.toString().trim()));
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    async fill(records) {
      await post(`${url}/clear`, 'POST', undefined);
      for (const some of chunks(records, 2_000)) {
        const documents = some.map((record) => ({ ...record, _deleted: false }));
        await post(`${url}/fill`, 'POST', documents);
      }
      return url;
    },
    stop: () => end(child),
  };
}

async function startPouchdbServer(): Promise<PeerServer> {
  const data = await mkdtemp(join(tmpdir(), 'wegbuch-bench-pouchdb-'));
  const port = await freePort();
  const program = join(folder, 'node_modules/pouchdb-server/bin/pouchdb-server');
  const child = spawn(
    process.execPath,
    [program, '--port', String(port), '--dir', data, '--no-stdout-logs'],
    {
      cwd: data,
      stdio: 'ignore',
    },
  );
  const base = `http://127.0.0.1:${port}`;
  for (let tries = 0; !(await fetch(base).catch(() => null))?.ok; tries++) {
    if (tries === 150 || child.exitCode !== null) throw new Error('pouchdb-server did not start.');
    await new Promise((done) => setTimeout(done, 200));
  }
  let databases = 0;
  return {
    async fill(records) {
      const url = `${base}/records-${++databases}`;
      await post(url, 'PUT', undefined);
      for (const some of chunks(records, 2_000)) {
        // Ids that begin with an underscore are the database's own.
        const docs = some.map(({ id, ...record }) => ({ ...record, _id: `r${id}` }));
        await post(`${url}/_bulk_docs`, 'POST', { docs });
      }
      return url;
    },
    async stop() {
      await end(child);
      await rm(data, { recursive: true, force: true });
    },
  };
}

const START: Record<PeerName, () => Promise<PeerServer>> = {
  rxdb: startRxdbServer,
  pouchdb: startPouchdbServer,
};

/** Runs work with a peer's server filled and its worker in the page; a fresh worker each time. */
export async function withPeer<T>(
  name: PeerName,
  browser: Browser,
  records: readonly StoredRow[],
  work: (worker: PeerWorker, url: string) => Promise<T>,
): Promise<T> {
  const server = await START[name]();
  try {
    const url = await server.fill(records.map(toPeer));
    const module = `${name}-worker`;
    const entries = { [module]: join(folder, `${module}.mjs`) };
    await bundle({ root: folder, entries }, join(browser.folder, name));
    const worker = await startWorker<PeerWorker>(browser.page, name, `${name}/${module}`);
    return await work(worker, url);
  } finally {
    await endWorker(browser.page, name);
    await server.stop();
  }
}
