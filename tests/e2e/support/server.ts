import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

/** A central server of its own, with the embedded PostgreSQL, for one worker of the end-to-end tests. */
export interface TestServer {
  staff: string;
  kiosk: string;
  data: string;
  /** Ends the server process, as when the network is pulled; its data stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops for good and removes the data. */
  dispose(): Promise<void>;
}

/** A port of the loopback interface that is free at this moment. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function healthy(url: string, process: ChildProcess, output: () => string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (process.exitCode !== null) throw new Error(`the server ended: ${output()}`);
    const answer = await fetch(`${url}/health`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`the server did not come up: ${output()}`);
}

export async function startServer(): Promise<TestServer> {
  const data = await mkdtemp(join(tmpdir(), 'wegbuch-e2e-'));
  const port = await freePort();
  const kioskPort = await freePort();
  const staff = `http://127.0.0.1:${port}`;
  let running: ChildProcess | null = null;
  const server: TestServer = {
    staff,
    kiosk: `http://127.0.0.1:${kioskPort}`,
    data,
    async start() {
      let output = '';
      const args = [
        'dist/server/main.js',
        '--port',
        String(port),
        '--kiosk-port',
        String(kioskPort),
        '--data',
        data,
      ];
      running = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
      running.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      running.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      await healthy(staff, running, () => output.slice(-2000));
    },
    async stop() {
      const ending = running;
      running = null;
      if (ending === null || ending.exitCode !== null) return;
      const ended = new Promise((done) => ending.once('exit', done));
      ending.kill('SIGTERM');
      await ended;
    },
    async dispose() {
      await server.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}
