import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EraseTarget, Erasure } from '#shared/sync/erasures-protocol';
import { announce, download, newBlob, putChunk, upload } from './support/blobs';
import {
  API,
  join,
  newId,
  newRow,
  pullPage,
  pushRows,
  setUpOffice,
  type TestOffice,
  type TestPerson,
} from './support/office';
import { call, fingerprintOf, startTestServer, type TestServer } from './support/server';

let server: TestServer;
let office: TestOffice;
let lead: TestPerson;
let staff: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  office = await setUpOffice(server.url, 'separate-circles');
  lead = office.lead;
  staff = await join(server.url, office, 'Petra Hoffmann', 'office-staff');
});
afterAll(() => server.end());

const eraseAs = (person: TestPerson, targets: EraseTarget[]) =>
  call(server.url, 'POST', `${API}/erasures`, { token: person.token, body: { targets } });
const stubsAfter = async (person: TestPerson, query: string) => {
  const answer = await call(server.url, 'GET', `${API}/erasures?${query}`, { token: person.token });
  return answer.body as unknown as { erasures: Erasure[]; more: boolean };
};
const file = (id: string): EraseTarget => ({ kind: 'file', id });
const single = (id: string): EraseTarget => ({ kind: 'row', id });
const codes = async (person: TestPerson, rows: Parameters<typeof pushRows>[2]) =>
  (await pushRows(server.url, person, rows)).map((answer) =>
    answer.result === 'refused' ? answer.code : answer.result,
  );

describe('erasing', () => {
  it('takes rows, revs and blobs of a file and refuses it for ever, also under ids never seen', async () => {
    const fileId = newId();
    const blob = newBlob(10, { fileId });
    await upload(server.url, lead, blob);
    const rows = [
      newRow({ id: fileId, fileId }),
      newRow({ fileId, collection: 'skills', compartment: 'beratung', blobs: [blob.address] }),
    ];
    const bystander = newRow({ fileId: newId() });
    await pushRows(server.url, lead, [...rows, bystander]);
    const { head } = await pullPage(server.url, lead, 'compartment=stammdaten&from=0');
    const answer = await eraseAs(lead, [file(fileId)]);
    const stub = {
      seq: head + 1,
      kind: 'file',
      id: fileId,
      by: lead.personId,
      at: expect.any(Number) as number,
    };
    expect(answer).toMatchObject({ status: 200, body: { erasures: [stub] } });
    for (const table of ['rows', 'revs', 'blobs', 'blob_chunks']) {
      const { rows: left } = await server.owner.query<{ text: string }>(
        `select t::text as text from ${table} t`,
      );
      const text = left.map((row) => row.text).join();
      for (const gone of [fileId, rows[1]?.id ?? '', blob.address]) expect(text).not.toContain(gone);
    }
    expect(await download(server.url, lead, blob, 0)).toBe(404);
    expect((await announce(server.url, lead, blob)).status).toBe(410);
    expect((await putChunk(server.url, lead, blob, 0)).status).toBe(404);
    const unseen = [
      newRow({ fileId }),
      newRow({ id: fileId }),
      newRow({ fileId, collection: 'skills', compartment: 'beratung' }),
    ];
    expect(await codes(lead, [...rows, ...unseen])).toEqual(Array.from({ length: 5 }, () => 'erased'));
    expect(await codes(lead, [{ ...bystander }])).toEqual(['accepted']);
    // Control: without the stub the same pushes bring the file back.
    await server.owner.query('delete from erasures where id = $1', [fileId]);
    expect(await codes(lead, unseen)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  it('takes a single row with the blob that only it named, and leaves its file alone', async () => {
    const fileId = newId();
    const [own, common] = [newBlob(10, { fileId }), newBlob(10, { fileId })];
    await upload(server.url, lead, own);
    await upload(server.url, lead, common);
    const wrong = newRow({ fileId, blobs: [own.address, common.address] });
    const right = newRow({ fileId, blobs: [common.address] });
    await pushRows(server.url, lead, [wrong, right]);
    expect((await eraseAs(lead, [single(wrong.id)])).status).toBe(200);
    expect(await download(server.url, lead, own, 0)).toBe(404);
    expect(await download(server.url, lead, common, 0)).toEqual(common.bytes);
    expect(await codes(lead, [wrong, { ...wrong, rev: newId() }, right, newRow({ fileId })])).toEqual([
      'erased',
      'erased',
      'accepted',
      'accepted',
    ]);
  });

  it('is the same when repeated, all or nothing, and in the order of the office', async () => {
    const [a, b] = [newId(), newId()];
    const first = await eraseAs(lead, [file(a)]);
    const both = await eraseAs(lead, [file(a), file(b), file(a)]);
    const [again, other] = both.body['erasures'] as Erasure[];
    expect([again]).toEqual(first.body['erasures']);
    expect(other?.seq).toBe((again?.seq ?? 0) + 1);
    const before = await fingerprintOf(server.owner);
    expect((await eraseAs(lead, [file(a), file(b)])).status).toBe(200);
    expect(await fingerprintOf(server.owner)).toEqual(before);
    const [next] = await pushRows(server.url, lead, [newRow()]);
    expect(next).toMatchObject({ result: 'accepted', seq: (other?.seq ?? 0) + 1 });
  });

  it('needs every compartment in which something would go, and tells nothing about it', async () => {
    const fileId = newId();
    const rows = [newRow({ fileId }), newRow({ fileId, collection: 'residence', compartment: 'beratung' })];
    await pushRows(server.url, lead, rows);
    const before = await fingerprintOf(server.owner);
    for (const targets of [[file(fileId)], [single(rows[1]?.id ?? '')], [single(newId()), file(fileId)]]) {
      expect(await eraseAs(staff, targets)).toMatchObject({
        status: 403,
        body: { code: 'no-right', message: 'Not everything of this may be erased.' },
      });
    }
    expect(await fingerprintOf(server.owner)).toEqual(before);
    expect((await eraseAs(staff, [single(rows[0]?.id ?? '')])).status).toBe(200);
    const hidden = newBlob(10, { fileId: newId(), compartment: 'beratung' });
    await upload(server.url, lead, hidden);
    expect((await eraseAs(staff, [file(hidden.fileId ?? '')])).status).toBe(403);
  });

  it('reaches no other office', async () => {
    const { lead: other } = await setUpOffice(server.url);
    const row = newRow({ fileId: newId() });
    await pushRows(server.url, lead, [row]);
    expect((await eraseAs(other, [file(row.fileId ?? ''), single(row.id)])).status).toBe(200);
    expect(await codes(lead, [row])).toEqual(['accepted']);
    expect((await stubsAfter(other, 'after=0')).erasures).toHaveLength(2);
    expect((await stubsAfter(lead, 'after=0')).erasures.map(({ id }) => id)).not.toContain(row.id);
  });

  it('wins or loses against pushes at the same time, and leaves nothing either way', async () => {
    for (let round = 0; round < 8; round++) {
      const fileId = newId();
      const pushing = (times: number) =>
        Array.from({ length: times }, () =>
          pushRows(
            server.url,
            lead,
            Array.from({ length: 20 }, () => newRow({ fileId })),
          ),
        );
      await Promise.all([
        ...pushing(round),
        upload(server.url, lead, newBlob(10, { fileId })).catch(() => 0),
        eraseAs(lead, [file(fileId)]),
        ...pushing(7 - round),
      ]);
      const left = await server.owner.query(
        'select from rows where file_id = $1 union all select from blobs where file_id = $1',
        [fileId],
      );
      expect(left.rowCount).toBe(0);
    }
  });
});

describe('stubs and receipts', () => {
  it('are pulled by every member in pages, with random ids alone', async () => {
    const mine = await stubsAfter(lead, 'after=0');
    expect(await stubsAfter(staff, 'after=0')).toEqual(mine);
    expect(mine.erasures.map(({ seq }) => seq)).toEqual(
      mine.erasures.map(({ seq }) => seq).sort((a, b) => a - b),
    );
    const page = await stubsAfter(staff, 'after=0&limit=2');
    expect(page).toEqual({ erasures: mine.erasures.slice(0, 2), more: true });
    const rest = await stubsAfter(staff, `after=${String(page.erasures[1]?.seq)}`);
    expect(rest).toEqual({ erasures: mine.erasures.slice(2), more: false });
    for (const stub of mine.erasures)
      expect(Object.keys(stub).sort()).toEqual(['at', 'by', 'id', 'kind', 'seq']);
  });

  it('say which devices have erased too and which have not', async () => {
    const confirm = (person: TestPerson, upTo: number) =>
      call(server.url, 'POST', `${API}/erasures/receipt`, { token: person.token, body: { upTo } });
    const upTo = async (person: TestPerson) => {
      const answer = await call(server.url, 'GET', `${API}/erasures/receipts`, { token: staff.token });
      const devices = answer.body['devices'] as Array<{ deviceId: string; personId: string; upTo: number }>;
      return devices.find(({ deviceId }) => deviceId === person.deviceId)?.upTo;
    };
    const seq = (await stubsAfter(lead, 'after=0')).erasures.at(-1)?.seq ?? 0;
    expect(await upTo(lead)).toBe(0);
    expect((await confirm(lead, seq)).status).toBe(204);
    expect((await confirm(lead, seq - 1)).status).toBe(204);
    expect([await upTo(lead), await upTo(staff)]).toEqual([seq, 0]);
    expect(await confirm(staff, seq + 10_000)).toMatchObject({ status: 400, body: { code: 'invalid' } });
  });
});
