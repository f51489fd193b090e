import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { Audit, linkOf } from '../../renderer/data/audit';
import { IndexedStorage } from '../../renderer/data/indexed-storage';
import { LocalDatabase } from '../../renderer/data/schema';
import { HeadMoved, type AuditNote } from '../../renderer/data/storage';
import { linkHash, NO_LINKS } from '#shared/audit/links';
import { toBase64url } from '#shared/crypto/bytes';
import { openingKey } from '#shared/crypto/hpke';
import { systemRandom } from '#shared/crypto/random';
import { createClock } from '#shared/sync/clock';

const place = { officeId: 'office-1', deviceId: 'device-1' };

/** Two windows of a device: one database, two programs that note. */
async function twoWindows() {
  const dexie = { indexedDB: new IDBFactory(), IDBKeyRange };
  const { publicKey } = await openingKey(systemRandom(32));
  const writer = { ...place, personId: 'person-1', key: { number: 1, publicKey: toBase64url(publicKey) } };
  const clock = createClock({ now: () => 1, writer: 'person-1' });
  return ['first', 'second'].map(() => {
    const strict = new LocalDatabase('windows', dexie);
    return {
      strict,
      audit: new Audit({ strict, clock: () => clock, now: () => 1, writer: () => Promise.resolve(writer) }),
    };
  });
}

describe('two windows that note in turn', () => {
  it('write one chain, though each remembers its end', async () => {
    const [first, second] = await twoWindows();
    for (let turn = 0; turn < 3; turn++)
      for (const window of [first!, second!, second!]) await window.audit.note({ action: 'printed' });
    const links = (await first!.strict.audit.orderBy('[deviceId+number]').toArray()).map(linkOf);
    expect(links.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const [at, { previous }] of links.entries())
      expect(previous).toBe(at === 0 ? '' : await linkHash(place, links[at - 1]!));
  });

  it('write nothing of a save whose note comes too late (control: the same save with the right end)', async () => {
    const [first, second] = await twoWindows();
    const storage = new IndexedStorage(second!.strict, second!.strict);
    await first!.audit.note({ action: 'printed' });
    const nothing = { expected: [], rows: [], quarantine: [], release: [], erase: [] };
    const save = (note: AuditNote) =>
      storage.commit({ ...nothing, local: () => ({ saved: true }), note }, 'strict');
    const [name, end] = ['audit.head.device-1', await first!.audit.head('device-1')];
    const head = { number: 2, hash: 'x' };
    await expect(save({ name, expected: NO_LINKS, head, rows: [] })).rejects.toThrow(HeadMoved);
    expect(await storage.local('saved')).toBeUndefined();
    expect(await storage.local(name)).toEqual(end);
    await save({ name, expected: end, head, rows: [] });
    expect(await storage.local('saved')).toBe(true);
  });
});
