import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

/** The real server in a process of its own: its memory is its own, and it can die alone. */
export interface LoneServer {
  url: string;
  ownerUrl: string;
  /** Whether the process that was started first still runs. */
  runs(this: void): boolean;
  /** Memory in use after collecting what can be, in MB. */
  memory(this: void): Promise<number>;
  end(this: void): Promise<void>;
}

export async function startLoneServer(): Promise<LoneServer> {
  const folder = await mkdtemp(join(tmpdir(), 'wegbuch-test-'));
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--import', 'tsx', join(import.meta.dirname, 'server-child.ts'), folder],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  const ended = once(child, 'exit');
  const answer = async <T>() => {
    const [said] = (await Promise.race([
      once(child, 'message'),
      ended.then(() => Promise.reject(new Error('The server ended.'))),
    ])) as [T];
    return said;
  };
  const started = await answer<{ url: string; ownerUrl: string }>();
  return {
    ...started,
    runs: () => child.exitCode === null && child.signalCode === null,
    memory: async () => {
      child.send('memory');
      return (await answer<{ memory: number }>()).memory / 1024 / 1024;
    },
    end: async () => {
      if (child.connected) child.disconnect();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
