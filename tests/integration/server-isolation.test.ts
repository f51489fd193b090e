import { sql } from 'kysely';
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
