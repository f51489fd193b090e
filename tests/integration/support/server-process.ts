import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');
const START_MS = 300_000;

/** The server as a process of its own, for tests that kill it. */
export interface ServerProcess {
  child: ChildProcess;
  url: string;
  ended: Promise<void>;
}

/** Starts the server on a data folder, on the ports kept there; resolves when it answers. */
export function startServerProcess(dataFolder: string, ports: string[]): Promise<ServerProcess> {
  const args = ['--import', 'tsx', 'server/main.ts', '--data', dataFolder, ...ports];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const ended = new Promise<void>((done) =>
    child.once('close', () => {
      done();
    }),
  );
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`server: time-out ${said}`));
    }, START_MS);
    child.on('message', (message: { kind: string; url?: string; sentence: string }) => {
      if (message.kind === 'note') return;
      clearTimeout(timer);
      if (message.url === undefined) reject(new Error(message.sentence));
      else resolve({ child, url: message.url, ended });
    });
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`server: ended ${said}`));
    });
  });
}

const clusterOf = (dataFolder: string) => join(dataFolder, 'postgres');

/** Process number of the embedded PostgreSQL. */
export async function postmasterOf(dataFolder: string): Promise<number> {
  const text = await readFile(join(clusterOf(dataFolder), 'cluster/postmaster.pid'), 'utf8');
  return Number(text.split('\n')[0]);
}

/** Address of the embedded PostgreSQL for its owner. */
export async function ownerUrlOf(dataFolder: string): Promise<string> {
  const password = (await readFile(join(clusterOf(dataFolder), 'owner-password'), 'utf8')).trim();
  const text = await readFile(join(clusterOf(dataFolder), 'cluster/postmaster.pid'), 'utf8');
  const port = text.split('\n')[3] ?? '';
  return `postgresql://wegbuch_owner:${password}@127.0.0.1:${port}/wegbuch`;
}
