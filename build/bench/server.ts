import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePort } from '../../server/storage/embedded';
import type { ServerMessage } from '../../server/main';

const root = resolve(import.meta.dirname, '../..');

/** The built server in a process of its own, with its PostgreSQL beside it. */
export interface BenchServer {
  url: string;
  /** Most memory that the process has held at once, in MB; PostgreSQL's processes are not counted. */
  peakMemory(this: void): number | null;
  stop(this: void): Promise<void>;
}

/** Builds the app and the server unless that was done since the sources changed. */
export async function buildProduct(): Promise<void> {
  const module = pathToFileURL(join(root, 'build/start/build.mjs')).href;
  const { buildIfNeeded } = (await import(module)) as { buildIfNeeded: (at: string) => Promise<void> };
  await buildIfNeeded(root);
}

function ready(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    child.on('message', (message) => {
      const said = message as ServerMessage;
      if (said.kind === 'ready') done(said.url);
      else if (said.kind === 'failed') fail(new Error(said.sentence));
    });
    child.once('exit', () => fail(new Error('The server ended.')));
  });
}

/** The high-water mark that Linux keeps of a process; elsewhere unknown. */
function peakOf(pid: number | undefined): number | null {
  if (process.platform !== 'linux' || pid === undefined) return null;
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

export async function startBenchServer(): Promise<BenchServer> {
  const data = await mkdtemp(join(tmpdir(), 'wegbuch-bench-'));
  const ports = ['--port', String(await freePort()), '--kiosk-port', String(await freePort())];
  const child = spawn(process.execPath, ['dist/server/main.js', ...ports, '--data', data], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const url = await ready(child);
  return {
    url,
    peakMemory: () => peakOf(child.pid),
    async stop() {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}
