import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServerClient } from '../../renderer/sync/http';
import { PLAIN_CHUNK_BYTES } from '#shared/crypto/blob';
import { newDisk, startEngine, type Disk } from '../support/engine-device';
import { dumpAllText } from './support/dump';
import { startTestServer, type TestServer } from './support/server';

const PASSPHRASE = 'Vier Kraniche am Fluss';
const LONG = 2 * PLAIN_CHUNK_BYTES + 99;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.end());

/** A connection that breaks in the middle of the body of every chunk whose number `breaks` names, once. */
function breaking(breaks: Set<string>): typeof fetch {
  return async (input, init) => {
    const n = /chunks[/](\d+)$/.exec(input as string)?.[1] ?? '';
    if (!breaks.delete(n)) return fetch(input, init);
    if (init?.method === 'PUT') {
      const ended = new AbortController();
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue((init.body as Uint8Array).slice(0, 70_000));
          setTimeout(() => ended.abort(), 50);
        },
      });
      await fetch(input, { ...init, body, duplex: 'half', signal: ended.signal } as RequestInit);
    } else await (await fetch(input, init)).body?.cancel();
    throw new TypeError('broken');
  };
}

const over = (way: typeof fetch, disk: Disk = newDisk()) =>
  startEngine({ disk, serverClient: (base) => createServerClient(base, way), now: Date.now });
const device = (breaks = new Set<string>()) => over(breaking(breaks));

const founding = () => ({
  officeName: 'Servicestelle',
  personName: 'Miriam Okafor',
  passphrase: PASSPHRASE,
  circles: 'small-team' as const,
  server: server.url,
});
const client = {
  name: { family: 'Haile', given: 'Selam', block: false },
  concern: 'Ausbildung',
  language: 'ti',
};

it('carries a file over the real server, broken in the middle of chunks both ways, and the server learns nothing', async () => {
  const up = new Set(['0', '1', '2']);
  const a = await device(up);
  await a.api.security.setUpOffice(founding());
  const { id: fileId } = await a.api.clientFiles.create(client);
  const bytes = new Uint8Array(LONG).fill(7);
  bytes.set(new TextEncoder().encode('%PDF-1.7 Kanarienvogel'));
  const id = await a.api.attachments.add({
    fileId,
    name: 'Zeugnis-Qx7',
    takenOn: null,
    file: new Blob([bytes]),
  });
  for (let tries = 0; tries < 3; tries++)
    await expect(a.syncOnce()).rejects.toMatchObject({ kind: 'offline' });
  await a.syncOnce();
  expect(up.size).toBe(0);
  expect(await a.api.attachments.states(fileId)).toMatchObject([{ place: 'server', here: true }]);

  const state = await a.api.security.state();
  if (state.state !== 'unlocked') throw new Error(state.state);
  const { name, role, id: personId } = state.person;
  const { code } = await a.api.security.invite({ purpose: 'device', name, role, personId });
  const down = new Set(['0', '1', '2']);
  const b = await device(down);
  await b.api.security.join({ server: server.url, code, passphrase: PASSPHRASE });
  await b.syncOnce();
  for (let tries = 0; tries < 3; tries++)
    await expect(b.api.attachments.open(id)).rejects.toMatchObject({ code: 'server-unreachable' });
  const file = await b.api.attachments.open(id);
  expect(Buffer.compare(Buffer.from(await file.arrayBuffer()), bytes)).toBe(0);

  const { rows } = await server.owner.query<{ body: Buffer }>('select body from blob_chunks order by n');
  expect(rows).toHaveLength(3);
  expect(rows.some(({ body }) => body.includes('Kanarienvogel'))).toBe(false);
  const text = await dumpAllText(server.owner);
  expect(text).not.toContain('Zeugnis-Qx7');
  // Control: the scan does see what the server has to know.
  expect(text).toContain(id);
  await Promise.all([a.close(), b.close()]);
}, 120_000);

it('sends a content once more when the server gave it up before its document came', async () => {
  let takesRows = true;
  const way: typeof fetch = (input, init) =>
    takesRows || !(input as string).endsWith('/sync/push')
      ? fetch(input, init)
      : Promise.reject(new TypeError('broken'));
  const disk = newDisk();
  const a = await over(way, disk);
  await a.api.security.setUpOffice(founding());
  const { id: fileId } = await a.api.clientFiles.create(client);
  await a.syncOnce();
  takesRows = false;
  const file = new Blob(['%PDF-1.7 Zeugnis']);
  const id = await a.api.attachments.add({ fileId, name: 'Zeugnis', takenOn: null, file });
  const address = (await a.api.documents.get('attachments', id))?.value.content.address;
  const stored = async () =>
    (await server.owner.query('select from blobs where complete and address = $1', [address])).rowCount;
  await expect(a.syncOnce()).rejects.toMatchObject({ kind: 'offline' });
  expect(await stored()).toBe(1);
  await a.close();

  // What the clean-up does once no row has named it for 90 days.
  await server.owner.query('delete from blobs where address = $1', [address]);
  takesRows = true;
  const again = await over(way, disk);
  const state = await again.api.security.state();
  if (state.state !== 'locked') throw new Error(state.state);
  await again.api.security.unlock({ personId: state.people[0]?.id ?? '', passphrase: PASSPHRASE });
  await again.syncOnce();
  expect(await stored()).toBe(1);
  expect(await again.api.attachments.states(fileId)).toMatchObject([{ place: 'server', here: true }]);
  await again.close();
}, 120_000);
