import { describe, expect, it } from 'vitest';
import { createJournal, decodeRecords, encodeRecords, memoryFile, type JournalRecord } from './journal';

const record = (id: string): JournalRecord => ({
  collection: 'client-files',
  row: {
    id, compartment: 'stammdaten', keyId: 'k', seq: 0, rev: `rev-${id}`, dirty: 1, maxStamp: 's', body: Uint8Array.from([1, 2, 255]),
    base: { rev: 'b', keyId: 'k', maxStamp: 's', body: Uint8Array.from([9]) },
  },
}); // prettier-ignore

describe('journal', () => {
  it('gives back what was appended, in order', async () => {
    const journal = createJournal(memoryFile());
    await Promise.all([journal.append([record('a')]), journal.append([record('b'), record('c')])]);
    expect(await journal.read()).toEqual([record('a'), record('b'), record('c')]);
    await journal.reset([record('c')]);
    expect(await journal.read()).toEqual([record('c')]);
  });

  it('keeps every whole record when the last one is torn, at each byte', () => {
    const first = encodeRecords([record('a')]);
    const both = encodeRecords([record('a'), record('b')]);
    for (let length = first.length; length < both.length; length++)
      expect(decodeRecords(both.subarray(0, length))).toEqual([record('a')]);
  });

  it('stops at a damaged byte instead of giving it back', () => {
    const both = encodeRecords([record('a'), record('b')]);
    const at = encodeRecords([record('a')]).length + 20;
    both[at] = (both[at] ?? 0) ^ 1;
    expect(decodeRecords(both)).toEqual([record('a')]);
  });
});
