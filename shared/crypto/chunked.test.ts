import { describe, expect, it } from 'vitest';
import { concat, equalBytes } from './bytes';
import { DamagedFile, openChunks, readHeader, sealChunks, type ReadAt } from './chunked';
import { systemRandom } from './random';

const KEY = new Uint8Array(32).fill(7);
const HEADER = { madeAt: '2026-11-22T10:00:00.000Z' };
const CHUNK = 1024 * 1024;

async function gathered(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return concat(...all);
}

const reading =
  (file: Uint8Array): ReadAt =>
  (from, length) =>
    Promise.resolve(file.subarray(from, from + length));
const sealed = (content: Uint8Array) => gathered(sealChunks(KEY, HEADER, [content]));
const opened = (file: Uint8Array, key = KEY) => gathered(openChunks(key, reading(file)));

/** Random bytes of any length (getRandomValues gives 64 KiB at most). */
const randomBytes = (length: number) =>
  concat(...Array.from({ length: Math.ceil(length / 65_536) }, () => systemRandom(65_536))).subarray(
    0,
    length,
  );

describe('a file in chunks', () => {
  it.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1])(
    'comes back whole: %i bytes',
    async (size) => {
      const content = randomBytes(size);
      const file = await sealed(content);
      expect(equalBytes(await opened(file), content)).toBe(true);
      expect((await readHeader(reading(file))).header).toEqual(HEADER);
    },
  );

  it('does not open when any byte was flipped or the file was cut anywhere', async () => {
    const file = await sealed(randomBytes(CHUNK + 40_000));
    const places = new Set([...Array(140).keys(), file.length - 1, file.length - 17, 1_114_300]);
    for (let at = 140; at < file.length; at += 17_003) places.add(at);
    for (const at of places) {
      const flipped = Uint8Array.from(file);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      await expect(opened(flipped), `flipped at ${at}`).rejects.toBeInstanceOf(DamagedFile);
      await expect(opened(file.subarray(0, at)), `cut at ${at}`).rejects.toBeInstanceOf(DamagedFile);
    }
    // Control: the untouched file opens, and nothing but its own key opens it.
    expect(await opened(file)).toHaveLength(CHUNK + 40_000);
    await expect(opened(file, new Uint8Array(32))).rejects.toBeInstanceOf(DamagedFile);
  });

  it('does not open with a chunk left out, repeated or swapped, or with something behind', async () => {
    const file = await sealed(randomBytes(3 * CHUNK + 5));
    const { end } = await readHeader(reading(file));
    const frames: Uint8Array[] = [];
    for (let from = end; from < file.length;) {
      const length = 4 + new DataView(file.buffer, file.byteOffset + from).getUint32(0);
      frames.push(file.subarray(from, from + length));
      from += length;
    }
    const [a, b, c, last] = frames;
    if (!a || !b || !c || !last || frames.length !== 4) throw new Error(String(frames.length));
    const head = file.subarray(0, end);
    expect(await opened(concat(head, a, b, c, last))).toHaveLength(3 * CHUNK + 5);
    for (const other of [
      [a, c, last],
      [a, b, b, c, last],
      [b, a, c, last],
      [a, b, c],
      [a, b, c, last, last],
      [a, b, c, last, new Uint8Array(1)],
    ])
      await expect(opened(concat(head, ...other))).rejects.toBeInstanceOf(DamagedFile);
  });
});
