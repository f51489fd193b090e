import { appendFile, open, readdir, readFile, rename, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkBackup } from '../../../server/backup/manifest';
import type { Random } from './random';

/** All files below a folder. */
export async function filesUnder(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function flipBit(file: string, at: number): Promise<void> {
  const handle = await open(file, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, at);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await handle.write(byte, 0, 1, at);
  await handle.close();
}

/** Damages one file of a backup; returns how to undo it, and whether its size alone would have told. */
async function damage(
  file: string,
  random: Random,
): Promise<{ undo: () => Promise<void>; resized: boolean }> {
  const { size } = await stat(file);
  const kind = size === 0 ? 2 + random.below(2) : random.below(4);
  if (kind === 0) {
    const at = random.below(size);
    await flipBit(file, at);
    return { undo: () => flipBit(file, at), resized: false };
  }
  if (kind === 1) {
    const whole = await readFile(file);
    await truncate(file, random.below(size));
    return { undo: () => writeFile(file, whole), resized: true };
  }
  if (kind === 2) {
    await rename(file, `${file}.away`);
    return { undo: () => rename(`${file}.away`, file), resized: true };
  }
  await appendFile(file, 'x');
  return { undo: () => truncate(file, size), resized: true };
}

/** Damages a backup time and again: how often nobody noticed, and how often sizes alone would have told nothing. */
export async function damageOften(folder: string, times: number, random: Random) {
  const files = await filesUnder(folder);
  let unnoticed = 0;
  let sameSize = 0;
  for (let turn = 0; turn < times; turn++) {
    const { undo, resized } = await damage(random.pick(files), random);
    const noticed = await checkBackup(folder).then(
      () => false,
      () => true,
    );
    if (!noticed) unnoticed++;
    if (!resized) sameSize++;
    await undo();
  }
  // Whole again, or the rest of the check would mean nothing.
  await checkBackup(folder);
  return { unnoticed, sameSize };
}
