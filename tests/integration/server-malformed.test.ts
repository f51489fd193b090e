import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenHash } from '../../server/accounts/secrets';
import {
  API,
  foundingRequest,
  newId,
  newRow,
  pushRows,
  setUpOffice,
  type TestOffice,
} from './support/office';
import { call, fingerprintOf, startTestServer, type TestServer } from './support/server';

let server: TestServer;
let one: TestOffice;
let kioskToken: string;

beforeAll(async () => {
  server = await startTestServer();
  one = await setUpOffice(server.url);
  await pushRows(server.url, one.lead, [newRow(), newRow()]);
  kioskToken = newId();
  await call(server.url, 'POST', `${API}/kiosks`, {
    token: one.lead.token,
    body: { kioskId: newId(), letter: 'K', tokenHash: tokenHash(kioskToken) },
  });
});
afterAll(() => server.end());

describe('malformed requests', () => {
  it('get a 4xx with a code and change nothing, in over a thousand ways', async () => {
    const { body: office } = await foundingRequest();
    const { officeId, personId, deviceId, account, token } = one.lead;
    const inAnHour = new Date(Date.now() + 3600_000).toISOString();
    const good: Array<{ path: string; body: object; token?: string }> = [
      { path: '/offices', body: office },
      { path: '/sessions', body: { officeId, personId, deviceId, authSecret: account.authSecret } },
      { path: '/sync/push', body: { rows: [newRow(), newRow()] }, token },
      { path: '/roster', body: { entries: one.log.entries.slice(0, 2), grants: [] }, token },
      {
        path: '/enrolments',
        body: { lookup: newId(), purpose: 'kiosk', personId: newId(), box: newId(), expiresAt: inAnHour },
        token,
      },
      { path: '/erasures', body: { targets: [{ kind: 'file', id: newId() }] }, token },
      { path: '/erasures/receipt', body: { upTo: 0 }, token },
      {
        path: '/blobs',
        body: { compartment: 'stammdaten', address: 'A'.repeat(43), fileId: newId(), size: 7 },
        token,
      },
      { path: '/kiosks', body: { kioskId: newId(), tokenHash: newId(), letter: 'Q' }, token },
      { path: '/kiosk/check-ins', body: { id: newId(), keyId: 'k', sealed: 'AAAA' }, token: kioskToken },
      {
        path: `/enrolments/${newId()}/claim`,
        body: { claim: '', account, device: { deviceId, publicKey: 'AAAA' }, entry: null },
      },
    ];
    // Other values that these fields may have.
    const fits = new Set(['grants []', 'fileId null', 'size 17']);
    const before = await fingerprintOf(server.owner);
    let attempts = 0;
    const faults: unknown[] = [];
    const attempt = async (
      path: string,
      raw: string | Uint8Array<ArrayBuffer>,
      bearer: string | undefined,
    ) => {
      attempts++;
      const answer = await call(server.url, 'POST', `${API}${path}`, { raw, token: bearer });
      const ok = answer.status >= 400 && answer.status < 500 && typeof answer.body['code'] === 'string';
      if (!ok) faults.push({ path, status: answer.status, raw: String(raw).slice(0, 200) });
    };
    const strange = fc.sample(fc.anything({ maxDepth: 2 }), { numRuns: 30, seed: 20261122 });
    const flip = fc.tuple(fc.nat(), fc.integer({ min: 0x80, max: 0xff }));
    const flips = fc.sample(flip, { numRuns: 30, seed: 20261122 });
    for (const { path, body, token: bearer } of good) {
      const text = JSON.stringify(body);
      for (const key of Object.keys(body)) {
        const wrong = [
          null,
          17,
          -1,
          {},
          [],
          [null],
          { $gt: '' },
          'nul\u0000byte',
          'ä'.repeat(500),
          'x'.repeat(300_000),
        ];
        for (const value of wrong) {
          if (fits.has(`${key} ${JSON.stringify(value)}`)) continue;
          await attempt(path, JSON.stringify({ ...body, [key]: value }), bearer);
        }
      }
      await attempt(path, JSON.stringify({ ...body, isAdmin: true }), bearer);
      await attempt(path, text.replace('{', '{"__proto__":{"role":"lead"},'), bearer);
      for (const cut of [0, 1, Math.floor(text.length / 2), text.length - 1])
        await attempt(path, text.slice(0, cut), bearer);
      await attempt(path, new Uint8Array([0x7b, 0xff, 0xfe, 0x22, 0x80]), bearer);
      await attempt(path, '['.repeat(20_000), bearer);
      for (const value of strange) await attempt(path, JSON.stringify(value) ?? 'undefined', bearer);
      for (const [at, byte] of flips) {
        const bytes = new TextEncoder().encode(text);
        // Structure alone: a changed letter of an id is another id.
        const marks = [...bytes.keys()].filter((n) => '{}[]":,'.includes(String.fromCharCode(bytes[n] ?? 0)));
        bytes[marks[at % marks.length] ?? 0] = byte;
        await attempt(path, bytes, bearer);
      }
    }
    expect(attempts).toBeGreaterThan(1000);
    expect(faults).toEqual([]);
    expect(await fingerprintOf(server.owner)).toEqual(before);
    // Control: what is well formed counts as a fault here, and changes rows.
    await attempt('/sync/push', JSON.stringify({ rows: [newRow()] }), token);
    expect(faults).toHaveLength(1);
    expect(await fingerprintOf(server.owner)).not.toEqual(before);
  }, 60_000);

  it('get a 4xx too when path, query, type or size is wrong', async () => {
    const { token } = one.lead;
    const queries = [
      '',
      '?compartment=x&from=0',
      '?compartment=stammdaten',
      '?compartment=stammdaten&from=-1',
      '?compartment=stammdaten&from=1e400',
      '?compartment=stammdaten&from=0&limit=99999',
      '?compartment=stammdaten&from=0&x=1',
    ];
    for (const query of queries)
      expect((await call(server.url, 'GET', `${API}/sync/pull${query}`, { token })).status).toBe(400);
    expect((await call(server.url, 'GET', `${API}/enrolments/%00%00%00%00%00%00%00%00`)).status).toBe(400);
    expect((await call(server.url, 'GET', `${API}/enrolments/${'a'.repeat(500)}`)).status).toBe(404);
    expect((await call(server.url, 'GET', '/%E0%A4%A')).status).toBe(400);
    expect(
      (
        await call(server.url, 'POST', `${API}/sessions`, {
          raw: '<a/>',
          headers: { 'content-type': 'text/xml' },
        })
      ).status,
    ).toBe(415);
    const large = JSON.stringify({ rows: ['x'.repeat(17 * 1024 * 1024)] });
    expect(await call(server.url, 'POST', `${API}/sync/push`, { token, raw: large })).toMatchObject({
      status: 413,
      body: { code: 'too-large' },
    });
  });
});
