import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Foreseen } from '../messages';
import { writeDurably } from '../storage/folder';

/** Every file of a backup with its content's hash: what is missing, cut off, changed or too much shows. */
const manifest = z.strictObject({
  version: z.literal(1),
  /** When the backup was complete (ISO). */
  at: z.iso.datetime(),
  postgres: z.string(),
  files: z.record(z.string(), z.strictObject({ size: z.number().int(), sha256: z.string() })),
});
export type Manifest = z.infer<typeof manifest>;

const NAME = 'backup.json';

/** Size and hash of a file. */
export async function printOf(file: string): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(file)) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    hash.update(bytes);
  }
  return { size, sha256: hash.digest('hex') };
}

/** The manifest comes last: a folder without one is no backup. It carries a hash of itself. */
export async function writeManifest(folder: string, content: Manifest): Promise<void> {
  const text = JSON.stringify(content);
  const own = createHash('sha256').update(text).digest('hex');
  await writeDurably(join(folder, NAME), `${own}\n${text}\n`);
}

async function readManifest(folder: string): Promise<Manifest | null> {
  const text = await readFile(join(folder, NAME), 'utf8').catch(() => '');
  const [own, content = ''] = text.split('\n');
  if (createHash('sha256').update(content).digest('hex') !== own) return null;
  return manifest.parse(JSON.parse(content));
}

/** All files below a folder, as paths with slashes. */
async function filesIn(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
}

/** Reads a backup to its last byte. Throws Foreseen backup-damaged with the first file that is not as it was. */
export async function checkBackup(folder: string): Promise<Manifest> {
  const damaged = (file: string) => new Foreseen('backup-damaged', { folder, file });
  const content = await readManifest(folder);
  if (content === null) throw damaged(NAME);
  const there = new Set(await filesIn(folder));
  there.delete(NAME);
  for (const [file, { size, sha256 }] of Object.entries(content.files)) {
    if (!there.delete(file)) throw damaged(file);
    const found = await printOf(join(folder, file));
    if (found.size !== size || found.sha256 !== sha256) throw damaged(file);
  }
  const [surplus] = there;
  if (surplus !== undefined) throw damaged(surplus);
  return content;
}
