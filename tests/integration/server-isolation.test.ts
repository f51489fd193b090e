import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAccess } from '../../server/storage/access';
import { openPool, openStore, withOffice } from '../../server/storage/database';
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

  it('binds roles that own nothing and are nothing special; nothing looks around it', async () => {
    const { rows: roles } = await server.owner.query<{ strong: boolean; owns: number; memberships: number }>(
      `select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as strong,
         (select count(*) from pg_class where relowner = r.oid) as owns,
         (select count(*) from pg_auth_members where member = r.oid) as memberships
       from pg_roles r where rolname in ('wegbuch_app', 'wegbuch_inbox')`,
    );
    const nothing = { strong: false, owns: 0, memberships: 0 };
    expect(roles).toEqual([nothing, nothing]);
    // Views run with their owner's rights unless told otherwise, functions may: there are none.
    const { rows: others } = await server.owner.query<{ name: string }>(
      `select relname as name from pg_class
       where relnamespace = 'wegbuch'::regnamespace and relkind not in ('r', 'i', 'S', 't')
       union all select proname from pg_proc where pronamespace = 'wegbuch'::regnamespace`,
    );
    expect(others).toEqual([]);
    const { rows: unique } = await server.owner.query<{ definition: string }>(
      `select pg_get_indexdef(indexrelid) as definition from pg_index
       where indisunique and indrelid in (select oid from pg_class
         where relnamespace = 'wegbuch'::regnamespace and relname <> 'migrations')`,
    );
    expect(unique.length).toBeGreaterThan(10);
    for (const { definition } of unique) expect(definition).toContain('(office_id');
  });

  /** Queries of two offices, interleaved on five connections, some failing, timing out or breaking off. */
  async function foreignRows(
    url: string,
    enter: typeof withOffice,
  ): Promise<{ seen: number; foreign: number }> {
    const db = openPool(url, 5, () => undefined);
    let [seen, foreign] = [0, 0];
    const count = (rows: Array<{ office_id: string }>, own: string | null) => {
      seen += rows.length;
      foreign += rows.filter((row) => row.office_id !== own).length;
    };
    const ask = async (n: number) => {
      // Every fifth asks without naming an office, on whatever connection it gets.
      if (n % 5 === 0) return count(await db.selectFrom('rows').select('office_id').execute(), null);
      const { officeId } = n % 2 === 0 ? one : two;
      await enter(db, officeId, async (tx) => {
        count(await tx.selectFrom('rows').select('office_id').execute(), officeId);
        if (n % 7 === 0) await sql`select 1 / 0`.execute(tx);
        if (n % 31 === 0) await sql`set local statement_timeout = 1`.execute(tx);
        if (n % 31 === 0) await sql`select pg_sleep(1)`.execute(tx);
        if (n % 61 === 0) await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);
      });
    };
    const queries = Number(process.env['LEAK_QUERIES'] ?? 2000);
    await Promise.all(Array.from({ length: queries }, (_, n) => ask(n + 1).catch(() => undefined)));
    await db.destroy();
    return { seen, foreign };
  }

  it('holds over interleaved queries on five connections, with errors, time-outs and broken ones', async () => {
    const { appUrl } = databaseAccess(server.ownerUrl, null);
    const found = await foreignRows(appUrl, withOffice);
    expect(found.seen).toBeGreaterThan(1000);
    expect(found.foreign).toBe(0);
  }, 300_000);

  it('would leak as owner, and with an office that outlives its transaction (controls)', async () => {
    expect(
      (await foreignRows(`${server.ownerUrl}?options=-c%20search_path%3Dwegbuch`, withOffice)).foreign,
    ).toBeGreaterThan(0);
    const { appUrl } = databaseAccess(server.ownerUrl, null);
    const lasting: typeof withOffice = async (db, officeId, work) =>
      db.connection().execute(async (connection) => {
        await sql`select set_config('wegbuch.office', ${officeId}, false)`.execute(connection);
        return connection.transaction().execute(work);
      });
    expect((await foreignRows(appUrl, lasting)).foreign).toBeGreaterThan(0);
  }, 300_000);

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
