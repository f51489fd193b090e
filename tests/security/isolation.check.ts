import { sql } from 'kysely';
import type pg from 'pg';
import { databaseAccess } from '../../server/storage/access';
import { openPool, withOffice } from '../../server/storage/database';
import { newRow, pushRows, setUpOffice } from '../integration/support/office';
import { startTestServer } from '../integration/support/server';
import { atLeast, atMost, type Check, type Row, type Size } from './support/check';

const CHECK = 34;

/**
 * What in the catalogue of the database would let rows of another office through: tables without forced policies,
 * keys and references not led by the office, views and functions (they may run with their owner's rights), roles
 * that are more than a guest.
 */
async function holes(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ hole: string }>(
    `with tables as (
       select oid, relname, relrowsecurity and relforcerowsecurity as forced from pg_class
       where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname <> 'migrations'),
     roles as (
       select oid, rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as strong from pg_roles
       where rolname in ('wegbuch_app', 'wegbuch_inbox'))
     select relname || ' has no forced policy' as hole from tables
       where not forced or not exists (select from pg_policy where polrelid = tables.oid)
     union all select conrelid::regclass || ' ' || conname || ' is not led by the office' from pg_constraint
       where contype in ('p', 'u', 'f') and conrelid in (select oid from tables)
         and pg_get_constraintdef(oid) !~ '^(PRIMARY KEY|UNIQUE|FOREIGN KEY) \\(office_id'
     union all select indexrelid::regclass || ' is not led by the office' from pg_index
       where indisunique and indrelid in (select oid from tables)
         and pg_get_indexdef(indexrelid) not like '%(office_id%'
     union all select relname || ' may look around the policies' from pg_class
       where relnamespace = current_schema()::regnamespace and relkind not in ('r', 'i', 'S', 't')
     union all select proname || ' may look around the policies' from pg_proc
       where pronamespace = current_schema()::regnamespace
         -- Deletes what is due of the office of the transaction alone, and says so in its own query.
         and (proname <> 'audit_retention'
           or prosrc not like '%audit_links.office_id = current_setting(''wegbuch.office'', true)%')
     union all select rolname || ' is more than a guest' from roles
       where strong or exists (select from pg_class where relowner = roles.oid)
         or exists (select from pg_auth_members where member = roles.oid)`,
  );
  return rows.map(({ hole }) => hole);
}

/** Each kind of hole, made and taken back: how many of them the catalogue query sees. */
async function holesFound(owner: pg.Client): Promise<{ made: number; seen: number }> {
  const broken = [
    'alter table rows no force row level security',
    'drop policy office on rows',
    'create table stray (office_id text, id text primary key)',
    'create unique index stray on rows (id)',
    'create view stray as select * from rows',
    "create function stray() returns bigint language sql security definer as 'select count(*) from wegbuch.rows'",
    'alter role wegbuch_app bypassrls',
    'alter table revs owner to wegbuch_app',
  ];
  const { rows: policies } = await owner.query<{ name: string }>(
    "select polname as name from pg_policy where polrelid = 'rows'::regclass",
  );
  let seen = 0;
  for (const statement of broken) {
    await owner.query('begin');
    await owner.query(statement.replace('policy office', `policy "${policies[0]?.name ?? ''}"`));
    if ((await holes(owner)).length > 0) seen++;
    await owner.query('rollback');
  }
  return { made: broken.length, seen };
}

/** Queries of two offices, interleaved on five connections, some failing, timing out or breaking off. */
async function foreignRows(
  url: string,
  enter: typeof withOffice,
  offices: readonly [string, string],
  queries: number,
): Promise<{ asked: number; seen: number; foreign: number }> {
  const db = openPool(url, 5, () => undefined);
  let [seen, foreign] = [0, 0];
  const count = (rows: Array<{ office_id: string }>, own: string | null) => {
    seen += rows.length;
    foreign += rows.filter((row) => row.office_id !== own).length;
  };
  const ask = async (n: number) => {
    // Every fifth asks without naming an office, on whatever connection it gets.
    if (n % 5 === 0) return count(await db.selectFrom('rows').select('office_id').execute(), null);
    const officeId = offices[n % 2] ?? '';
    await enter(db, officeId, async (tx) => {
      count(await tx.selectFrom('rows').select('office_id').execute(), officeId);
      if (n % 7 === 0) await sql`select 1 / 0`.execute(tx);
      if (n % 31 === 0) await sql`set local statement_timeout = 1`.execute(tx);
      if (n % 31 === 0) await sql`select pg_sleep(1)`.execute(tx);
      if (n % 61 === 0) await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);
    });
  };
  // In batches: a pool refuses whoever waits too long for a connection.
  for (let done = 0; done < queries; done += 500) {
    const size = Math.min(500, queries - done);
    await Promise.all(Array.from({ length: size }, (_, n) => ask(done + n + 1).catch(() => undefined)));
  }
  await db.destroy();
  return { asked: queries, seen, foreign };
}

/** The office outlives its transaction: whoever gets the connection next is in it. */
const lasting: typeof withOffice = async (db, officeId, work) =>
  db.connection().execute(async (connection) => {
    await sql`select set_config('wegbuch.office', ${officeId}, false)`.execute(connection);
    return connection.transaction().execute(work);
  });

async function run({ long }: Size): Promise<Row[]> {
  const server = await startTestServer();
  try {
    const one = await setUpOffice(server.url);
    const two = await setUpOffice(server.url);
    await pushRows(server.url, one.lead, [newRow(), newRow()]);
    await pushRows(server.url, two.lead, [newRow()]);
    const offices = [one.officeId, two.officeId] as const;
    const { appUrl } = databaseAccess(server.ownerUrl, null);
    const asOwner = `${server.ownerUrl}?options=-c%20search_path%3Dwegbuch`;
    const { made, seen } = await holesFound(server.owner);
    const found = await holes(server.owner);
    for (const hole of found) process.stderr.write(`isolation: ${hole}\n`);
    const asked = await foreignRows(appUrl, withOffice, offices, long ? 100_000 : 2_000);
    const leaks = [
      await foreignRows(asOwner, withOffice, offices, 500),
      await foreignRows(appUrl, lasting, offices, 500),
    ].every(({ foreign }) => foreign > 0);
    return [
      atMost(
        CHECK,
        `isolation: holes in the catalogue (control: ${String(seen)} of ${String(made)} seen)`,
        found.length,
        0,
        seen === made,
      ),
      atLeast(
        CHECK,
        'isolation: interleaved queries of two offices',
        asked.asked,
        long ? 100_000 : 2_000,
        asked.seen > asked.asked / 2,
      ),
      atMost(CHECK, 'isolation: foreign rows', asked.foreign, 0, leaks),
    ];
  } finally {
    await server.end();
  }
}

/** Another office's rows through a hole in the database or a shared connection (check 34). */
export const check: Check = { name: 'isolation', run };
