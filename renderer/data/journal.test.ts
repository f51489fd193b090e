import { describe, expect, it } from 'vitest';
import { createJournal, decodeRecords, encodeRecords, memoryFile, type JournalRecord } from './journal';

const record = (id: string, rev = `rev-${id}`): JournalRecord => ({
  collection: 'client-files',
  row: {
    id, compartment: 'stammdaten', keyId: 'k', seq: 0, rev, dirty: 1, maxStamp: 's', body: Uint8Array.from([1, 2, 255]),
    base: { rev: 'b', keyId: 'k', maxStamp: 's', body: Uint8Array.from([9]) },
  },
}); // prettier-ignore

const idsOf = (records: JournalRecord[]) => records.map(({ row }) => row.id);
const bytesOf = (...ids: string[]) => ids.map((id, at) => encodeRecords([record(id)], at + 1));
const joined = (parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

/** Control: a reader that trusts the lengths it finds, as a journal without checksums would. */
function naiveCount(bytes: Uint8Array): number {
  let count = 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 12 <= bytes.length; at += 12 + view.getUint32(at + 4)) count++;
  return count;
}

describe('journal', () => {
  it('gives back what was appended, in order', async () => {
    const journal = createJournal(memoryFile());
    await Promise.all([journal.append([record('a')]), journal.append([record('b'), record('c')])]);
    expect(await journal.read()).toMatchObject([record('a'), record('b'), record('c')]);
    await journal.reset([record('c')], await journal.size());
    expect(await journal.read()).toMatchObject([record('c')]);
  });

  it('keeps every whole record when the last one is torn, at each byte', () => {
    const [first, second] = bytesOf('a', 'b');
    const both = joined([first!, second!]);
    for (let length = first!.length; length < both.length; length++)
      expect(idsOf(decodeRecords(both.subarray(0, length)))).toEqual(['a']);
    // Control: without a checksum the torn record counts.
    expect(naiveCount(both.subarray(0, both.length - 1))).toBe(2);
  });

  it('keeps what was appended after a torn record, torn at each byte', () => {
    const [first, second, third] = bytesOf('a', 'b', 'c');
    for (let torn = 0; torn < second!.length; torn++)
      expect(idsOf(decodeRecords(joined([first!, second!.subarray(0, torn), third!])))).toEqual(['a', 'c']);
  });

  it('gives back all of a write or nothing, torn at each byte', async () => {
    const file = memoryFile();
    await createJournal(file).append([record('a'), record('b')]);
    const whole = await file.read(0);
    for (let length = 0; length < whole.length; length++)
      expect(decodeRecords(whole.subarray(0, length))).toEqual([]);
    expect(idsOf(decodeRecords(whole))).toEqual(['a', 'b']);
    // Control: records that lie each by itself come back without the other.
    const apart = joined(bytesOf('a', 'b'));
    expect(idsOf(decodeRecords(apart.subarray(0, apart.length - 1)))).toEqual(['a']);
  });

  it('loses the damaged record and no other, damaged at each byte', () => {
    const [first, second, third] = bytesOf('a', 'b', 'c');
    for (let at = 0; at < second!.length; at++) {
      const damaged = Uint8Array.from(second!);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      expect(idsOf(decodeRecords(joined([first!, damaged, third!])))).toEqual(['a', 'c']);
    }
  });

  it('drops only what stood there when it was read', async () => {
    const journal = createJournal(memoryFile());
    await journal.append([record('a')]);
    const end = await journal.size();
    await journal.append([record('b')]);
    await journal.reset([], end);
    expect(idsOf(await journal.read())).toEqual(['b']);
    // Control: dropping everything that stands there now takes along what came since.
    await journal.reset([], await journal.size());
    expect(await journal.read()).toEqual([]);
  });

  it('orders the records of several files by time, also when the clock went back', async () => {
    const clocks = { a: 1_000, b: 1_005 };
    const files = { a: memoryFile(), b: memoryFile() };
    const one = createJournal(files.a, () => clocks.a);
    await one.append([record('x', 'first')]);
    await createJournal(files.b, () => clocks.b).append([record('x', 'second')]);
    clocks.a = 10;
    await createJournal(files.a, () => clocks.a).append([record('y', 'after restart')]);
    clocks.a = 1_010;
    await one.append([record('x', 'third')]);
    const both = joined([await files.a.read(0), await files.b.read(0)]);
    expect(decodeRecords(both).map(({ row }) => row.rev)).toEqual([
      'first',
      'after restart',
      'second',
      'third',
    ]);
  });

  it('never gives back an erased row', async () => {
    const journal = createJournal(memoryFile());
    await journal.append([record('a'), record('b')]);
    await journal.append([{ collection: 'client-files', erased: 'a' }]);
    expect(idsOf(await journal.read())).toEqual(['b']);
  });
});
