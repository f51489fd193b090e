import { execFile } from 'node:child_process';
import { readFile, readlink, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

async function output(program: string, args: string[]): Promise<string | null> {
  try {
    return (await run(program, args, { timeout: 5000 })).stdout.trim();
  } catch {
    // Program missing or nothing found: both mean "not known".
    return null;
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * What tells this process from a later one with the same number: its start time (and boot). Null when no such
 * process runs. Where start times are unknown (Windows) the number alone counts.
 */
export async function processIdentity(pid: number): Promise<string | null> {
  if (!alive(pid)) return null;
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => null);
    if (stat === null) return null;
    // Field 22; the name in field 2 may hold spaces, so count from its closing bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; nobody has asked for its exit code yet.
    if (fields[0] === 'Z') return null;
    const start = fields[19] ?? '';
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
    return `${String(pid)}:${start}:${boot.trim()}`;
  }
  const start = process.platform === 'win32' ? '' : await output('ps', ['-o', 'lstart=', '-p', String(pid)]);
  return `${String(pid)}:${start ?? ''}`;
}

/** Command line of a process, or null when it does not run or may not be seen. */
export async function commandOf(pid: number): Promise<string | null> {
  if (!alive(pid)) return null;
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => null);
    return text === null ? null : text.replaceAll('\0', ' ').trim();
  }
  if (process.platform === 'win32')
    return output('tasklist', ['/fi', `pid eq ${String(pid)}`, '/fo', 'csv', '/nh']);
  return output('ps', ['-o', 'command=', '-p', String(pid)]);
}

/** Name and number of the program that listens on a TCP port of this computer, or null when not found out. */
export async function listenerOf(port: number): Promise<string | null> {
  const pid = process.platform === 'linux' ? await linuxListener(port) : await lsofListener(port);
  if (pid === null) return null;
  const command = await commandOf(pid);
  const program = command?.split(' ')[0]?.split(/[/\\]/).at(-1);
  return program ? `${program} (${String(pid)})` : null;
}

async function lsofListener(port: number): Promise<number | null> {
  const found = await output('lsof', ['-nP', '-t', `-iTCP:${String(port)}`, '-sTCP:LISTEN']);
  const pid = Number(found?.split('\n')[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : null;
}

async function linuxListener(port: number): Promise<number | null> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'utf8').catch(() => '');
    for (const line of text.split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      // Local address, state (0A = LISTEN), inode.
      if (fields[1]?.endsWith(wanted) && fields[3] === '0A') inodes.add(`socket:[${fields[9] ?? ''}]`);
    }
  }
  if (inodes.size === 0) return null;
  for (const entry of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(entry)) continue;
    for (const handle of await readdir(`/proc/${entry}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${entry}/fd/${handle}`).catch(() => '');
      if (inodes.has(target)) return Number(entry);
    }
  }
  return null;
}
