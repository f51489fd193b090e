import { copyFile, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { Foreseen } from '../messages';
import { addressOf, clusterHome } from '../storage/embedded';
import { folderProblem, reasonOf } from '../storage/folder';
import { type Manifest, printOf, writeManifest } from './manifest';

/** What PostgreSQL makes anew when it starts; the folders must be there, their content must not. */
const EMPTY = /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\//;
const LEFT_OUT = /(^|\/)(postmaster\.(pid|opts)|pg_internal\.init(\..*)?|pgsql_tmp.*)$/;
const WAL = /^[0-9A-F]{24}$/;

interface Copying {
  from: string;
  to: string;
  files: Manifest['files'];
}

/** Copies one file as it is at this moment, and notes its hash; one that has just gone is no loss. */
async function copy({ from, to, files }: Copying, path: string): Promise<void> {
  try {
    await copyFile(join(from, path), join(to, path));
  } catch (error) {
    if (reasonOf(error) === 'ENOENT') return;
    throw error;
  }
  const handle = await open(join(to, path), 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  files[path] = await printOf(join(to, path));
}

async function copyTree(copying: Copying, folder: string, root = folder): Promise<void> {
  await mkdir(join(copying.to, folder), { recursive: true, mode: 0o700 });
  for (const entry of await readdir(join(copying.from, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    const inCluster = path.slice(root.length + 1);
    if (EMPTY.test(inCluster) || LEFT_OUT.test(inCluster)) continue;
    if (entry.isDirectory()) await copyTree(copying, path, root);
    else if (entry.isFile()) await copy(copying, path);
  }
}

/** The running database of a data folder, and where its files are. */
async function connect(dataFolder: string): Promise<{ client: pg.Client; home: string }> {
  try {
    const home = await clusterHome(dataFolder);
    const client = new pg.Client({ connectionString: await addressOf(home) });
    await client.connect();
    return { client, home };
  } catch (error) {
    throw new Foreseen('backup-no-server', { folder: dataFolder }, { cause: error });
  }
}

/**
 * PostgreSQL's own way of copying a cluster that goes on working: what changes meanwhile is in the log that is
 * copied after the files. A slot keeps that log until we have it.
 */
async function copyCluster(client: pg.Client, copying: Copying): Promise<string> {
  const ask = async (text: string) => (await client.query<Record<string, string>>(text)).rows[0] ?? {};
  await ask("select pg_create_physical_replication_slot('wegbuch_backup', true, true)");
  const begun = await ask("select pg_walfile_name(pg_backup_start('wegbuch', true)) as segment");
  await copyTree(copying, 'cluster');
  const ended = await ask(
    `select pg_walfile_name(lsn) as segment, labelfile, current_setting('server_version') as version
     from pg_backup_stop(false)`,
  );
  const label = join(copying.to, 'cluster/backup_label');
  await writeFile(label, ended['labelfile'] ?? '', { mode: 0o600 });
  copying.files['cluster/backup_label'] = await printOf(label);
  const [first = '', last = ''] = [begun['segment'], ended['segment']];
  const segments = (await readdir(join(copying.from, 'cluster/pg_wal'))).filter((name) => WAL.test(name));
  for (const segment of segments)
    if (segment >= first && segment <= last) await copy(copying, `cluster/pg_wal/${segment}`);
  for (const segment of [first, last])
    if (!copying.files[`cluster/pg_wal/${segment}`]) throw new Error(`the log ${segment} is gone`);
  return ended['version'] ?? '';
}

/**
 * Backs up the embedded database of a data folder while its server runs, into a folder that must not be there
 * yet. Throws Foreseen: backup-exists, backup-no-server, disk-full, folder-unwritable.
 */
export async function backUp(dataFolder: string, target: string): Promise<Manifest> {
  const folder = resolve(target);
  if ((await stat(folder).catch(() => null)) !== null) throw new Foreseen('backup-exists', { folder });
  const { client, home } = await connect(dataFolder);
  const part = `${folder}.part`;
  try {
    await rm(part, { recursive: true, force: true });
    await mkdir(part, { recursive: true, mode: 0o700 });
    const files: Manifest['files'] = {};
    const postgres = await copyCluster(client, { from: home, to: part, files });
    await copy({ from: home, to: part, files }, 'owner-password');
    await copy({ from: dataFolder, to: part, files }, 'server.json');
    const manifest: Manifest = { version: 1, at: new Date().toISOString(), postgres, files };
    await writeManifest(part, manifest);
    await rename(part, folder);
    return manifest;
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw error instanceof Foreseen ? error : folderProblem(folder, error);
  } finally {
    await client.end();
  }
}
