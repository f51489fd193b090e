import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeWhole } from '../files/durable';

/**
 * Copies what this device keeps beside its database (the journal of unsynchronised changes and the note; ciphertext)
 * into a folder named after the version that is going to be replaced. Throws when a file cannot be copied: then
 * there is no update. Resolves with the number of bytes of unsynchronised changes.
 */
export async function exportBeforeUpdate(device: string, exports: string, version: string): Promise<number> {
  const names = await readdir(device).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const kept = names.filter((name) => name === 'note' || name.endsWith('.journal'));
  const files = await Promise.all(
    kept.map(async (name) => ({ name, content: await readFile(join(device, name)) })),
  );
  const unsynchronised = files
    .filter(({ name }) => name.endsWith('.journal'))
    .reduce((sum, { content }) => sum + content.length, 0);
  if (unsynchronised === 0) return 0;
  const folder = join(exports, `before-update-of-${version}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const { name, content } of files) await writeWhole(join(folder, name), [content]);
  await syncFolder(exports);
  return unsynchronised;
}
