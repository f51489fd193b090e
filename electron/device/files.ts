import { mkdir, open, readFile, readdir, rename, rm, stat, statfs, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileOutcome } from '#shared/ipc/channels';
import { syncFolder, writeWhole } from '../files/durable';
import { outcomeOf } from './outcome';

/** What a device keeps beside its database: a note, and the journal of unsynchronised changes. Ciphertext only. */
export interface DeviceFiles {
  /** Bytes that are free on its disk for this user. */
  freeBytes(this: void): Promise<number>;
  note: {
    read(): Promise<string | null>;
    write(text: string | null): Promise<FileOutcome>;
  };
  journal: {
    /** Takes over what earlier workers left. */
    open(name: string): Promise<FileOutcome>;
    append(name: string, bytes: Uint8Array): Promise<FileOutcome>;
    read(name: string, from: number): Promise<Uint8Array<ArrayBuffer>>;
    size(name: string): Promise<number>;
    replace(name: string, bytes: Uint8Array, end: number): Promise<FileOutcome>;
  };
}

const SUFFIX = '.journal';

/** Appends and flushes, or leaves the file as it was. */
async function append(file: FileHandle, bytes: Uint8Array): Promise<void> {
  const { size } = await file.stat();
  try {
    await file.appendFile(bytes);
    await file.datasync();
  } catch (error) {
    await file.truncate(size);
    throw error;
  }
}

async function withFile<T>(path: string, flags: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, flags, 0o600);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

async function readFrom(path: string, from: number): Promise<Uint8Array<ArrayBuffer>> {
  return withFile(path, 'r', async (file) => {
    const { size } = await file.stat();
    const bytes = new Uint8Array(Math.max(0, size - from));
    for (let done = 0; done < bytes.length;) {
      const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done);
      if (bytesRead === 0) return bytes.subarray(0, done);
      done += bytesRead;
    }
    return bytes;
  });
}

/** `folder` is made if missing. Writes run one after another and are answered when flushed. */
export function createDeviceFiles(folder: string): DeviceFiles {
  const notePath = join(folder, 'note');
  const pathOf = (name: string) => join(folder, name + SUFFIX);
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work, work);
    turn = next.catch(() => undefined);
    return next;
  };
  const writing = (work: () => Promise<void>) =>
    inTurn(() =>
      outcomeOf(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await work();
      }),
    );

  async function takeOver(name: string): Promise<void> {
    const all = (await readdir(folder)).filter((one) => one.endsWith(SUFFIX));
    const [first, ...others] = all.filter((one) => one !== name + SUFFIX);
    if (first !== undefined && !all.includes(name + SUFFIX)) await rename(join(folder, first), pathOf(name));
    else if (first !== undefined) others.push(first);
    await withFile(pathOf(name), 'a', async (file) => {
      for (const other of others) {
        await append(file, await readFrom(join(folder, other), 0));
        await rm(join(folder, other));
      }
    });
    await syncFolder(folder);
  }

  return {
    async freeBytes() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
    note: {
      read: () =>
        inTurn(async () => {
          try {
            return await readFile(notePath, 'utf8');
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
            throw error;
          }
        }),
      write: (text) =>
        writing(() => (text === null ? rm(notePath, { force: true }) : writeWhole(notePath, [text]))),
    },
    journal: {
      open: (name) => writing(() => takeOver(name)),
      append: (name, bytes) => writing(() => withFile(pathOf(name), 'a', (file) => append(file, bytes))),
      read: (name, from) => inTurn(() => readFrom(pathOf(name), from)),
      size: (name) => inTurn(async () => (await stat(pathOf(name))).size),
      replace: (name, bytes, end) =>
        writing(async () => writeWhole(pathOf(name), [bytes, await readFrom(pathOf(name), end)])),
    },
  };
}
