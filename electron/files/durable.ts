import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Flushes the entries of a folder: a new or renamed file is there after a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows has no handles of folders and writes their entries through.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a whole file: afterwards the old content is there or the new one, never a part. Flushed. */
export async function writeWhole(path: string, parts: readonly (string | Uint8Array)[]): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, 'w', 0o600);
  try {
    for (const part of parts) await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
  await syncFolder(dirname(path));
}
