import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAccess } from '../../server/storage/access';
import { openStore, withOffice } from '../../server/storage/database';
import { newId, newRow, pushRows, setUpOffice, type TestOffice } from './support/office';
import { startTestServer, type TestServer } from './support/server';

let server: TestServer;
let one: TestOffice;
let two: TestOffice;

beforeAll(async () => {
  server = await startTestServer();
  one = await setUpOffice(server.url);
  two = await setUpOffice(server.url);
  await pushRows(server.url, one.lead, [newRow(), newRow()]);
  await pushRows(server.url, two.lead, [newRow()]);
});
afterAll(() => server.end());

describe('row-level security', () => {
  const tables = async () => {
    const { rows } = await server.owner.query<{ name: string }>(
      `select relname as name from pg_class
       where relkind = 'r' and relnamespace = 'wegbuch'::regnamespace and relname <> 'migrations'`,
    );
    return rows;
  };

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
