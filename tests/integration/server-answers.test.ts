import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKiosk } from '#shared/sync/accounts-protocol';
import { readJson } from '../../server/http/json';
import { API, newId, setUpOffice, type TestOffice } from './support/office';
import { call, startTestServer, type TestServer } from './support/server';

const lines: string[] = [];
let server: TestServer;
let office: TestOffice;

beforeAll(async () => {
  server = await startTestServer({}, { log: { write: (line) => void lines.push(line) } });
  office = await setUpOffice(server.url);
});
afterAll(() => server.end());

/** What comes back over the wire, head and all. */
const wire = (text: string) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let said = '';
    socket.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')));
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(said);
    });
    socket.end(text);
  });

describe('every answer', () => {
  it('carries the headers that Helmet would set, whoever gives it', async () => {
    const { token } = office.lead;
    const answers = {
      page: await call(server.url, 'GET', '/'),
      description: await call(server.url, 'GET', '/docs/json'),
      route: await call(server.url, 'GET', `${API}/roster`, { token }),
      'no session': await call(server.url, 'GET', `${API}/roster`),
      'no route': await call(server.url, 'PUT', '/nowhere'),
      'no JSON': await call(server.url, 'POST', `${API}/sessions`, { raw: '{' }),
      'too large': await call(server.url, 'POST', `${API}/sessions`, { raw: 'x'.repeat(300_000) }),
      'an address that cannot be read': await call(server.url, 'GET', '/%E0%A4%A'),
    };
    for (const [what, { headers }] of Object.entries(answers)) {
      expect(Object.fromEntries(headers), what).toMatchObject({
        'content-security-policy': expect.stringContaining("default-src 'none'") as string,
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'origin-agent-cluster': '?1',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-dns-prefetch-control': 'off',
        'x-download-options': 'noopen',
        'x-frame-options': 'SAMEORIGIN',
        'x-permitted-cross-domain-policies': 'none',
        'x-xss-protection': '0',
      });
      expect(headers.get('x-powered-by')).toBeNull();
      // Browsers mind it only where it came over TLS.
      expect(headers.get('strict-transport-security')).toBeNull();
    }
    const secure = await call(server.url, 'GET', '/health', { headers: { 'x-forwarded-proto': 'https' } });
    expect(secure.headers.get('strict-transport-security')).toBe('max-age=31536000');
  });

  it('has a code and no echo where what came was no request at all', async () => {
    const broken = await wire('BREW /<script> HTTP/1.1\r\n\r\n');
    expect(broken).toMatch(/^HTTP\/1\.1 400 /);
    expect(broken).toContain('"code":"malformed"');
    expect(broken).toContain('x-content-type-options: nosniff');
    expect(broken).not.toContain('script>');
    const long = await wire(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(30_000)}\r\n\r\n`);
    expect(long).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('says how long to wait with 429 and 503, also where the refusal does not know', async () => {
    const stubborn = await startTestServer({ inboxItems: 0 });
    try {
      const { lead } = await setUpOffice(stubborn.url);
      await stubborn.owner.query(
        `insert into enrolments (office_id, lookup, purpose, person_id, state, expires_at)
         select $1, 'lookup-' || n, 'kiosk', 'somebody', 'open', now() + interval '1 hour' from generate_series(1, 200) n`,
        [lead.officeId],
      );
      const body = {
        lookup: newId(),
        purpose: 'kiosk',
        personId: newId(),
        box: newId(),
        expiresAt: new Date(Date.now() + 60_000).toISOString(),
      };
      const many = await call(stubborn.url, 'POST', `${API}/enrolments`, { token: lead.token, body });
      expect([many.status, many.headers.get('retry-after')]).toEqual([429, '60']);
      stubborn.owner.on('error', () => undefined);
      await stubborn.embedded?.stop();
      for (const path of ['/health', `${API}/enrolments/${newId()}`]) {
        const away = await call(stubborn.url, 'GET', path);
        expect([path, away.status, away.headers.get('retry-after')]).toEqual([path, 503, '5']);
      }
    } finally {
      await stubborn.end().catch(() => undefined);
    }
  });
});

describe('the id of a request', () => {
  const idOf = (line: string) => (JSON.parse(line) as { reqId?: string }).reqId;

  it('stands in the answer and in the log, taken from a proxy on this computer', async () => {
    const given = '0f8fad5bd9cb469fa16570867728950e';
    const taken = await call(server.url, 'GET', '/health', { headers: { 'x-request-id': given } });
    expect(taken.headers.get('x-request-id')).toBe(given);
    expect(lines.map(idOf)).toContain(given);
    const made = (await call(server.url, 'GET', '/health')).headers.get('x-request-id') ?? '';
    expect(made).toMatch(/^[0-9a-f-]{36}$/);
    expect(lines.map(idOf)).toContain(made);
  });

  it('is made anew where text of somebody stands in it, or nobody trusted gave it', async () => {
    for (const text of ['Amina Diallo', 'amina.diallo@example.org', 'x'.repeat(300), '']) {
      const { headers } = await call(server.url, 'GET', '/health', { headers: { 'x-request-id': text } });
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
    const given = '00000000000000000000000000000001';
    const ask = (remoteAddress: string) =>
      server.app.inject({ url: '/health', remoteAddress, headers: { 'x-request-id': given } });
    expect((await ask('192.0.2.7')).headers['x-request-id']).not.toBe(given);
    // Control: the same from this computer.
    expect((await ask('127.0.0.1')).headers['x-request-id']).toBe(given);
  });
});

describe('a body', () => {
  const read = (text: string | Uint8Array) => readJson(Buffer.from(text));

  it('is what JSON.parse makes of it', () => {
    for (const text of [
      '{"a":[1,"x\\"y",{"b":null}],"c":{"a":true}}',
      '[]',
      '"\\\\"',
      ' 7 ',
      '{"a":{"a":{"a":1}}}',
    ])
      expect(read(text)).toEqual(JSON.parse(text));
  });

  it('over which a schema itself stumbles is the mistake of whoever sent it', async () => {
    const body = { kioskId: newId(), tokenHash: newId(), letter: { length: { toString: 'x' } } };
    const answer = await call(server.url, 'POST', `${API}/kiosks`, { token: office.lead.token, body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid' } });
    // Control: the schema does stumble.
    expect(() => createKiosk.safeParse(body)).toThrow(TypeError);
  });

  it('is refused where two readers could differ, or little would become much', () => {
    const ambiguous = [
      '{"a":1,"a":2}',
      '{"a":1,"\\u0061":2}',
      '[{"b":{"a":1,"c":[{}],"a":2}}]',
      '{"__proto__":1}',
    ];
    const heavy = [`${'['.repeat(17)}${']'.repeat(17)}`, `[${'0,'.repeat(50_001)}0]`];
    for (const text of [...ambiguous, ...heavy]) {
      expect(() => read(text), text.slice(0, 40)).toThrow(/twice|deep|many/);
      // Control: the parser alone takes all of them.
      expect(() => JSON.parse(text) as unknown).not.toThrow();
    }
    for (const bad of ['{"a":"\\"', '{"a', '{', '\ufeff{}', new Uint8Array([0x22, 0xc3, 0x28, 0x22])])
      expect(() => read(bad)).toThrow(/JSON|UTF-8|end/);
  });
});
