import type { DataError } from '../data/api';
import { dataError, isDataError } from '../data/errors';
import type { BackupFolder } from './platform';

/**
 * The folder of a person's choice for backups, where the browser can write to one (File System Access). Its handle
 * holds nothing but where it is; it lies in a database of its own, since it is no data of the office.
 */
type Permission = 'granted' | 'denied' | 'prompt';
interface Folder extends FileSystemDirectoryHandle {
  queryPermission?: (options: { mode: 'readwrite' }) => Promise<Permission>;
  requestPermission?: (options: { mode: 'readwrite' }) => Promise<Permission>;
}
interface Picker {
  showDirectoryPicker?: (options: { id: string; mode: 'readwrite' }) => Promise<Folder>;
}

const DATABASE = 'wegbuch-places';
const STORE = 'folders';
const KEY = 'backup';
/** So many backups stay in the folder; older ones go once a newer one is known to be good. */
const KEPT = 14;
const OURS = /^Wegbuch-Sicherung-\d{8}-\d{4}\.wegbuch$/;

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('folder'));
  });
}

async function places<T>(work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => void opening.result.createObjectStore(STORE);
  const db = await settled(opening);
  try {
    return await settled(work(db.transaction(STORE, 'readwrite').objectStore(STORE)));
  } finally {
    db.close();
  }
}

const chosen = async () => ((await places((store) => store.get(KEY))) as Folder | undefined) ?? null;
const WRITING = { mode: 'readwrite' } as const;

/** What a person can do about a folder that does not take a file. */
function folderError(error: unknown): DataError {
  const full = (error as { name?: unknown } | null)?.name === 'QuotaExceededError';
  return dataError(full ? 'backup-folder-full' : 'backup-folder');
}

async function writeTo(folder: Folder, name: string, file: Blob): Promise<Blob> {
  const asked = (await folder.queryPermission?.(WRITING)) ?? 'granted';
  if (asked !== 'granted' && (await folder.requestPermission?.(WRITING)) !== 'granted')
    throw dataError('backup-folder');
  const entry = await folder.getFileHandle(name, { create: true });
  const writable = await entry.createWritable();
  await writable.write(file);
  await writable.close();
  return entry.getFile();
}

/** The folder of the web edition, where its browser can write to one. */
export const webBackupFolder: BackupFolder = {
  mayChoose: () => typeof (window as Picker).showDirectoryPicker === 'function',
  async current() {
    const folder = await chosen();
    if (!folder) return null;
    const permission = (await folder.queryPermission?.(WRITING)) ?? 'granted';
    return { name: folder.name, open: permission === 'granted' };
  },
  async choose() {
    try {
      const folder = await (window as Picker).showDirectoryPicker?.({ id: 'wegbuch', mode: 'readwrite' });
      if (!folder) return false;
      await places((store) => store.put(folder, KEY));
      return true;
    } catch (error) {
      if ((error as { name?: string }).name === 'AbortError') return false;
      throw error;
    }
  },
  async write(name, file) {
    const folder = await chosen();
    if (!folder) return null;
    try {
      return await writeTo(folder, name, file);
    } catch (error) {
      throw isDataError(error) ? error : folderError(error);
    }
  },
  async thinOut() {
    const folder = await chosen();
    if (!folder) return;
    const names: string[] = [];
    for await (const name of (folder as unknown as { keys(): AsyncIterable<string> }).keys())
      if (OURS.test(name)) names.push(name);
    for (const name of names.sort().slice(0, -KEPT)) await folder.removeEntry(name);
  },
};

/** Hands a file over as a download. */
export function downloadFile(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
