import type { DeviceFiles, Marker } from './device';
import { freeBytes } from './free-bytes';
import type { JournalFile } from './journal';
import { newId } from '#shared/crypto/random';

/**
 * Files of the origin's private file system, beside IndexedDB: the note of the device and the journal. Only in
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
const NOTE_FILE = 'device-note';
const JOURNAL_PREFIX = 'journal-';

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

async function openHandle(file: FileSystemFileHandle): Promise<SyncHandle> {
  const opener = file as FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncHandle> };
  return opener.createSyncAccessHandle();
}

function readFrom(handle: SyncHandle, from: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, handle.getSize() - from));
  if (handle.read(bytes, { at: from }) !== bytes.length) throw new DOMException('', 'UnknownError');
  return bytes;
}

/** Appends, or leaves the file as it was. */
function append(handle: SyncHandle, bytes: Uint8Array): void {
  const size = handle.getSize();
  try {
    // On a full disk Chromium does not throw: it gives 2^64 - 1.
    if (handle.write(bytes, { at: size }) !== bytes.length) throw new DOMException('', 'QuotaExceededError');
  } catch (error) {
    handle.truncate(size);
    throw error;
  }
}

function appendAndFlush(handle: SyncHandle, bytes: Uint8Array): void {
  append(handle, bytes);
  handle.flush();
}

/** The note that tells a lost store from a new device, and from which a lost one is rebuilt. */
const marker: Marker = {
  async read() {
    try {
      const file = await (await folder()).getFileHandle(NOTE_FILE);
      return await (await file.getFile()).text();
    } catch (error) {
      if ((error as DOMException).name === 'NotFoundError') return null;
      throw error;
    }
  },
  async write(note) {
    const home = await folder();
    if (note === null) return home.removeEntry(NOTE_FILE);
    // Written beside and moved into its place, so that at any moment one whole note is there.
    const beside = `${NOTE_FILE}-${newId()}`;
    const file = await home.getFileHandle(beside, { create: true });
    const handle = await openHandle(file);
    try {
      appendAndFlush(handle, new TextEncoder().encode(note));
    } finally {
      handle.close();
    }
    await (file as FileSystemFileHandle & { move(name: string): Promise<void> }).move(NOTE_FILE);
  },
};

/**
 * One journal file per worker, since a handle is exclusive. A worker takes over the files of those that are gone.
 */
export async function openJournalFile(name: string): Promise<JournalFile> {
  const home = await folder();
  const open = async (key: string) => ({
    key,
    handle: await openHandle(await home.getFileHandle(key, { create: true })),
  });
  const names: string[] = [];
  const entries = home as FileSystemDirectoryHandle & { keys(): AsyncIterable<string> };
  for await (const key of entries.keys()) if (key.startsWith(JOURNAL_PREFIX)) names.push(key);
  let own: { key: string; handle: SyncHandle } | null = null;
  const leave = async ({ key, handle }: { key: string; handle: SyncHandle }) => {
    handle.close();
    // Another window may have taken it over in this very moment; then it is that window's.
    await home.removeEntry(key).catch(() => undefined);
  };
  let beside = false;
  for (const key of names) {
    const found = await open(key).catch(() => null);
    // Another window is using it.
    if (!found) {
      beside = true;
      continue;
    }
    if (!own) {
      own = found;
      continue;
    }
    appendAndFlush(own.handle, readFrom(found.handle, 0));
    await leave(found);
  }
  let file = own ?? (await open(JOURNAL_PREFIX + name));
  return {
    beside: async () => beside,
    append: async (bytes) => append(file.handle, bytes),
    flush: async () => file.handle.flush(),
    read: async (from) => readFrom(file.handle, from),
    size: async () => file.handle.getSize(),
    async replace(bytes, end) {
      const next = await open(JOURNAL_PREFIX + newId());
      try {
        append(next.handle, bytes);
        appendAndFlush(next.handle, readFrom(file.handle, end));
      } catch (error) {
        await leave(next);
        throw error;
      }
      // Should the worker end here, both are there; a record twice is harmless.
      const last = file;
      file = next;
      await leave(last);
    },
  };
}

/** Journal and note in the browser's private file system. */
export const opfsFiles: DeviceFiles = { marker, freeBytes, openJournal: openJournalFile };
