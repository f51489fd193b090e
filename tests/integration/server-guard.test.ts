import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API, newId, setUpOffice, type TestOffice } from './support/office';
import { call, startTestServer, type TestServer } from './support/server';

let server: TestServer;
let one: TestOffice;

beforeAll(async () => {
  server = await startTestServer();
  one = await setUpOffice(server.url);
});
afterAll(() => server.end());

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

describe('behind a load balancer', () => {
  it('believes only proxies that were named about address and TLS of a caller', async () => {
    const behind = await startTestServer({ anonymousPerMinute: 2 }, { trustedProxies: ['10.0.0.0/24'] });
    try {
      const through = async (remoteAddress: string, caller: string) => {
        const headers = {
          host: 'wegbuch.example',
          'x-forwarded-proto': 'https',
          'x-forwarded-for': caller,
        };
        const url = `${API}/enrolments/${newId()}`;
        return (await behind.app.inject({ method: 'GET', url, remoteAddress, headers })).statusCode;
      };
      // Each caller has a limit of their own, not the proxy.
      for (const caller of ['192.0.2.1', '192.0.2.2']) {
        expect(await through('10.0.0.9', caller)).toBe(404);
        expect(await through('10.0.0.9', caller)).toBe(404);
        expect(await through('10.0.0.9', caller)).toBe(429);
      }
      // Control: from anybody else the same headers mean nothing.
      expect(await through('10.0.1.9', '192.0.2.3')).toBe(403);
    } finally {
      await behind.end();
    }
  });
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
