import { beforeEach, describe, expect, it } from 'vitest';
import {
  add,
  fileIn,
  founded,
  HOUR,
  newWorld,
  pdf,
  placeOf,
  second,
  world,
} from '../support/attachment-office';
import { failure } from '../support/sync-server-double';

beforeEach(newWorld);

describe('a content', () => {
  it('holds up nothing else when the server does not take it', async () => {
    const a = await founded();
    const fileId = await fileIn(a);
    const refusedId = await add(a, fileId, pdf(9));
    world.server.onChunk = () => {
      throw failure('refused', 413, 'blob-too-large');
    };
    await a.syncOnce();
    expect(await a.api.attachments.states(fileId)).toMatchObject([
      { place: 'refused', code: 'blob-too-large' },
    ]);
    expect(world.server.rows.has(fileId)).toBe(true);
    expect((await a.api.attachments.open(refusedId)).size).toBe(9);
  });

  it('is told of when the server does not take it; its document goes on, and others know that it is missing', async () => {
    const a = await founded();
    const b = await second(a);
    const fileId = await fileIn(a);
    let takes = false;
    world.server.onChunk = (call) => {
      if (!takes && call.startsWith('PUT')) throw failure('refused', 413, 'blob-too-large');
    };
    const id = await add(a, fileId, pdf(9));
    // Control: what waits for a first answer is no problem, and its document waits with it.
    expect(await a.api.quarantine.list()).toEqual([]);
    expect(world.server.rows.has(id)).toBe(false);
    await a.syncOnce();
    expect(await a.api.quarantine.list()).toMatchObject([
      { collection: 'attachments', id, fileId, code: 'blob-too-large', can: { sendAgain: true, discard: false } },
    ]); // prettier-ignore
    expect(await a.api.sync.state()).toMatchObject({ kind: 'problem', code: 'quarantine', waiting: 0 });
    await a.api.documents.change('attachments', id, { note: 'Original in der Akte' });
    await a.syncOnce();
    await b.syncOnce();
    expect(await b.api.documents.get('attachments', id)).toMatchObject({
      value: { note: 'Original in der Akte' },
    });
    await expect(b.api.attachments.open(id)).rejects.toMatchObject({ code: 'file-missing' });
    expect(await placeOf(b, fileId)).toBe('missing');

    takes = true;
    await a.syncOnce();
    expect(await placeOf(a, fileId)).toBe('refused');
    await a.api.quarantine.sendAgain(`content/${id}`);
    await a.syncOnce();
    expect(await placeOf(a, fileId)).toBe('server');
    expect(await a.api.quarantine.list()).toEqual([]);
    expect((await b.api.attachments.open(id)).size).toBe(9);
    expect(await placeOf(b, fileId)).toBe('server');
  });

  it('goes out by itself an hour later, once the server takes it', async () => {
    const a = await founded();
    const fileId = await fileIn(a);
    await add(a, fileId, pdf(9));
    let takes = false;
    world.server.onChunk = (call) => {
      if (!takes && call.startsWith('PUT')) throw failure('refused', 403, 'no-right');
    };
    await a.syncOnce();
    world.time += HOUR;
    await a.syncOnce();
    expect(await placeOf(a, fileId)).toBe('refused');
    takes = true;
    // Control: it was asked again just now, and rests.
    await a.syncOnce();
    expect(await placeOf(a, fileId)).toBe('refused');
    world.time += HOUR;
    await a.syncOnce();
    expect(await placeOf(a, fileId)).toBe('server');
  });

  it('is no problem any more once its attachment is deleted', async () => {
    const a = await founded();
    const fileId = await fileIn(a);
    const id = await add(a, fileId, pdf(9));
    world.server.onChunk = () => {
      throw failure('refused', 507, 'quota');
    };
    await a.syncOnce();
    expect(await a.api.quarantine.list()).toMatchObject([{ code: 'blob-refused' }]);
    await a.api.documents.remove('attachments', id);
    expect(await a.api.quarantine.list()).toEqual([]);
  });

  it('is no problem of whoever is not there: the state can be told while locked', async () => {
    const a = await founded();
    const fileId = await fileIn(a);
    await add(a, fileId, pdf(9));
    world.server.onChunk = () => {
      throw failure('refused', 413, 'blob-too-large');
    };
    await a.syncOnce();
    // Control: unlocked it is one.
    expect(await a.api.sync.state()).toMatchObject({ kind: 'problem' });
    await a.api.security.lock();
    expect(await a.api.sync.state()).not.toMatchObject({ kind: 'problem' });
  });
});
