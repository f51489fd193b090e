import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { Foreseen } from '../messages';
import { postgresPrograms } from './binaries';
import { folderProblem, writeDurably } from './folder';
import { commandOf } from './processes';
import { type ServiceUser, mayEnter, serviceUser } from './service-user';

const OWNER = 'wegbuch_owner';
const DATABASE = 'wegbuch';
/** After a crash PostgreSQL first syncs its whole folder: giving up early would only begin that again. */
const START_MS = 300_000;

export interface EmbeddedPostgres {
  /** Address for the owner of the database. */
  ownerUrl: string;
  pid: number;
  /** Stops the cluster cleanly; resolves when it has ended. */
  stop(): Promise<void>;
}

interface Cluster {
  /** Folder of the data folder that this module owns. */
  home: string;
  /** PGDATA. */
  folder: string;
  programs: string;
  user: ServiceUser | null;
}

/** A program of the cluster, run as its user, apart from the terminal's Ctrl+C, with English messages. */
function launch(cluster: Cluster, program: string, args: string[]): ChildProcess {
  const { user } = cluster;
  return spawn(join(cluster.programs, program), args, {
    cwd: cluster.home,
    env: {
      PATH: process.env['PATH'] ?? '',
      SystemRoot: process.env['SystemRoot'] ?? '',
      LC_ALL: 'C',
      TZ: 'UTC',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
    ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
  });
}

/** Collects what a program says and whether it failed. */
function finished(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-8000));
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, said });
    });
  });
}

/** The line that says why: PostgreSQL marks it FATAL, PANIC or error. */
function reasonIn(said: string): string {
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const line = lines.find((text) => /FATAL|PANIC|error/i.test(text)) ?? lines.at(-1) ?? '?';
  return line.replace(/^.*?(FATAL|PANIC|error):\s*/i, '');
}

function startProblem(folder: string, said: string): Foreseen {
  if (/No space left on device/i.test(said)) return new Foreseen('disk-full', { folder });
  const version =
    /initialized by PostgreSQL version (\S+), which is not compatible with this version (\S+?)\.?$/m.exec(
      said,
    );
  if (version) {
    return new Foreseen('database-version', { folder, version: version[1] ?? '', bundled: version[2] ?? '' });
  }
  return new Foreseen('database-start', { folder, reason: reasonIn(said) });
}

async function ownerPassword(cluster: Cluster): Promise<string> {
  const file = join(cluster.home, 'owner-password');
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept) return kept.trim();
  const password = randomBytes(24).toString('base64url');
  await writeDurably(file, `${password}\n`);
  return password;
}

/** Makes the cluster beside its place and moves it there whole, so that a kill leaves none or a sound one. */
async function makeCluster(cluster: Cluster, password: string): Promise<void> {
  const next = `${cluster.folder}.new`;
  const passwordFile = join(cluster.home, `initdb-${randomBytes(6).toString('hex')}`);
  await rm(next, { recursive: true, force: true });
  await mkdir(next, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  try {
    if (cluster.user !== null) {
      await chown(next, cluster.user.uid, cluster.user.gid);
      await chown(passwordFile, cluster.user.uid, cluster.user.gid);
    }
    const { code, said } = await finished(
      launch(cluster, 'initdb', [
        `--pgdata=${next}`,
        `--username=${OWNER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ]),
    );
    if (code !== 0) throw startProblem(cluster.home, said);
    await rename(next, cluster.folder);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(next, { recursive: true, force: true });
  }
}

async function stopCluster(cluster: Cluster): Promise<boolean> {
  const stop = (mode: string) =>
    finished(launch(cluster, 'pg_ctl', ['stop', '-D', cluster.folder, '-m', mode, '-w', '-t', '30']));
  if ((await stop('fast')).code === 0) return true;
  return (await stop('immediate')).code === 0;
}

/**
 * After kill -9 of the server its PostgreSQL may still run, or have left a postmaster.pid whose number another
 * program has by now. The instance lock is ours, so either is stopped or cleared away.
 */
async function clearLeftovers(cluster: Cluster): Promise<void> {
  const file = join(cluster.folder, 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  const command = await commandOf(pid);
  if (
    command !== null &&
    command.includes('postgres') &&
    (process.platform === 'win32' || command.includes(cluster.folder))
  ) {
    await stopCluster(cluster);
  } else {
    await rm(file, { force: true });
  }
}

/** A TCP port that is free on the loopback address at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no port'));
      });
    });
  });
}

function startPostmaster(cluster: Cluster, port: number): Promise<ChildProcess> {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'on',
    max_connections: '60',
    log_min_error_statement: 'panic',
    timezone: 'UTC',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = launch(cluster, 'postgres', ['-D', cluster.folder, '-p', String(port), ...flags]);
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => {
      child.kill('SIGQUIT');
      reject(startProblem(cluster.home, 'FATAL: time-out'));
    }, START_MS);
    child.stdout?.resume();
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-8000);
      if (!said.includes('database system is ready to accept connections')) return;
      clearTimeout(timer);
      resolve(child);
    });
    child.once('error', reject);
    child.once('exit', () => {
      clearTimeout(timer);
      reject(startProblem(cluster.home, said));
    });
  });
}

/** Where root's databases live when their data folder is closed to other users. */
const STATE_FOLDER = '/var/lib/wegbuch/clusters';

/**
 * The folder for the cluster and its programs: in the data folder or, where the database user may not enter that
 * (a folder in a closed home), in the system's state folder; the data folder then remembers where.
 */
export async function clusterHome(dataFolder: string): Promise<string> {
  const home = join(dataFolder, 'postgres');
  const pointer = join(dataFolder, 'cluster-at');
  const kept = await readFile(pointer, 'utf8').catch(() => null);
  if (kept !== null) return kept.trim();
  const user = await serviceUser(join(home, 'cluster'));
  if (user === null) return home;
  await chmod(dataFolder, (await stat(dataFolder)).mode | 0o011);
  if (await mayEnter(dataFolder, user)) return home;
  const elsewhere = join(STATE_FOLDER, randomBytes(8).toString('hex'));
  await mkdir(elsewhere, { recursive: true, mode: 0o755 });
  await writeDurably(pointer, `${elsewhere}\n`);
  return elsewhere;
}

async function openCluster(dataFolder: string): Promise<Cluster> {
  const home = await clusterHome(dataFolder);
  const folder = join(home, 'cluster');
  const user = await serviceUser(folder);
  await mkdir(home, { recursive: true });
  // initdb makes `cluster` in here as its user and pg_ctl runs with this working folder.
  await chmod(home, user === null ? 0o700 : 0o755);
  if (user !== null && !(await mayEnter(home, user))) {
    throw new Foreseen('folder-unreachable', { folder: home, user: user.name });
  }
  return { home, folder, user, programs: await postgresPrograms(home, user) };
}

/**
 * Starts the real PostgreSQL that comes with Wegbuch on the data folder, on a free loopback port (the caller
 * holds the instance lock). `onLost` is called if it ends by itself. Throws Foreseen.
 */
export async function startEmbedded(dataFolder: string, onLost: () => void): Promise<EmbeddedPostgres> {
  try {
    const cluster = await openCluster(dataFolder);
    const password = await ownerPassword(cluster);
    const made = await stat(cluster.folder).catch(() => null);
    if (made === null) await makeCluster(cluster, password);
    await clearLeftovers(cluster);
    const port = await freePort();
    const child = await startPostmaster(cluster, port).catch(async (error: unknown) => {
      // Somebody may have taken the port in between: one more try with another.
      if (!/in use|bind/i.test(error instanceof Error ? error.message : '')) throw error;
      return startPostmaster(cluster, await freePort());
    });
    return running(cluster, child, onLost);
  } catch (error) {
    throw error instanceof Foreseen ? error : folderProblem(dataFolder, error);
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** Address for the owner of the cluster that runs in a folder, whoever started it. Throws if none does. */
export async function addressOf(home: string): Promise<string> {
  const password = (await readFile(join(home, 'owner-password'), 'utf8')).trim();
  const port = (await readFile(join(home, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[3] ?? '';
  return `postgresql://${OWNER}:${password}@127.0.0.1:${port}/${DATABASE}`;
}

async function running(cluster: Cluster, child: ChildProcess, onLost: () => void): Promise<EmbeddedPostgres> {
  const pid = child.pid ?? 0;
  const ownerUrl = await addressOf(cluster.home);
  let stopping = false;
  const endWithUs = () => child.kill('SIGINT');
  process.once('exit', endWithUs);
  child.once('exit', () => {
    process.removeListener('exit', endWithUs);
    if (!stopping) onLost();
  });
  await createDatabase(ownerUrl.replace(/[^/]+$/, 'postgres'));
  return {
    ownerUrl,
    pid,
    stop: async () => {
      stopping = true;
      if (child.exitCode === null && child.signalCode === null) await stopCluster(cluster);
    },
  };
}
