import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../server/storage/embedded';
import { listen, soon } from './support/live';
import { API, newId, newRow, pullPage, pushRows, setUpOffice, type TestOffice } from './support/office';
import { call, startTestServer, type TestServer } from './support/server';

let server: TestServer;
let office: TestOffice;
let port: number;

beforeAll(async () => {
  port = await freePort();
  server = await startTestServer({}, { metricsPort: port });
  office = await setUpOffice(server.url);
});
afterAll(() => server.end());

const scrape = async () => (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text();

/** Value of one line. */
async function value(line: string): Promise<number> {
  const found = (await scrape()).split('\n').find((one) => one.startsWith(`${line} `));
  return Number(found?.split(' ').at(-1) ?? 0);
}

describe('numbers for Prometheus', () => {
  it('count requests, times and rows, by routes and results', async () => {
    const { lead } = office;
    const row = newRow();
    await pushRows(server.url, lead, [row, newRow()]);
    await pushRows(server.url, lead, [{ ...row, rev: newId() }]);
    await pullPage(server.url, lead, 'compartment=stammdaten&from=0');
    await call(server.url, 'GET', `${API}/roster`);
    expect(await value('wegbuch_rows_total{result="accepted"}')).toBe(2);
    expect(await value('wegbuch_rows_total{result="stale"}')).toBe(1);
    expect(await value('wegbuch_rows_total{result="pulled"}')).toBe(2);
    const push = `${API}/sync/push`;
    expect(await value(`wegbuch_requests_total{method="POST",route="${push}",status="200"}`)).toBe(2);
    expect(await value(`wegbuch_requests_total{method="GET",route="${API}/roster",status="401"}`)).toBe(1);
    expect(await value(`wegbuch_request_seconds_bucket{route="${push}",le="+Inf"}`)).toBe(2);
    expect(await value(`wegbuch_request_seconds_count{route="${push}"}`)).toBe(2);
    expect(await value('wegbuch_database_connections{pool="app",state="idle"}')).toBeGreaterThan(0);
    expect(await value('process_resident_memory_bytes')).toBeGreaterThan(1e7);
  });

  it('count live streams while they stand', async () => {
    const stream = await listen(server.url, office.lead);
    await soon(() => expect(stream.lines.length).toBeGreaterThan(0));
    expect(await value('wegbuch_live_streams')).toBe(1);
    stream.stop();
    await expect.poll(() => value('wegbuch_live_streams'), { timeout: 5000 }).toBe(0);
  });

  it('are written as Prometheus reads them, and name nobody', async () => {
    await call(server.url, 'GET', `${API}/enrolments/${newId()}`);
    const text = await scrape();
    for (const line of text.trim().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"\\]*",?)+\})? [\d.e+-]+)$/);
    const { officeId, lead } = office;
    for (const id of [officeId, lead.personId, lead.deviceId, lead.token]) expect(text).not.toContain(id);
    // Control: ids were in the addresses that were asked for.
    expect(text).toContain('/enrolments/:lookup');
  });

  it('are for this computer alone, and not at the doors that others reach', async () => {
    const status = (host: string, path = '/metrics', method = 'GET') =>
      new Promise<number>((resolve, reject) => {
        const sent = request({ host: '127.0.0.1', port, path, method, headers: { host } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        });
        sent.on('error', reject);
        sent.end();
      });
    expect(await status(`127.0.0.1:${String(port)}`)).toBe(200);
    expect(await status('wegbuch.example')).toBe(404);
    expect(await status('localhost', '/')).toBe(404);
    expect(await status('localhost', '/metrics', 'POST')).toBe(404);
    expect(JSON.stringify((await call(server.url, 'GET', '/metrics')).body)).not.toContain(
      'wegbuch_requests',
    );
    expect(JSON.stringify((await call(server.kioskUrl, 'GET', '/metrics')).body)).not.toContain(
      'wegbuch_requests',
    );
  });
});
