import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** Who runs the embedded database when Wegbuch is started by root: PostgreSQL refuses to run as root. */
export interface ServiceUser {
  name: string;
  uid: number;
  gid: number;
}

const run = promisify(execFile);

async function systemUsers(): Promise<ServiceUser[]> {
  const table = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return table.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

/**
 * Null unless root. Else the owner of an existing cluster, the users `wegbuch` or `postgres`, a new system user
 * `wegbuch`, and where none can be made `nobody`.
 */
export async function serviceUser(cluster: string): Promise<ServiceUser | null> {
  if (process.getuid?.() !== 0) return null;
  const users = await systemUsers();
  const owner = await stat(cluster).catch(() => null);
  const present =
    users.find((user) => owner !== null && user.uid === owner.uid && user.uid !== 0) ??
    users.find((user) => user.name === 'wegbuch') ??
    users.find((user) => user.name === 'postgres');
  if (present) return present;
  const make = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'];
  await run('useradd', [...make, '--shell', '/usr/sbin/nologin', 'wegbuch']).catch(() => undefined);
  const made = await systemUsers();
  return (
    made.find((user) => user.name === 'wegbuch') ??
    made.find((user) => user.name === 'nobody') ?? { name: 'nobody', uid: 65534, gid: 65534 }
  );
}

/** Whether `user` may enter this folder: it and all its parents carry the execute bit for them. */
export async function mayEnter(folder: string, user: ServiceUser): Promise<boolean> {
  for (let path = folder; ; path = dirname(path)) {
    const entry = await stat(path).catch(() => null);
    if (entry !== null) {
      const bit = entry.uid === user.uid ? 0o100 : entry.gid === user.gid ? 0o010 : 0o001;
      if ((entry.mode & bit) === 0) return false;
    }
    if (path === dirname(path)) return true;
  }
}
