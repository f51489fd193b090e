import { access, constants, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { FileOutcome } from '#shared/ipc/channels';
import { syncFolder, writeWhole } from '../files/durable';
import { outcomeOf } from './outcome';

/** Backups in a folder of a person's choice. Windows name a file of it, never a path. */
export interface BackupFiles {
  /** From now on backups lie in this folder. */
  choose(path: string): Promise<void>;
  /** The name of the chosen folder and whether it is there and can be written to; null: none is chosen. */
  folder(): Promise<{ name: string; open: boolean } | null>;
  /** Writes a piece of a new backup; the one at 0 begins it. */
  write(name: string, position: number, bytes: Uint8Array): Promise<FileOutcome>;
  /** Flushes the new backup and gives it its name: until then there is none of this name. */
  finish(name: string): Promise<FileOutcome>;
  /** A piece of a backup; shorter at its end, empty beyond it. */
  read(name: string, position: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Takes away all but the newest 14, and what was begun and never finished. */
  thinOut(): Promise<void>;
}

const KEPT = 14;
const OURS = /^Wegbuch-Sicherung-\d{8}-\d{4}\.wegbuch(\.new)?$/;
const BESIDE = '.new';

/** `placeFile` holds the path of the chosen folder. */
export function createBackupFiles(placeFile: string): BackupFiles {
  async function place(): Promise<string | null> {
    try {
      return await readFile(placeFile, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }
  async function pathOf(name: string): Promise<string> {
    const folder = await place();
    if (folder === null) throw new Error('no folder is chosen');
    return join(folder, name);
  }

  return {
    choose: (path) => writeWhole(placeFile, [path]),
    async folder() {
      const path = await place();
      if (path === null) return null;
      const writable = access(path, constants.W_OK).then(
        () => true,
        () => false,
      );
      return { name: basename(path) || path, open: await writable };
    },
    write: (name, position, bytes) =>
      outcomeOf(async () => {
        const file = await open((await pathOf(name)) + BESIDE, position === 0 ? 'w' : 'r+', 0o600);
        try {
          await file.write(bytes, 0, bytes.length, position);
        } finally {
          await file.close();
        }
      }),
    finish: (name) =>
      outcomeOf(async () => {
        const path = await pathOf(name);
        const file = await open(path + BESIDE, 'r+');
        try {
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(path + BESIDE, path);
        await syncFolder(join(path, '..'));
      }),
    async read(name, position, length) {
      const file = await open(await pathOf(name), 'r');
      try {
        const bytes = new Uint8Array(length);
        const { bytesRead } = await file.read(bytes, 0, length, position);
        return bytes.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    async thinOut() {
      const folder = await place();
      if (folder === null) return;
      const ours = (await readdir(folder)).filter((name) => OURS.test(name)).sort();
      const whole = ours.filter((name) => !name.endsWith(BESIDE));
      const begun = ours.filter((name) => name.endsWith(BESIDE));
      for (const name of [...whole.slice(0, -KEPT), ...begun]) await rm(join(folder, name), { force: true });
    },
  };
}
