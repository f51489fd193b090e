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
 * One journal file per worker, since a handle is exclusive. A worker takes over the file of one that is gone;
 * further orphans are appended to it before they are removed. `name` serves when there is none.
 */
export async function openJournalFile(name: string): Promise<JournalFile> {
  const home = await folder();
  const names: string[] = [];
  const entries = home as FileSystemDirectoryHandle & { keys(): AsyncIterable<string> };
  for await (const key of entries.keys()) if (key.startsWith(JOURNAL_PREFIX)) names.push(key);
  let own: SyncHandle | null = null;
  for (const key of names) {
    const found = await openHandle(await home.getFileHandle(key)).catch(() => null);
    // Another window is using it.
    if (!found) continue;
    if (!own) {
      own = found;
      continue;
    }
    append(own, readAll(found));
    found.close();
    await home.removeEntry(key);
  }
  const handle = own ?? (await openHandle(await home.getFileHandle(JOURNAL_PREFIX + name, { create: true })));
  return {
    append: (bytes) => Promise.resolve(append(handle, bytes)),
    read: () => Promise.resolve(readAll(handle)),
    size: () => Promise.resolve(handle.getSize()),
    replace(bytes) {
      handle.truncate(0);
      handle.write(bytes, { at: 0 });
      handle.flush();
      return Promise.resolve();
    },
  };
}

function append(handle: SyncHandle, bytes: Uint8Array): void {
  if (bytes.length === 0) return;
  handle.write(bytes, { at: handle.getSize() });
  handle.flush();
}
