import { mkdtemp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBackupFiles } from './backups';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (content: Uint8Array) => new TextDecoder().decode(content);
const nameOf = (day: number) => `Wegbuch-Sicherung-202611${String(day).padStart(2, '0')}-0800.wegbuch`;

describe('backups in a folder', () => {
  let root = '';
  let folder = '';
  const files = () => createBackupFiles(join(root, 'backup-folder'));
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'wegbuch-'));
    folder = join(root, 'Laufwerk');
    await mkdir(folder);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('knows the chosen folder after the next start, and whether it is there', async () => {
    expect(await files().folder()).toBeNull();
    await files().choose(folder);
    expect(await files().folder()).toEqual({ name: 'Laufwerk', open: true });
    await rm(folder, { recursive: true });
    expect(await files().folder()).toEqual({ name: 'Laufwerk', open: false });
  });

  it('writes in pieces, and has the backup under its name only once it is whole', async () => {
    const backups = files();
    await backups.choose(folder);
    expect(await backups.write(nameOf(1), 0, bytes('one '))).toBe('done');
    expect(await backups.write(nameOf(1), 4, bytes('two'))).toBe('done');
    expect(await readdir(folder)).toEqual([`${nameOf(1)}.new`]);
    expect(await backups.finish(nameOf(1))).toBe('done');
    expect(await readdir(folder)).toEqual([nameOf(1)]);
    expect(text(await backups.read(nameOf(1), 0, 5))).toBe('one t');
    expect(text(await backups.read(nameOf(1), 5, 5))).toBe('wo');
    expect(await backups.read(nameOf(1), 7, 5)).toHaveLength(0);
  });

  it('begins anew over what an earlier try left', async () => {
    const backups = files();
    await backups.choose(folder);
    await writeFile(join(folder, `${nameOf(1)}.new`), 'a longer piece of an earlier try');
    await backups.write(nameOf(1), 0, bytes('one'));
    await backups.finish(nameOf(1));
    expect(await readFile(join(folder, nameOf(1)), 'utf8')).toBe('one');
  });

  it('keeps the newest fourteen, and touches nothing that is not ours', async () => {
    const backups = files();
    await backups.choose(folder);
    for (let day = 1; day <= 16; day++) await writeFile(join(folder, nameOf(day)), 'x');
    const others = ['Urlaub.jpg', 'Wegbuch-Sicherung-alt.wegbuch', 'Wegbuch-Sicherung-20261101-0800.txt'];
    for (const other of [...others, `${nameOf(17)}.new`]) await writeFile(join(folder, other), 'x');
    await backups.thinOut();
    const kept = Array.from({ length: 14 }, (_, at) => nameOf(at + 3));
    expect((await readdir(folder)).sort()).toEqual([...others, ...kept].sort());
  });

  it('says what became of a write when the drive is gone', async () => {
    const backups = files();
    expect(await backups.write(nameOf(1), 0, bytes('x'))).toBe('failed');
    await backups.choose(folder);
    // Control: the same write with the drive there.
    expect(await backups.write(nameOf(1), 0, bytes('x'))).toBe('done');
    await rm(folder, { recursive: true });
    expect(await backups.write(nameOf(1), 0, bytes('x'))).toBe('failed');
    expect(await backups.finish(nameOf(1))).toBe('failed');
  });
});
