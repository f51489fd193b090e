import { chmod, chown, cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Foreseen } from '../messages';
import { clusterHome } from '../storage/embedded';
import { folderProblem, lockInstance, openDataFolder } from '../storage/folder';
import { serviceUser } from '../storage/service-user';
import { checkBackup, type Manifest } from './manifest';
import { markRestored } from './restored';

/** Gives a cluster to the user that PostgreSQL runs as (only root must). */
async function handOver(cluster: string): Promise<void> {
  await chmod(cluster, 0o700);
  const user = await serviceUser(cluster);
  if (user === null) return;
  for (const path of ['', ...(await readdir(cluster, { recursive: true }))])
    await chown(join(cluster, path), user.uid, user.gid);
}

/**
 * Puts a backup into a data folder without database, after reading it whole; the next start of the server replays
 * the log that came with it. Throws Foreseen: backup-damaged, restore-occupied, already-running, disk-full,
 * folder-unwritable.
 */
export async function restore(backup: string, dataFolder: string): Promise<Manifest> {
  const manifest = await checkBackup(backup);
  await openDataFolder(dataFolder);
  const lock = await lockInstance(dataFolder);
  try {
    const home = await clusterHome(dataFolder);
    const cluster = join(home, 'cluster');
    if ((await stat(cluster).catch(() => null)) !== null)
      throw new Foreseen('restore-occupied', { folder: dataFolder });
    await mkdir(home, { recursive: true });
    const next = `${cluster}.new`;
    await rm(next, { recursive: true, force: true });
    await cp(join(backup, 'cluster'), next, { recursive: true });
    await handOver(next);
    await cp(join(backup, 'owner-password'), join(home, 'owner-password'));
    await cp(join(backup, 'server.json'), join(dataFolder, 'server.json'));
    await markRestored(dataFolder);
    await rename(next, cluster);
    return manifest;
  } catch (error) {
    throw error instanceof Foreseen ? error : folderProblem(dataFolder, error);
  } finally {
    await lock.release();
  }
}
