import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Foreseen } from '../messages';
import { processIdentity } from './processes';

/** The error code of a failed system call ("EACCES"), or the message. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}

/**
 * Makes a folder and what is missing above it; returns the folders it made. (Node's own recursive mkdir never
 * returns where the system takes no folders, as under /proc.)
 */
async function makeFolders(folder: string, mode: number): Promise<string[]> {
  const there = await stat(folder).catch(() => null);
  if (there !== null) return [];
  const made = folder === dirname(folder) ? [] : await makeFolders(dirname(folder), mode);
  await mkdir(folder, { mode });
  return [...made, folder];
}

/**
 * Makes the data folder, with parents that everybody may enter when root makes them (the database runs as
 * another user then), and proves that it can be written. Throws Foreseen.
 */
export async function openDataFolder(folder: string): Promise<void> {
  try {
    const isRoot = process.getuid?.() === 0;
    const made = await makeFolders(folder, isRoot ? 0o755 : 0o700);
    // Whatever the umask took away.
    if (isRoot) for (const one of made) await chmod(one, 0o755);
    const probe = join(folder, `.probe-${randomBytes(6).toString('hex')}`);
    await writeFile(probe, 'x', { flag: 'wx' });
    await rm(probe);
  } catch (error) {
    throw folderProblem(folder, error);
  }
}

/** A failed write in the data folder as a sentence. */
export function folderProblem(folder: string, error: unknown): Foreseen {
  const reason = reasonOf(error);
  if (reason === 'ENOSPC' || reason === 'EDQUOT')
    return new Foreseen('disk-full', { folder }, { cause: error });
  return new Foreseen('folder-unwritable', { folder, reason }, { cause: error });
}

const settingsSchema = z.object({ port: z.number().int(), kioskPort: z.number().int() }).partial();
/** What belongs to the data for good: the ports of the web edition and of the kiosk. */
export type Settings = z.infer<typeof settingsSchema>;

const settingsFile = (folder: string) => join(folder, 'server.json');

/** Reads the settings of a data folder; none yet: empty. Throws Foreseen when the file is damaged. */
export async function readSettings(folder: string): Promise<Settings> {
  const file = settingsFile(folder);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (reasonOf(error) === 'ENOENT') return '{}';
    throw folderProblem(folder, error);
  });
  try {
    return settingsSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Foreseen('settings-broken', { file }, { cause: error });
  }
}

/** Writes a small file so that a power cut leaves the old or the new one, never half of it. */
export async function writeDurably(file: string, text: string, mode = 0o600): Promise<void> {
  const next = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(next, 'wx', mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, file);
}

export async function writeSettings(folder: string, settings: Settings): Promise<void> {
  try {
    await writeDurably(settingsFile(folder), `${JSON.stringify(settings, null, 2)}\n`);
  } catch (error) {
    throw folderProblem(folder, error);
  }
}

const lockSchema = z.object({ identity: z.string(), url: z.string().nullable() });

export interface InstanceLock {
  /** Tells a second start where this one answers. */
  answersAt(url: string): Promise<void>;
  release(): Promise<void>;
}

/** One server per data folder. Throws Foreseen already-running; a lock left by a killed server is taken over. */
export async function lockInstance(folder: string): Promise<InstanceLock> {
  const file = join(folder, 'server.lock');
  const identity = (await processIdentity(process.pid)) ?? String(process.pid);
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await writeFile(file, JSON.stringify({ identity, url: null }), { flag: 'wx', mode: 0o644 });
      return {
        answersAt: (url) => writeDurably(file, JSON.stringify({ identity, url }), 0o644),
        release: () => rm(file, { force: true }),
      };
    } catch (error) {
      if (reasonOf(error) !== 'EEXIST') throw folderProblem(folder, error);
      await removeStaleLock(file);
    }
  }
  throw new Foreseen('already-running', { at: '' });
}

async function removeStaleLock(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  let holder: z.infer<typeof lockSchema> | null = null;
  try {
    holder = lockSchema.parse(JSON.parse(text));
  } catch {
    // Half-written by a server that was killed at this very moment: nobody holds it.
  }
  const pid = Number(holder?.identity.split(':')[0]);
  if (holder && Number.isInteger(pid) && (await processIdentity(pid)) === holder.identity) {
    throw new Foreseen('already-running', { at: holder.url === null ? '' : `: ${holder.url}` });
  }
  await rm(file, { force: true });
}
