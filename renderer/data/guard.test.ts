import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { LocalDatabase, type LocalRow } from './schema';

const row: LocalRow = {
  id: 'AAAAAAAAAAAAAAAAAAAAAA', compartment: 'stammdaten', keyId: 'k', seq: 0, rev: 'r', dirty: 1, maxStamp: '', body: new Uint8Array(3),
}; // prettier-ignore

async function open(guarded: boolean): Promise<LocalDatabase> {
  const db = new LocalDatabase('guarded', { indexedDB: new IDBFactory(), IDBKeyRange }, guarded);
  await db.open();
  return db;
}

const forbidden: [string, object][] = [
  ['a further field', { ...row, name: 'Haile' }],
  ['a name where a code belongs', { ...row, keyId: 'Selam Haile' }],
  ['text instead of ciphertext', { ...row, body: 'Selam' }],
  ['a readable base', { ...row, base: { rev: 'r', keyId: 'k', maxStamp: '', body: row.body, name: 'x' } }],
];

describe('guard', () => {
  it.each(forbidden)('refuses %s, and stores nothing', async (_, bad) => {
    const db = await open(true);
    await expect(db.rows('client-files').put(bad as LocalRow)).rejects.toMatchObject({ name: 'GuardError' });
    await expect(db.rows('client-files').bulkPut([row, bad as LocalRow])).rejects.toThrow();
    expect(await db.rows('client-files').toArray()).toEqual([]);
  });

  it('control: without the guard the same rows are stored', async () => {
    const db = await open(false);
    for (const [, bad] of forbidden) await db.rows('client-files').put(bad as LocalRow);
    expect(await db.rows('client-files').count()).toBe(1);
  });

  it('lets ordinary rows and small values pass, and no words among them', async () => {
    const db = await open(true);
    await db.rows('client-files').put({ ...row, fileId: row.id });
    await db.local.put({ name: 'cursor.stammdaten', value: { forward: 3, low: 0 } });
    await expect(db.local.put({ name: 'note', value: 'Selam Haile' })).rejects.toThrow();
    expect(await db.rows('client-files').count()).toBe(1);
  });
});
