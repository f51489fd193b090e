import { appendFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDeviceFiles } from './files';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (content: Uint8Array) => new TextDecoder().decode(content);

describe('what a device keeps beside its database', () => {
  let folder = '';
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'wegbuch-')), 'device');
  });
  afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

  it('keeps the note whole, and knows that there is none', async () => {
    const { note } = createDeviceFiles(folder);
    expect(await note.read()).toBeNull();
    expect(await note.write('first')).toBe('done');
    await writeFile(join(folder, 'note.new'), 'half of a second that was never fini');
    expect(await createDeviceFiles(folder).note.read()).toBe('first');
    expect(await note.write(null)).toBe('done');
    expect(await note.read()).toBeNull();
  });

  it('appends to the journal of each worker, and takes over what ended workers left', async () => {
    const before = createDeviceFiles(folder);
    await before.journal.open('worker-a');
    await before.journal.append('worker-a', bytes('one '));
    await Promise.all([
      before.journal.append('worker-a', bytes('two ')),
      before.journal.append('worker-a', bytes('three ')),
    ]);
    await appendFile(join(folder, 'worker-b.journal'), 'of b ');
    const { journal } = createDeviceFiles(folder);
    expect(await journal.open('worker-c')).toBe('done');
    expect(text(await journal.read('worker-c', 0))).toBe('one two three of b ');
    expect(text(await journal.read('worker-c', 4))).toBe('two three of b ');
    expect(await readdir(folder)).toEqual(['worker-c.journal']);
    // A straggler of the old window is not lost either.
    await journal.append('worker-a', bytes('late '));
    await journal.open('worker-d');
    expect(text(await journal.read('worker-d', 0))).toContain('late ');
  });

  it('knows how much room its disk has', async () => {
    expect(await createDeviceFiles(folder).freeBytes()).toBeGreaterThan(0);
  });

  it('replaces only what stood there when it was read', async () => {
    const { journal } = createDeviceFiles(folder);
    await journal.open('worker-a');
    await journal.append('worker-a', bytes('old old '));
    const end = await journal.size('worker-a');
    await journal.append('worker-a', bytes('new '));
    expect(await journal.replace('worker-a', bytes('kept '), end)).toBe('done');
    expect(await readFile(join(folder, 'worker-a.journal'), 'utf8')).toBe('kept new ');
  });

  it('says what became of a write that the disk refuses', async () => {
    await writeFile(folder, 'a file where the folder should be');
    const { journal, note } = createDeviceFiles(folder);
    expect(await journal.append('worker-a', bytes('x'))).toBe('failed');
    expect(await note.write('x')).toBe('failed');
  });
});
