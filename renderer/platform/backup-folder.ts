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

/** Whether a folder can be chosen here. */
export function mayChooseFolder(): boolean {
  return typeof (window as Picker).showDirectoryPicker === 'function';
}

const chosen = async () => ((await places((store) => store.get(KEY))) as Folder | undefined) ?? null;

/** The name of the chosen folder, and whether it may be written to without asking again; null: none is chosen. */
export async function backupFolder(): Promise<{ name: string; open: boolean } | null> {
  const folder = await chosen();
  if (!folder) return null;
  const permission = (await folder.queryPermission?.({ mode: 'readwrite' })) ?? 'granted';
  return { name: folder.name, open: permission === 'granted' };
}

/** Lets a person choose. False when they did not. */
export async function chooseBackupFolder(): Promise<boolean> {
  try {
    const folder = await (window as Picker).showDirectoryPicker?.({ id: 'wegbuch', mode: 'readwrite' });
    if (!folder) return false;
    await places((store) => store.put(folder, KEY));
    return true;
  } catch (error) {
    if ((error as { name?: string }).name === 'AbortError') return false;
    throw error;
  }
}

/**
 * Writes the file whole into the chosen folder and gives what lies there now, to be read back. Asks for permission
 * where that is needed (only from a press of a person). Null where there is no folder, or it may not be written to.
 */
export async function writeToFolder(name: string, file: Blob): Promise<Blob | null> {
  const folder = await chosen();
  if (!folder) return null;
  const mode = { mode: 'readwrite' } as const;
  const asked = (await folder.queryPermission?.(mode)) ?? 'granted';
  if (asked !== 'granted' && (await folder.requestPermission?.(mode)) !== 'granted') return null;
  const entry = await folder.getFileHandle(name, { create: true });
  const writable = await entry.createWritable();
  await writable.write(file);
  await writable.close();
  return entry.getFile();
}

/** Takes the oldest backups away, once a newer one was read back. */
export async function thinOutFolder(): Promise<void> {
  const folder = await chosen();
  if (!folder) return;
  const names: string[] = [];
  for await (const name of (folder as unknown as { keys(): AsyncIterable<string> }).keys())
    if (OURS.test(name)) names.push(name);
  for (const name of names.sort().slice(0, -KEPT)) await folder.removeEntry(name);
}

/** Hands a file over as a download. */
export function downloadFile(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
