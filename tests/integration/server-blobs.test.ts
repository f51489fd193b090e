import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BLOB_CHUNK_BYTES } from '#shared/sync/blobs-protocol';
import { cleanUp } from '../../server/storage/clean-up';
import { announce, chunkOf, chunkUrl, download, newBlob, putChunk, upload } from './support/blobs';
import {
  join,
  newId,
  newRow,
  pushRows,
  setUpOffice,
  signIn,
  type TestOffice,
  type TestPerson,
} from './support/office';
import { fingerprintOf, startTestServer, type TestServer } from './support/server';

let server: TestServer;
let office: TestOffice;
let lead: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  office = await setUpOffice(server.url, 'separate-circles');
  lead = office.lead;
});
afterAll(() => server.end());

const chunksOf = async (address: string) =>
  (await server.owner.query<{ n: number }>('select n from blob_chunks where address = $1', [address])).rows
    .map(({ n }) => n)
    .sort();

describe('uploading', () => {
  it('takes a blob in chunks and gives the same bytes back', async () => {
    const blob = newBlob(2 * BLOB_CHUNK_BYTES + 12_345);
    expect(await announce(server.url, lead, blob)).toMatchObject({
      status: 200,
      body: { complete: false, missing: [0, 1, 2] },
    });
    expect(await upload(server.url, lead, blob)).toBe(3);
    expect((await announce(server.url, lead, blob)).body).toEqual({ complete: true, missing: [] });
    const parts = await Promise.all([0, 1, 2].map((n) => download(server.url, lead, blob, n)));
    const whole = Buffer.concat(parts.filter((part) => typeof part !== 'number'));
    expect(createHash('sha256').update(whole).digest('base64url')).toBe(blob.address);
    expect(await download(server.url, lead, blob, 3)).toBe(404);
  });

  it('goes on after a connection that broke at any byte; a torn chunk leaves nothing', async () => {
    const blob = newBlob(2 * BLOB_CHUNK_BYTES);
    await announce(server.url, lead, blob);
    const { hostname, port } = new URL(server.url);
    const head = [
      `PUT ${chunkUrl(blob, 0)} HTTP/1.1`,
      `Host: ${hostname}`,
      `Authorization: Bearer ${lead.token}`,
      'Content-Type: application/octet-stream',
      `Content-Length: ${String(BLOB_CHUNK_BYTES)}`,
      '',
      '',
    ].join('\r\n');
    for (const cut of [0, 1, 70_000, BLOB_CHUNK_BYTES - 1]) {
      await new Promise<void>((resolve, reject) => {
        const socket = connect(Number(port), hostname, () => {
          socket.write(head);
          socket.write(chunkOf(blob, 0).subarray(0, cut), () => {
            socket.destroy();
          });
        });
        socket.once('error', reject);
        socket.once('close', () => {
          resolve();
        });
      });
      expect((await announce(server.url, lead, blob)).body).toEqual({ complete: false, missing: [0, 1] });
    }
    expect(await chunksOf(blob.address)).toEqual([]);
    await putChunk(server.url, lead, blob, 1);
    expect((await announce(server.url, lead, blob)).body).toEqual({ complete: false, missing: [0] });
    expect(await download(server.url, lead, blob, 1)).toBe(404);
    expect(await upload(server.url, lead, blob)).toBe(1);
  });

  it('takes whole chunks only, and repeats are harmless', async () => {
    const blob = newBlob(BLOB_CHUNK_BYTES + 10);
    expect((await putChunk(server.url, lead, blob, 0)).status).toBe(404);
    await announce(server.url, lead, blob);
    const short = chunkOf(blob, 0).subarray(1);
    expect(await putChunk(server.url, lead, blob, 0, short)).toMatchObject({
      status: 422,
      body: { code: 'chunk-size' },
    });
    expect((await putChunk(server.url, lead, blob, 2, chunkOf(blob, 1))).status).toBe(422);
    const long = Buffer.concat([chunkOf(blob, 0), Buffer.from('x')]);
    expect((await putChunk(server.url, lead, blob, 0, long)).status).toBe(413);
    for (let n = 0; n < 3; n++) expect((await putChunk(server.url, lead, blob, 0)).status).toBe(204);
    await Promise.all([upload(server.url, lead, blob), upload(server.url, lead, blob)]);
    const again = await putChunk(server.url, lead, blob, 0, Buffer.from(chunkOf(newBlob(2 ** 20), 0)));
    expect(again.status).toBe(204);
    const kept = await download(server.url, lead, blob, 0);
    expect(Buffer.isBuffer(kept) && kept.equals(chunkOf(blob, 0))).toBe(true);
  });

  it('keeps nothing whose hash is not its address', async () => {
    const before = await fingerprintOf(server.owner);
    const blob = newBlob(BLOB_CHUNK_BYTES + 10);
    await announce(server.url, lead, blob);
    const wrong = Buffer.from(chunkOf(blob, 1));
    wrong[3] = (wrong[3] ?? 0) ^ 1;
    await putChunk(server.url, lead, blob, 0);
    await putChunk(server.url, lead, blob, 1, wrong);
    expect(await announce(server.url, lead, blob)).toMatchObject({
      status: 422,
      body: { code: 'blob-damaged' },
    });
    expect(await fingerprintOf(server.owner)).toEqual(before);
    // Control: the right bytes under the same address are kept.
    await upload(server.url, lead, blob);
    expect(await fingerprintOf(server.owner)).not.toEqual(before);
  });

  it('says what it does not take', async () => {
    const large = newBlob(10, { bytes: Buffer.alloc(6 * 2 ** 20) });
    expect(await announce(server.url, lead, large)).toMatchObject({
      status: 413,
      body: { code: 'blob-too-large', limitBytes: 5 * 2 ** 20 },
    });
    const blob = newBlob(10);
    await upload(server.url, lead, blob);
    expect((await announce(server.url, lead, { ...blob, fileId: newId() })).body['code']).toBe(
      'blob-differs',
    );
    const elsewhere = { ...blob, compartment: 'beratung' as const };
    await upload(server.url, lead, elsewhere);
  });
});

describe('who may', () => {
  it('is told by the compartment', async () => {
    const staff = await join(server.url, office, 'Petra Hoffmann', 'office-staff');
    const { lead: stranger } = await setUpOffice(server.url);
    const blob = newBlob(10, { compartment: 'beratung' });
    await upload(server.url, lead, blob);
    expect((await announce(server.url, staff, blob)).status).toBe(403);
    expect((await putChunk(server.url, staff, blob, 0)).status).toBe(403);
    expect(await download(server.url, staff, blob, 0)).toBe(403);
    expect(await download(server.url, stranger, blob, 0)).toBe(404);
    expect(await download(server.url, lead, blob, 0)).toEqual(blob.bytes);
  });
});

describe('the daily clean-up', () => {
  const due = () => server.owner.query("update offices set cleaned_at = now() - interval '2 days'");
  const age = (days: number) =>
    server.owner.query(
      `update blobs set unreferenced_since = unreferenced_since - interval '${String(days)} days'`,
    );
  const left = async () => {
    const { rows } = await server.owner.query<{ address: string }>('select address from blobs');
    return rows.map(({ address }) => address);
  };

  it('removes blobs that no row has named for 90 days, and no others', async () => {
    const [named, orphan, young] = [newBlob(10), newBlob(10), newBlob(10)];
    await upload(server.url, lead, named);
    await upload(server.url, lead, orphan);
    const row = newRow({ fileId: named.fileId, blobs: [named.address] });
    const [first] = await pushRows(server.url, lead, [row]);
    await age(91);
    await upload(server.url, lead, young);
    await due();
    await cleanUp(server.store, office.officeId);
    expect(await left()).toEqual(expect.arrayContaining([named.address, young.address]));
    expect(await left()).not.toContain(orphan.address);
    expect(await chunksOf(orphan.address)).toEqual([]);
    // A row that stops naming it: its 90 days begin at the next clean-up.
    const base = first?.result === 'accepted' ? first.seq : -1;
    await pushRows(server.url, lead, [{ ...row, base, rev: newId(), blobs: [] }]);
    await due();
    await cleanUp(server.store, office.officeId);
    await age(89);
    await due();
    await cleanUp(server.store, office.officeId);
    expect(await left()).toContain(named.address);
    await age(2);
    await due();
    await cleanUp(server.store, office.officeId);
    expect(await left()).not.toContain(named.address);
  });

  it('forgets accepted versions after 90 days, once a day, after a sign-in', async () => {
    const [old, fresh] = [newRow(), newRow()];
    await pushRows(server.url, lead, [old, fresh]);
    const revs = async () =>
      (await server.owner.query<{ rev: string }>('select rev from revs')).rows.map(({ rev }) => rev);
    const grow = () =>
      server.owner.query("update revs set at = now() - interval '91 days' where rev = $1", [old.rev]);
    await grow();
    // Control: not again on the same day.
    await signIn(server.url, lead);
    await cleanUp(server.store, office.officeId);
    expect(await revs()).toContain(old.rev);
    await due();
    await signIn(server.url, lead);
    await expect.poll(revs).not.toContain(old.rev);
    expect(await revs()).toContain(fresh.rev);
  });
});
