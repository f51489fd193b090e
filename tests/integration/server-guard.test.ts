import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anonymousRoutes } from '#shared/sync/accounts-protocol';
import { API_PREFIX } from '#shared/sync/protocol';
import { tokenHash } from '../../server/accounts/secrets';
import { databaseAccess } from '../../server/storage/access';
import { openStore, withOffice } from '../../server/storage/database';
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
let two: TestOffice;
let kioskToken: string;

beforeAll(async () => {
  server = await startTestServer();
  one = await setUpOffice(server.url);
  two = await setUpOffice(server.url);
  await pushRows(server.url, one.lead, [newRow(), newRow()]);
  await pushRows(server.url, two.lead, [newRow()]);
  kioskToken = newId();
  await call(server.url, 'POST', `${API}/kiosks`, {
    token: one.lead.token,
    body: { kioskId: newId(), letter: 'K', tokenHash: tokenHash(kioskToken) },
  });
});
afterAll(() => server.end());

describe('row-level security', () => {
  const tables = async () => {
    const { rows } = await server.owner.query<{ name: string; forced: boolean; policies: number }>(
      `select relname as name, relrowsecurity and relforcerowsecurity as forced,
              (select count(*) from pg_policy where polrelid = c.oid) as policies
       from pg_class c where relkind = 'r' and relnamespace = 'wegbuch'::regnamespace and relname <> 'migrations'`,
    );
    return rows;
  };

  it('is forced on every table, and every key and reference is led by the office', async () => {
    const found = await tables();
    expect(found.length).toBeGreaterThan(10);
    for (const table of found) expect(table).toMatchObject({ forced: true, policies: 1 });
    const { rows } = await server.owner.query<{ definition: string }>(
      `select pg_get_constraintdef(oid) as definition from pg_constraint
       where connamespace = 'wegbuch'::regnamespace and contype in ('p', 'u', 'f')
         and conrelid <> 'wegbuch.migrations'::regclass`,
    );
    for (const { definition } of rows)
      expect(definition).toMatch(/^(PRIMARY KEY|UNIQUE|FOREIGN KEY) \(office_id/);
  });

  it('shows one office only, and nothing without one; as owner everything leaks (control)', async () => {
    const app = server.store.app;
    const officesIn = (rows: Array<{ office_id: string }>) => [...new Set(rows.map((row) => row.office_id))];
    for (const { name } of await tables()) {
      const all = (await server.owner.query<{ office_id: string }>(`select office_id from wegbuch.${name}`))
        .rows;
      const table = name as 'rows';
      expect(await app.selectFrom(table).select('office_id').execute()).toEqual([]);
      const seen = await withOffice(app, one.officeId, (tx) =>
        tx.selectFrom(table).select('office_id').execute(),
      );
      expect(officesIn(seen)).toEqual(officesIn(all).filter((office) => office === one.officeId));
    }
    const leaked = (await server.owner.query<{ office_id: string }>('select office_id from rows')).rows;
    expect(officesIn(leaked).sort()).toEqual([one.officeId, two.officeId].sort());
  });

  it('holds over interleaved queries of two offices on a few connections, errors included', async () => {
    const store = await openStore(databaseAccess(server.ownerUrl, null), () => undefined);
    const foreign: string[] = [];
    const work = Array.from({ length: 600 }, async (_, n) => {
      const office = n % 2 === 0 ? one : two;
      await withOffice(store.app, office.officeId, async (tx) => {
        const rows = await tx.selectFrom('rows').select('office_id').execute();
        foreign.push(...rows.map((row) => row.office_id).filter((id) => id !== office.officeId));
        if (n % 7 === 0) await sql`select 1 / 0`.execute(tx);
      }).catch(() => undefined);
    });
    await Promise.all(work);
    await store.close();
    expect(foreign).toEqual([]);
  });

  it('refuses to write for another office, and the inbox role can only insert envelopes', async () => {
    const values = { office_id: two.officeId, id: newId(), rev: newId(), seq: 1 };
    const foreign = withOffice(server.store.app, one.officeId, (tx) =>
      tx.insertInto('revs').values(values).execute(),
    );
    await expect(foreign).rejects.toThrow(/row-level security/);
    for (const table of ['inbox', 'rows', 'accounts', 'sessions'] as const) {
      const read = withOffice(server.store.inbox, one.officeId, (tx) =>
        tx.selectFrom(table).selectAll().execute(),
      );
      await expect(read).rejects.toThrow(/permission denied/);
    }
  });

  it('is not served by a role that it does not bind', async () => {
    const strong = databaseAccess(server.ownerUrl, server.ownerUrl);
    await expect(openStore(strong, () => undefined)).rejects.toMatchObject({ code: 'role-too-strong' });
  });
});

describe('who may call what', () => {
  const paths = () => {
    const own = server.app.routeTable.filter((route) => route.url.startsWith(API_PREFIX));
    return own.map((route) => ({ ...route, path: route.url.replace(/:\w+/g, 'someidentifier') }));
  };

  it('is declared for every route, as the protocol lists them', () => {
    const list = (access: string) =>
      paths()
        .filter((route) => route.access === access)
        .map((route) => `${route.method} ${route.url.slice(API_PREFIX.length)}`)
        .sort();
    expect(list('anonymous')).toEqual([...anonymousRoutes].sort());
    expect(list('kiosk')).toEqual(['GET /kiosk/config', 'POST /kiosk/check-ins', 'POST /kiosk/heartbeat']);
    // A new route is red here until somebody has decided who may call it.
    expect(list('staff')).toEqual([
      'DELETE /inbox/:id',
      'DELETE /sessions',
      'GET /inbox',
      'GET /roster',
      'GET /sync/live',
      'GET /sync/pull',
      'POST /enrolments',
      'POST /enrolments/:lookup/confirm',
      'POST /kiosks',
      'POST /roster',
      'POST /sync/push',
    ]);
    expect(paths().filter((route) => route.access === 'public')).toEqual([]);
  });

  it('lets a kiosk token through to three routes and no other, with any method', async () => {
    const allowed = new Set<string>();
    for (const { url, path } of paths()) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']) {
        const answer = await call(server.url, method, path, { token: kioskToken });
        if (answer.status !== 403 && answer.status !== 404)
          allowed.add(`${method} ${url.slice(API_PREFIX.length)}`);
      }
    }
    expect([...allowed].sort()).toEqual([
      'GET /kiosk/config',
      'POST /kiosk/check-ins',
      'POST /kiosk/heartbeat',
    ]);
  });

  it('asks for a session on staff and kiosk routes, whatever the token looks like', async () => {
    const tokens = [
      undefined,
      '',
      'x',
      newId(),
      one.lead.token.slice(1),
      `${one.lead.token}A`,
      'a'.repeat(5000),
    ];
    for (const { method, path, access } of paths()) {
      if (access === 'anonymous') continue;
      for (const token of tokens) expect((await call(server.url, method, path, { token })).status).toBe(401);
    }
    const staffAsKiosk = await call(server.url, 'GET', `${API}/kiosk/config`, { token: one.lead.token });
    expect(staffAsKiosk.status).toBe(403);
  });

  it('keeps the staff routes off the kiosk origin', async () => {
    for (const { method, path, access } of paths()) {
      if (access !== 'staff') continue;
      const answer = await call(server.kioskUrl, method, path, { token: one.lead.token });
      expect(answer.status).toBe(404);
    }
    expect((await call(server.kioskUrl, 'GET', '/docs')).status).toBe(404);
  });
});

describe('malformed requests', () => {
  it('get a 4xx with a code and change nothing, a few hundred ways', async () => {
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
      { path: '/kiosks', body: { kioskId: newId(), tokenHash: newId(), letter: 'Q' }, token },
      { path: '/kiosk/check-ins', body: { id: newId(), keyId: 'k', sealed: 'AAAA' }, token: kioskToken },
      {
        path: `/enrolments/${newId()}/claim`,
        body: { claim: '', account, device: { deviceId, publicKey: 'AAAA' }, entry: null },
      },
    ];
    const before = await fingerprintOf(server.owner);
    const faults: unknown[] = [];
    const attempt = async (
      path: string,
      raw: string | Uint8Array<ArrayBuffer>,
      bearer: string | undefined,
    ) => {
      const answer = await call(server.url, 'POST', `${API}${path}`, { raw, token: bearer });
      const ok = answer.status >= 400 && answer.status < 500 && typeof answer.body['code'] === 'string';
      if (!ok) faults.push({ path, status: answer.status, raw: String(raw).slice(0, 200) });
    };
    const strange = fc.sample(fc.anything({ maxDepth: 2 }), { numRuns: 20, seed: 20261122 });
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
          if (key === 'grants' && Array.isArray(value) && value.length === 0) continue;
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
    }
    expect(faults).toEqual([]);
    expect(await fingerprintOf(server.owner)).toEqual(before);
  });

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

describe('the web edition', () => {
  it('comes with its content security, and the API with no-store', async () => {
    const { headers } = await call(server.url, 'GET', '/');
    const policy = headers.get('content-security-policy') ?? '';
    for (const rule of [
      "script-src 'self';",
      "style-src 'self'",
      "require-trusted-types-for 'script'",
      'trusted-types wegbuch-worker',
      "object-src 'none'",
      "base-uri 'none'",
    ]) {
      expect(policy).toContain(rule);
    }
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    const worker = await call(server.url, 'GET', '/assets/worker-AbC123.js');
    expect(worker.headers.get('content-security-policy')).toContain("'wasm-unsafe-eval'");
    const answer = await call(server.url, 'GET', `${API}/roster`, { token: one.lead.token });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('opens nothing from outside its folder', async () => {
    for (const path of [
      '/../package.json',
      '/assets/../../package.json',
      '/assets/%2e%2e/%2e%2e/package.json',
      '/..%2f..%2fpackage.json',
      '/.env',
      '/assets/%00.js',
    ]) {
      const answer = await raw(path);
      expect(answer.text).not.toContain('"wegbuch"');
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
  });

  it('shows only what to do about it where the context is not secure', async () => {
    for (const path of ['/', '/docs', `${API}/roster`]) {
      const answer = await raw(path, { host: 'wegbuch.lan:8080' });
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('--tls-cert');
    }
    // Behind a proxy on this computer that speaks TLS outside.
    const behind = await raw(`${API}/roster`, { host: 'wegbuch.lan', 'x-forwarded-proto': 'https' });
    expect(behind.status).toBe(401);
  });

  it('lets the desktop app in from its own scheme and no web page from elsewhere', async () => {
    const from = (origin: string) => call(server.url, 'OPTIONS', `${API}/sync/push`, { headers: { origin } });
    const app = await from('app://wegbuch');
    expect(app.status).toBe(204);
    expect(app.headers.get('access-control-allow-origin')).toBe('app://wegbuch');
    for (const origin of ['https://evil.example', 'null', 'app://a.b', 'http://127.0.0.1:1']) {
      expect((await from(origin)).headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  /** A request as typed: fetch would tidy the path and set the host itself. */
  function raw(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; text: string }> {
    const { hostname, port } = new URL(server.url);
    return new Promise((resolve, reject) => {
      const sent = httpRequest({ hostname, port, path, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, text });
        });
      });
      sent.on('error', reject);
      sent.end();
    });
  }
});

describe('limits', () => {
  it('answer 429 with Retry-After on anonymous routes, and do not touch sessions', async () => {
    const limited = await startTestServer({ anonymousPerMinute: 5 });
    try {
      const office = await setUpOffice(limited.url);
      const tries = await Promise.all(
        Array.from({ length: 8 }, () => call(limited.url, 'GET', `${API}/enrolments/${newId()}`)),
      );
      expect(tries.filter((answer) => answer.status === 404)).toHaveLength(5);
      const refused = tries.filter((answer) => answer.status === 429);
      expect(refused).toHaveLength(3);
      expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await call(limited.url, 'GET', `${API}/roster`, { token: office.lead.token })).status).toBe(
        200,
      );
    } finally {
      await limited.end();
    }
  });
});
