import type { Marker } from './device';
import type { JournalFile } from './journal';

/**
 * Files of the origin's private file system, beside IndexedDB: the mark of the device and the journal. Only in
 * workers, where synchronous handles can flush.
 */
interface SyncHandle {
  write(bytes: Uint8Array, options: { at: number }): number;
  read(bytes: Uint8Array, options: { at: number }): number;
  getSize(): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

const FOLDER = 'wegbuch';
const MARK_FILE = 'device-mark';
const JOURNAL_PREFIX = 'journal-';

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

async function openHandle(file: FileSystemFileHandle): Promise<SyncHandle> {
  const opener = file as FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncHandle> };
  return opener.createSyncAccessHandle();
}

function readAll(handle: SyncHandle): Uint8Array {
  const bytes = new Uint8Array(handle.getSize());
  handle.read(bytes, { at: 0 });
  return bytes;
}

/** The note that tells a lost store from a new device. */
export const opfsMarker: Marker = {
  async read() {
    try {
      const file = await (await folder()).getFileHandle(MARK_FILE);
      return (await (await file.getFile()).text()) || null;
    } catch (error) {
      if ((error as DOMException).name === 'NotFoundError') return null;
      throw error;
    }
  },
  async write(mark) {
    const handle = await openHandle(await (await folder()).getFileHandle(MARK_FILE, { create: true }));
    try {
      handle.truncate(0);
      handle.write(new TextEncoder().encode(mark), { at: 0 });
      handle.flush();
    } finally {
      handle.close();
    }
  },
};

/**
 * One journal file per worker, since a handle is exclusive. Files of workers that are gone are taken over: what
 * they hold is appended to the own file before they are removed.
 */
export async function openJournalFile(name: string): Promise<JournalFile> {
  const home = await folder();
  const handle = await openHandle(await home.getFileHandle(JOURNAL_PREFIX + name, { create: true }));
  const append = (bytes: Uint8Array) => {
    handle.write(bytes, { at: handle.getSize() });
    handle.flush();
  };
  const names: string[] = [];
  const entries = home as FileSystemDirectoryHandle & { keys(): AsyncIterable<string> };
  for await (const key of entries.keys()) if (key.startsWith(JOURNAL_PREFIX) && key !== JOURNAL_PREFIX + name) names.push(key);
  for (const key of names) {
    const other = await openHandle(await home.getFileHandle(key)).catch(() => null);
    // Another window is using it.
    if (!other) continue;
    const content = readAll(other);
    if (content.length > 0) append(content);
    other.close();
    await home.removeEntry(key);
  }
  return {
    append: (bytes) => Promise.resolve(append(bytes)),
    read: () => Promise.resolve(readAll(handle)),
    replace(bytes) {
      handle.truncate(0);
      handle.write(bytes, { at: 0 });
      handle.flush();
      return Promise.resolve();
    },
  };
}
