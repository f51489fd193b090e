import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LiveHint } from '#shared/sync/protocol';
import { defaultConfig } from '../../server/config';
import { type RunningServer, startServer } from '../../server/start';
import { freePort } from '../../server/storage/embedded';
import { LiveHub } from '../../server/sync/live-hub';
import { listen, soon } from './support/live';
import { API, newId, newRow, pullPage, pushRows, setUpOffice, type TestOffice } from './support/office';
import { call, NO_LIMITS, startTestServer, type TestServer } from './support/server';

let postgres: TestServer;
let folder: string;
let servers: RunningServer[];
let office: TestOffice;
const [a, b] = [() => servers[0]?.url ?? '', () => servers[1]?.url ?? ''];

beforeAll(async () => {
  postgres = await startTestServer();
  await postgres.owner.query('create database fleet');
  const databaseUrl = postgres.ownerUrl.replace(/\/wegbuch$/, '/fleet');
  folder = await mkdtemp(join(tmpdir(), 'wegbuch-fleet-'));
  // Both find an empty database and migrate it at the same moment.
  servers = await Promise.all(
    ['a', 'b'].map(async (name) =>
      startServer({
        ...defaultConfig(join(folder, name)),
        databaseUrl,
        port: await freePort(),
        kioskPort: await freePort(),
        limits: NO_LIMITS,
        log: false,
      }),
    ),
  );
  office = await setUpOffice(a());
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await postgres.end();
  await rm(folder, { recursive: true, force: true });
});

describe('several servers on one database', () => {
  it('share sessions, rows and one order of commits', async () => {
    const batches = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        pushRows(
          n % 2 === 0 ? a() : b(),
          office.lead,
          Array.from({ length: 5 }, () => newRow()),
        ),
      ),
    );
    const seqs = batches.flat().map((answer) => (answer.result === 'accepted' ? answer.seq : -1));
    expect(seqs.sort((x, y) => x - y)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
    const pages = await Promise.all(
      [a(), b()].map((url) => pullPage(url, office.lead, 'compartment=stammdaten&from=0')),
    );
    expect(pages[0]?.rows).toHaveLength(100);
    expect(pages[1]).toEqual(pages[0]);
  });

  it('tell each other: a push or an erasure at one gives a hint at the other', async () => {
    const hints: LiveHint[] = [];
    // Control: a server that does not listen hears nothing.
    const deaf = new LiveHub(servers[0]?.store.appUrl ?? '', () => undefined);
    deaf.subscribe(office.officeId, { hint: (hint) => hints.push(hint), end: () => undefined });
    const stream = await listen(b(), office.lead);
    const [answer] = await pushRows(a(), office.lead, [newRow()]);
    const head = answer?.result === 'accepted' ? answer.seq : -1;
    await soon(() => {
      expect(stream.lines).toContainEqual({ kind: 'rows', compartment: 'stammdaten', head });
    });
    await call(a(), 'POST', `${API}/erasures`, {
      token: office.lead.token,
      body: { targets: [{ kind: 'file', id: newId() }] },
    });
    await soon(() => {
      expect(stream.lines).toContainEqual({ kind: 'erasures' });
    });
    expect(hints).toEqual([]);
    // Hints may be lost: a pull at the other server has the row all the same.
    const page = await pullPage(b(), office.lead, `compartment=stammdaten&from=${String(head - 1)}`);
    expect(page.rows.map(({ seq }) => seq)).toEqual([head]);
    stream.stop();
    await deaf.stop();
  });

  it('refuse an ended session everywhere', async () => {
    const { lead } = await setUpOffice(b());
    expect((await call(a(), 'GET', `${API}/roster`, { token: lead.token })).status).toBe(200);
    expect((await call(a(), 'DELETE', `${API}/sessions`, { token: lead.token })).status).toBe(204);
    expect((await call(b(), 'GET', `${API}/roster`, { token: lead.token })).status).toBe(401);
  });
});
