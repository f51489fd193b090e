import { beforeEach, describe, expect, it } from 'vitest';
import { PLAIN_CHUNK_BYTES } from '#shared/crypto/blob';
import { MOST_FILE_BYTES } from '#shared/domain/attachments';
import {
  add,
  DAY,
  fileIn,
  founded,
  joined,
  newWorld,
  opened,
  pdf,
  placeOf,
  second,
  unlockedAgain,
  world,
} from '../support/attachment-office';
import { dumpDisk, newDisk } from '../support/engine-device';
import { failure } from '../support/sync-server-double';

const LONG = 3 * PLAIN_CHUNK_BYTES + 5;
const bytesOf = async (blob: Blob) => Buffer.from(await blob.arrayBuffer());

beforeEach(newWorld);

describe('a file', () => {
  it('is kept and opened again without a server, and nothing of it lies readable on disk', async () => {
    const disk = newDisk();
    const a = await founded(disk, null);
    const fileId = await fileIn(a);
    const file = pdf(LONG);
    const id = await add(a, fileId, file);
    expect(await placeOf(a, fileId)).toBe('here');
    expect(Buffer.compare(await bytesOf(await a.api.attachments.open(id)), await bytesOf(file))).toBe(0);
    await a.close();
    expect(await dumpDisk(disk)).not.toContain('Kanarienvogel');
    const again = await unlockedAgain(disk);
    expect((await again.api.attachments.open(id)).type).toBe('application/pdf');
    // Control: the scan does see what lies there readably.
    const db = await opened(disk);
    await db.chunks.put({ id: 'control', n: 0, body: new Uint8Array(await bytesOf(pdf(99))) });
    expect(await dumpDisk(disk)).toContain('Kanarienvogel');
  });

  it('is refused by what it is, with a reason, before anything is kept', async () => {
    const a = await founded(undefined, null);
    const fileId = await fileIn(a);
    const refused: [Blob, string][] = [
      [pdf(MOST_FILE_BYTES + 1), 'file-too-large'],
      [new Blob([new Uint8Array([0x4d, 0x5a, 0, 1, 2])], { type: 'application/pdf' }), 'file-type'],
      [new Blob([new Uint8Array([0, 0, 0, 24]), 'ftypheic']), 'file-heic'],
      [new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xe0])]), 'file-damaged'],
    ];
    for (const [file, code] of refused) await expect(add(a, fileId, file)).rejects.toMatchObject({ code });
    expect(await a.api.documents.list('attachments', { fileId })).toEqual([]);
    // Control: the same way with a file that fits.
    await add(a, fileId, new Blob(['Grüße']));
    expect(await a.api.documents.list('attachments', { fileId })).toMatchObject([
      { value: { content: { mediaType: 'text/plain' } } },
    ]);
  });

  it('keeps its content; its name and note may change, and deleting can be undone', async () => {
    const a = await founded(undefined, null);
    const fileId = await fileIn(a);
    const id = await add(a, fileId, pdf(9));
    const view = await a.api.documents.change('attachments', id, { name: 'Abitur', note: 'Kopie' });
    const other = { ...view.value.content, bytes: 1 };
    await expect(a.api.documents.change('attachments', id, { content: other })).rejects.toMatchObject({
      code: 'no-right',
    });
    await a.api.documents.remove('attachments', id);
    expect(await a.api.attachments.states(fileId)).toEqual([]);
    await a.api.documents.restore('attachments', id);
    expect((await a.api.attachments.open(id)).size).toBe(9);
  });
});

describe('on its way', () => {
  it('goes up before its document, and comes down when it is opened', async () => {
    const a = await founded();
    const b = await second(a);
    const fileId = await fileIn(a);
    const id = await add(a, fileId, pdf(LONG));
    await a.syncOnce();
    expect(world.server.rows.get(id)).toMatchObject({ blobs: [[...world.server.blobs.keys()][0]] });
    expect(await placeOf(a, fileId)).toBe('server');
    await b.syncOnce();
    expect(await placeOf(b, fileId)).toBe('away');
    expect((await b.api.attachments.open(id)).size).toBe(LONG);
    expect(await placeOf(b, fileId)).toBe('server');
  });

  it('goes on at the first missing chunk, whichever one broke off, and nobody is told of it before', async () => {
    for (const broken of [0, 1, 2, 3]) {
      newWorld();
      const disk = newDisk();
      const a = await founded(disk);
      const fileId = await fileIn(a);
      const id = await add(a, fileId, pdf(LONG));
      const calls: string[] = [];
      world.server.onChunk = (call) => {
        calls.push(call.replace(/.*chunks[/]/, ''));
        if (calls.length === broken + 1) throw failure('offline', 0, 'offline');
      };
      await expect(a.syncOnce()).rejects.toMatchObject({ kind: 'offline' });
      expect(world.server.rows.has(id)).toBe(false);
      await a.close();
      const again = await unlockedAgain(disk);
      await again.syncOnce();
      expect(calls).toEqual(['0', '1', '2', '3'].flatMap((n) => (n === String(broken) ? [n, n] : [n])));
      expect(world.server.rows.has(id)).toBe(true);

      const there = newDisk();
      const b = await second(again, there);
      await b.syncOnce();
      calls.length = 0;
      await expect(b.api.attachments.open(id)).rejects.toMatchObject({ code: 'server-unreachable' });
      await b.close();
      const later = await unlockedAgain(there);
      expect((await later.api.attachments.open(id)).size).toBe(LONG);
      expect(calls).toEqual(['0', '1', '2', '3'].flatMap((n) => (n === String(broken) ? [n, n] : [n])));
    }
  }, 120_000);

  it('is refused with a word when a byte of it is another, and fetched again after that', async () => {
    const a = await founded();
    const fileId = await fileIn(a);
    const id = await add(a, fileId, pdf(LONG));
    await a.syncOnce();
    const b = await second(a);
    await b.syncOnce();
    const chunk = [...world.server.blobs.values()][0]?.chunks.get(1);
    if (!chunk) throw new Error('no chunk');
    chunk[77] = (chunk[77] ?? 0) ^ 1;
    await expect(b.api.attachments.open(id)).rejects.toMatchObject({ code: 'file-damaged' });
    chunk[77] = (chunk[77] ?? 0) ^ 1;
    // Control: with the right byte the very same way opens it.
    expect((await b.api.attachments.open(id)).size).toBe(LONG);
  });
});

describe('room on the device', () => {
  it('is given back for what nobody keeps or needs, and never for what only stands here', async () => {
    const disk = newDisk();
    const a = await founded(disk);
    const fileId = await fileIn(a);
    const [kept, unused] = [await add(a, fileId, pdf(9)), await add(a, fileId, pdf(10))];
    await a.api.attachments.keep(kept, true);
    await a.syncOnce();
    world.time += 31 * DAY;
    const late = await add(a, fileId, pdf(11));
    world.server.faults.offline = true;
    await expect(a.syncOnce()).rejects.toMatchObject({ kind: 'offline' });
    world.server.faults.offline = false;
    world.time += 31 * DAY;
    await a.syncOnce();
    const places = Object.fromEntries(
      (await a.api.attachments.states(fileId)).map(({ id, here }) => [id, here]),
    );
    expect(places).toEqual({ [kept]: true, [unused]: false, [late]: true });
    expect((await a.api.attachments.open(unused)).size).toBe(10);
  });

  it('is given back for a file whose document was refused, a day later', async () => {
    const disk = newDisk();
    const a = await founded(disk);
    const fileId = await fileIn(a);
    await expect(add(a, '?', pdf(9))).rejects.toMatchObject({ code: 'invalid' });
    await add(a, fileId, pdf(9));
    const db = await opened(disk);
    await a.syncOnce();
    expect(await db.chunks.count()).toBe(2);
    world.time += 2 * DAY;
    await a.syncOnce();
    // Control: what has its document stays.
    expect(await db.chunks.count()).toBe(1);
    expect(await a.api.attachments.states(fileId)).toMatchObject([{ here: true }]);
  });

  it('is given back for a file that was begun and never finished, a day later', async () => {
    const disk = newDisk();
    const a = await founded(disk);
    const db = await opened(disk);
    await db.blobs.put({ id: 'begun-and-ended', begun: world.time, onServer: 0, keep: 0, used: world.time });
    await db.chunks.put({ id: 'begun-and-ended', n: 0, body: new Uint8Array(17) });
    await a.syncOnce();
    expect(await db.chunks.count()).toBe(1);
    world.time += 2 * DAY;
    await a.syncOnce();
    expect([await db.chunks.count(), await db.blobs.count()]).toEqual([0, 0]);
  });
});

describe('in the wrong file', () => {
  it('it moves to the right one with its content, on every device, and the old content goes everywhere', async () => {
    const disk = newDisk();
    const a = await founded(disk);
    const b = await second(a);
    const [wrong, right] = [await fileIn(a), await fileIn(a)];
    const old = await add(a, wrong, pdf(LONG));
    await a.api.documents.change('attachments', old, { note: 'Seite 2 fehlt' });
    await a.syncOnce();
    await b.syncOnce();
    // From the device that does not have the content yet.
    const id = await b.api.erasure.moveRecord({ collection: 'attachments', id: old }, right);
    await b.syncOnce();
    await a.syncOnce();
    for (const engine of [a, b]) {
      expect(await engine.api.documents.list('attachments', { fileId: wrong })).toEqual([]);
      expect(await engine.api.documents.list('attachments', { fileId: right })).toMatchObject([
        { id, value: { name: 'Zeugnis', note: 'Seite 2 fehlt' } },
      ]);
      expect(Buffer.compare(await bytesOf(await engine.api.attachments.open(id)), await bytesOf(pdf(LONG)))).toBe(0); // prettier-ignore
      expect(await engine.api.quarantine.list()).toEqual([]);
    }
    expect(world.server.rows.has(old)).toBe(false);
    const db = await opened(disk);
    await expect.poll(() => db.chunks.where('[id+n]').between([old, 0], [old, Infinity]).count()).toBe(0);
  });

  it('control: it stays where it is as long as its content cannot be had', async () => {
    const a = await founded();
    const b = await second(a);
    const [wrong, right] = [await fileIn(a), await fileIn(a)];
    const old = await add(a, wrong, pdf(9));
    await a.syncOnce();
    await b.syncOnce();
    world.server.faults.offline = true;
    await expect(
      b.api.erasure.moveRecord({ collection: 'attachments', id: old }, right),
    ).rejects.toMatchObject({ code: 'server-unreachable' });
    expect(await b.api.documents.list('attachments', { fileId: wrong })).toMatchObject([{ id: old }]);
    expect(await b.api.erasure.list()).toEqual([]);
  });
});

describe('who may not have it', () => {
  it('nobody without the circle of counselling sees, opens or adds a file', async () => {
    const a = await founded(undefined, 'https://server.test', 'separate-circles');
    const fileId = await fileIn(a);
    const id = await add(a, fileId, pdf(9));
    await a.syncOnce();
    const invited = async (name: string, role: 'office-staff' | 'counsellor') => {
      const { code } = await a.api.security.invite({ purpose: 'person', name, role });
      const engine = await joined(code);
      await a.syncOnce();
      await engine.syncOnce();
      return engine;
    };
    const office = await invited('Ruth', 'office-staff');
    expect(await office.api.attachments.states(fileId)).toEqual([]);
    await expect(office.api.attachments.open(id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(add(office, fileId, pdf(9))).rejects.toMatchObject({ code: 'no-right' });
    // Control: with the right circle the same way leads to the file.
    const counsellor = await invited('Ali', 'counsellor');
    expect((await counsellor.api.attachments.open(id)).size).toBe(9);
  });

  it('what a person has erased leaves the device with its content', async () => {
    const disk = newDisk();
    const a = await founded(disk, null);
    const [fileId, other] = [await fileIn(a), await fileIn(a)];
    await add(a, fileId, pdf(LONG));
    const kept = await add(a, other, pdf(9));
    const db = await opened(disk);
    expect(await db.chunks.count()).toBe(5);
    await a.api.erasure.eraseFile(fileId, 'requested');
    await expect.poll(() => db.chunks.count()).toBe(1);
    // Control: what was not erased still opens; then it is erased alone.
    expect((await a.api.attachments.open(kept)).size).toBe(9);
    const entries = await a.api.erasure.entries(other);
    expect(entries.find(({ id }) => id === kept)?.can).toEqual({ erase: true, move: true });
    await a.api.erasure.eraseRecord({ collection: 'attachments', id: kept }, 'requested');
    await expect.poll(() => db.chunks.count()).toBe(0);
  });
});
