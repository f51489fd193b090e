import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PushRow } from '#shared/sync/protocol';
import {
  API,
  expectStatus,
  join,
  newId,
  newRow,
  pullPage,
  pushRows,
  setUpOffice,
  stampAt,
  type TestOffice,
  type TestPerson,
} from './support/office';
import { call, fingerprintOf, startTestServer, type TestServer } from './support/server';
import { dumpAllText } from './support/dump';
import { listen, soon } from './support/live';

let server: TestServer;
let office: TestOffice;
let lead: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  office = await setUpOffice(server.url);
  lead = office.lead;
});
afterAll(() => server.end());

describe('push', () => {
  it('stores a row and numbers the office', async () => {
    const row = newRow();
    const [first] = await pushRows(server.url, lead, [row]);
    expect(first).toMatchObject({ id: row.id, rev: row.rev, result: 'accepted' });
    const page = await pullPage(server.url, lead, 'compartment=stammdaten&from=0');
    const stored = page.rows.find((found) => found.id === row.id);
    const { base, ...content } = row;
    expect(base).toBe(0);
    expect(stored).toEqual({ ...content, seq: page.head });
  });

  it('answers a repeated rev with its seq again, also after later versions', async () => {
    const row = newRow();
    const [first] = await pushRows(server.url, lead, [row]);
    const seq = first?.result === 'accepted' ? first.seq : -1;
    const [again] = await pushRows(server.url, lead, [row]);
    expect(again).toEqual(first);
    await pushRows(server.url, lead, [{ ...row, base: seq, rev: newId() }]);
    expect(await pushRows(server.url, lead, [row])).toEqual([first]);
    // Control: without the remembered rev the same push is a conflict.
    await server.owner.query('delete from revs where rev = $1', [row.rev]);
    expect((await pushRows(server.url, lead, [row]))[0]?.result).toBe('stale');
  });

  it('answers stale with the stored row when the base is not the stored seq', async () => {
    const row = newRow();
    await pushRows(server.url, lead, [row]);
    const [answer] = await pushRows(server.url, lead, [{ ...newRow(), id: row.id, base: 0 }]);
    expect(answer).toMatchObject({ result: 'stale', stored: { id: row.id, rev: row.rev, body: row.body } });
  });

  it('never changes collection, compartment or file of a row', async () => {
    const row = newRow({ fileId: newId() });
    const [first] = await pushRows(server.url, lead, [row]);
    const base = first?.result === 'accepted' ? first.seq : -1;
    const moves = [
      { fileId: newId() },
      { fileId: null },
      { collection: 'aliases' },
      { collection: 'residence', compartment: 'beratung' as const },
    ];
    for (const move of moves) {
      const [answer] = await pushRows(server.url, lead, [{ ...row, ...move, base, rev: newId() }]);
      expect(answer).toMatchObject({ result: 'refused', code: 'immutable-changed' });
    }
  });

  it('gives each row its own answer, whatever the others are', async () => {
    const good = newRow();
    const rows = [
      newRow({ collection: 'client-files', compartment: 'beratung' }),
      newRow({ collection: 'unknown-words' }),
      newRow({ maxStamp: 'yesterday' }),
      newRow({ maxStamp: stampAt(Date.now() + 6 * 60_000) }),
      newRow({ body: 'A' }),
      newRow({ keyId: 'nul\u0000byte' }),
      good,
    ];
    const answers = await pushRows(server.url, lead, rows);
    expect(answers.map((answer) => (answer.result === 'refused' ? answer.code : answer.result))).toEqual([
      'invalid',
      // Of a newer version, perhaps.
      'server-too-old',
      'invalid',
      'clock',
      'invalid',
      // Only PostgreSQL itself minds this one: the push was repeated record by record.
      'invalid',
      'accepted',
    ]);
    const ahead = newRow({ maxStamp: stampAt(Date.now() + 4 * 60_000) });
    expect((await pushRows(server.url, lead, [ahead]))[0]?.result).toBe('accepted');
  });

  it('never takes a version that it answered `clock`, however late a copy of the request arrives', async () => {
    const early = newRow({ maxStamp: stampAt(Date.now() + 6 * 60_000) });
    const outcomes = async (...rows: PushRow[]) =>
      (await pushRows(server.url, lead, rows)).map(({ result }) => result);
    expect(await outcomes(early)).toEqual(['clock']);
    const later = { ...early, maxStamp: stampAt(Date.now()) };
    expect(await outcomes(later)).toEqual(['clock']);
    expect(await outcomes({ ...later, rev: newId() })).toEqual(['accepted']);
  });

  it('keeps one order when many push at once', async () => {
    const before = (await pullPage(server.url, lead, 'compartment=stammdaten&from=0')).head;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        pushRows(
          server.url,
          lead,
          Array.from({ length: 10 }, () => newRow()),
        ),
      ),
    );
    const seqs = answers.flat().map((answer) => (answer.result === 'accepted' ? answer.seq : -1));
    expect([...seqs].sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, n) => before + 1 + n));
  });

  it('lets exactly one of many writers of a row win', async () => {
    const row = newRow();
    const [first] = await pushRows(server.url, lead, [row]);
    const base = first?.result === 'accepted' ? first.seq : -1;
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => pushRows(server.url, lead, [{ ...row, base, rev: newId() }])),
    );
    expect(answers.flat().filter((answer) => answer.result === 'accepted')).toHaveLength(1);
  });
});

describe('compartments', () => {
  it('follow the roster: what a role does not hold is neither shown nor taken', async () => {
    const circles = await setUpOffice(server.url, 'separate-circles');
    const staff = await join(server.url, circles, 'Petra Hoffmann', 'office-staff');
    const secret = newRow({ collection: 'residence', compartment: 'beratung' });
    await pushRows(server.url, circles.lead, [secret]);
    const refused = await call(server.url, 'GET', `${API}/sync/pull?compartment=beratung&from=0`, {
      token: staff.token,
    });
    expect(refused).toMatchObject({ status: 403, body: { code: 'no-right' } });
    const before = await fingerprintOf(server.owner);
    const answers = await pushRows(server.url, staff, [
      { ...secret, rev: newId() },
      { ...secret },
      newRow({ id: secret.id }),
      newRow({ collection: 'residence', compartment: 'beratung' }),
      newRow({ collection: 'conflicts', compartment: 'beratung' }),
    ]);
    for (const answer of answers)
      expect(answer).toEqual({ id: answer.id, rev: answer.rev, result: 'refused', code: 'no-right' });
    expect(await fingerprintOf(server.owner)).toEqual(before);
    const own = await pushRows(server.url, staff, [
      newRow(),
      newRow({ collection: 'conflicts', compartment: 'schreiben' }),
    ]);
    expect(own.map((answer) => answer.result)).toEqual(['accepted', 'accepted']);
  });
});

describe('pull', () => {
  it('pages forward and backward in seq order, bounded in rows and bytes', async () => {
    const { lead: reader } = await setUpOffice(server.url);
    const big = 'B'.repeat(4 * 64 * 1024);
    await pushRows(
      server.url,
      reader,
      Array.from({ length: 30 }, () => newRow({ body: big })),
    );
    const seen: number[] = [];
    let from = 0;
    for (let more = true; more;) {
      const page = await pullPage(
        server.url,
        reader,
        `compartment=stammdaten&from=${String(from)}&limit=500`,
      );
      const size = page.rows.reduce((sum, row) => sum + (row.body.length * 3) / 4, 0);
      expect(size).toBeLessThanOrEqual(4 * 1024 * 1024);
      seen.push(...page.rows.map((row) => row.seq));
      from = page.rows.at(-1)?.seq ?? from;
      more = page.more;
    }
    expect(seen).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    const back = await pullPage(
      server.url,
      reader,
      'compartment=stammdaten&from=31&direction=backward&limit=3',
    );
    expect(back.rows.map((row) => row.seq)).toEqual([30, 29, 28]);
    expect(back).toMatchObject({ head: 30, more: true });
    const rest = await pullPage(
      server.url,
      reader,
      'compartment=stammdaten&from=4&direction=backward&limit=3',
    );
    expect(rest).toMatchObject({ more: false });
  });

  it('gives count and hash of the compartment with an empty page', async () => {
    const { lead: reader } = await setUpOffice(server.url);
    const empty = await pullPage(server.url, reader, 'compartment=beratung&from=0');
    expect(empty.check).toEqual({ count: 0, hash: createHash('sha256').digest('hex') });
    const rows = [newRow(), newRow(), newRow({ collection: 'skills', compartment: 'beratung' })];
    await pushRows(server.url, reader, rows);
    const page = await pullPage(server.url, reader, 'compartment=stammdaten&from=3');
    const text = `${rows[0]?.id ?? ''}:1\n${rows[1]?.id ?? ''}:2`;
    expect(page.check).toEqual({ count: 2, hash: createHash('sha256').update(text).digest('hex') });
    await pushRows(server.url, reader, [{ ...newRow(), id: rows[0]?.id ?? '', base: 1 }]);
    const later = await pullPage(server.url, reader, 'compartment=stammdaten&from=4');
    expect(later.check?.hash).not.toBe(page.check?.hash);
  });
});

describe('live', () => {
  it('hints at committed rows, only of compartments held, soon', async () => {
    const circles = await setUpOffice(server.url, 'separate-circles');
    const staff = await join(server.url, circles, 'Petra Hoffmann', 'office-staff');
    const [all, some] = await Promise.all([listen(server.url, circles.lead), listen(server.url, staff)]);
    const begin = Date.now();
    await pushRows(server.url, circles.lead, [
      newRow(),
      newRow({ collection: 'skills', compartment: 'beratung' }),
    ]);
    await soon(() => {
      expect(all.lines).toContainEqual({ kind: 'rows', compartment: 'beratung', head: 2 });
    });
    await soon(() => {
      expect(some.lines).toContainEqual({ kind: 'rows', compartment: 'stammdaten', head: 1 });
    });
    expect(Date.now() - begin).toBeLessThan(1500);
    expect(some.lines.filter((line) => line['compartment'] === 'beratung')).toEqual([]);
    all.stop();
    some.stop();
  });

  it('merges what one office does within 50 ms and tells no other office', async () => {
    const [mine, other] = await Promise.all([setUpOffice(server.url), setUpOffice(server.url)]);
    const [here, there] = await Promise.all([listen(server.url, mine.lead), listen(server.url, other.lead)]);
    for (let n = 0; n < 5; n++) await pushRows(server.url, mine.lead, [newRow()]);
    await soon(() => {
      expect(here.lines).toContainEqual({ kind: 'rows', compartment: 'stammdaten', head: 5 });
    });
    expect(here.lines.filter((line) => line['kind'] === 'rows').length).toBeLessThan(5);
    expect(there.lines.filter((line) => line['kind'] !== 'ping')).toEqual([]);
    here.stop();
    there.stop();
  });

  it('ends with the session', async () => {
    const { lead: person } = await setUpOffice(server.url);
    const stream = await listen(server.url, person);
    await expectStatus(204, call(server.url, 'DELETE', `${API}/sessions`, { token: person.token }));
    // A roster hint makes the stream look at its session at once instead of at the next ping.
    await server.owner.query('select pg_notify($1, $2)', [
      'wegbuch',
      JSON.stringify({ office: person.officeId, rows: [], kinds: ['roster'] }),
    ]);
    await stream.reading;
    stream.stop();
  });
});

describe('the blind server', () => {
  it('keeps nothing readable: the scan finds canaries in the clear and none in ciphertext', async () => {
    const canary = 'Żółć-Mohammed-محمد-4711';
    const plain = newRow({ body: Buffer.from(JSON.stringify({ name: canary })).toString('base64url') });
    expect(await dumpAllText(server.owner)).not.toContain(canary);
    // Control: a row that was not encrypted is found.
    await pushRows(server.url, lead, [plain]);
    expect(await dumpAllText(server.owner)).toContain(canary);
  });
});
