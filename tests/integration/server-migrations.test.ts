import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredRow } from '#shared/sync/protocol';
import { defaultConfig } from '../../server/config';
import { type RunningServer, startServer } from '../../server/start';
import { freePort } from '../../server/storage/embedded';
import { API, newId } from './support/office';
import { call, fingerprintOf, NO_LIMITS, startTestServer, type TestServer } from './support/server';

const FIXTURES = join(import.meta.dirname, '../fixtures/server-schema');
const MIGRATIONS = join(import.meta.dirname, '../../server/storage/migrations');

let server: TestServer;
let migrated: RunningServer;
let owner: pg.Client;
let folder: string;
let token: string;
let before: Record<string, string>;

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=wegbuch' });
  await client.connect();
  return client;
}

beforeAll(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'wegbuch-frozen-'));
  await server.owner.query('create role frozen_app login; create role frozen_inbox login');
  await server.owner.query('create database frozen');
  const url = server.ownerUrl.replace(/\/wegbuch$/, '/frozen');
  owner = await connect(url);
  const dump = await readFile(join(FIXTURES, '0001.sql'), 'utf8');
  token = /Token of the lead: (\S+)/.exec(dump)?.[1] ?? '';
  await owner.query(dump);
  before = await fingerprintOf(owner);
  migrated = await startServer({
    ...defaultConfig(folder),
    databaseUrl: url,
    port: await freePort(),
    kioskPort: await freePort(),
    limits: NO_LIMITS,
    log: false,
  });
});
afterAll(async () => {
  await owner.end();
  await migrated.stop();
  await server.end();
  await rm(folder, { recursive: true, force: true });
});

describe('a database of the first schema', () => {
  it('gets the newest schema and keeps every row', async () => {
    const schemaOf = async (client: pg.Client) =>
      (
        await client.query<Record<string, unknown>>(
          `select table_name, column_name, data_type, is_nullable, column_default
           from information_schema.columns where table_schema = 'wegbuch' order by 1, 2`,
        )
      ).rows;
    expect(await schemaOf(owner)).toEqual(await schemaOf(server.owner));
    const rowsIn = (prints: Record<string, string>) =>
      Object.fromEntries(Object.keys(before).map((name) => [name, prints[name]?.split(' ')[0]]));
    const after = await fingerprintOf(owner);
    const files = await readdir(MIGRATIONS);
    const steps = files.filter((name) => /^\d{4}-/.test(name)).length;
    expect(rowsIn(after)).toEqual({ ...rowsIn(before), migrations: String(steps) });
    expect(after['revs']).toBe(before['revs']);
  });

  it('is served: old rows are pulled, changed, erased, with the session of that time', async () => {
    const pull = async () =>
      (await call(migrated.url, 'GET', `${API}/sync/pull?compartment=stammdaten&from=0`, { token }))
        .body as unknown as { rows: Array<StoredRow>; head: number };
    const { rows, head } = await pull();
    expect(rows).toHaveLength(3);
    expect(head).toBe(6);
    const row = rows.find(({ fileId }) => fileId !== null);
    if (row === undefined) throw new Error('no row of a file');
    const { seq: base, ...content } = row;
    const push = (pushed: object) =>
      call(migrated.url, 'POST', `${API}/sync/push`, { token, body: { rows: [pushed] } });
    expect((await push({ ...content, base: 0 })).body['answers']).toMatchObject([
      { result: 'accepted', seq: base },
    ]);
    expect((await push({ ...content, base, rev: newId() })).body['answers']).toMatchObject([
      { result: 'accepted', seq: 7 },
    ]);
    const targets = [{ kind: 'file', id: row.fileId }];
    expect((await call(migrated.url, 'POST', `${API}/erasures`, { token, body: { targets } })).status).toBe(
      200,
    );
    expect((await pull()).rows).toHaveLength(1);
  });
});

describe('an older server process beside the newest schema', () => {
  /** What the server of the first schema said to push and pull, word for word, as the application's role. */
  async function asOldServer(client: pg.Client, officeId: string): Promise<unknown[]> {
    const [id, rev] = [newId(), newId()];
    await client.query('begin');
    await client.query('set local role frozen_app');
    await client.query("select set_config('wegbuch.office', $1, true)", [officeId]);
    const { rows: counter } = await client.query<{ seq: number }>('select "seq" from "offices" for update');
    const seq = (counter[0]?.seq ?? 0) + 1;
    await client.query('select * from "rows" where "id" = any($1::text[])', [[id]]);
    await client.query(
      `select revs.id, revs.rev, revs.seq from revs
       join unnest($1::text[], $2::text[]) as pushed (id, rev) using (id, rev)`,
      [[id], [rev]],
    );
    await client.query(
      `with stored as (
        insert into rows (office_id, id, collection, compartment, file_id, key_id, seq, rev, max_stamp, body)
        select $1::text, * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
          $8::text[], $9::text[], $10::bytea[])
        on conflict (office_id, id) do update set key_id = excluded.key_id, seq = excluded.seq,
          rev = excluded.rev, max_stamp = excluded.max_stamp, body = excluded.body),
      remembered as (
        insert into revs (office_id, id, rev, seq)
        select $1::text, * from unnest($2::text[], $8::text[], $7::bigint[]))
      update offices set seq = $11 where office_id = $1`,
      [
        officeId,
        [id],
        ['aliases'],
        ['stammdaten'],
        [null],
        ['k'],
        [seq],
        [rev],
        ['s'],
        [Buffer.from('b')],
        seq,
      ],
    );
    const { rows } = await client.query<Record<string, unknown>>(
      `select * from rows where compartment = 'stammdaten' and seq > $1 order by seq limit 501`,
      [seq - 1],
    );
    await client.query('commit');
    return rows.map((row) => row['id'] === id && row['rev'] === rev);
  }
  const anOffice = async () =>
    (await owner.query<{ office_id: string }>('select office_id from offices')).rows[0]?.office_id ?? '';

  it('still pushes and pulls; a schema that demands a new column would stop it (control)', async () => {
    expect(await asOldServer(owner, await anOffice())).toEqual([true]);
    await owner.query("alter table rows add column demanded text not null default 'x'");
    await owner.query('alter table rows alter column demanded drop default');
    await expect(asOldServer(owner, await anOffice())).rejects.toThrow(/demanded/);
    await owner.query('rollback');
    await owner.query('alter table rows drop column demanded');
  });

  /** Steps that an older server would trip over; such a change is expanded first and contracted a release later. */
  const CONTRACTS =
    /\bdrop\s+(table|column|policy)|\brename\b|\bset\s+not\s+null|\balter\s+column\s+\w+\s+(set\s+data\s+)?type|\brevoke\b|add\s+column\s+\w+\s+[^,;]*not\s+null(?![^,;]*default)/i;

  it('is safe because migrations take nothing away', async () => {
    for (const name of await readdir(MIGRATIONS)) {
      if (!/^\d{4}-/.test(name) || name.startsWith('0001')) continue;
      expect(await readFile(join(MIGRATIONS, name), 'utf8')).not.toMatch(CONTRACTS);
    }
    for (const bad of [
      'alter table rows drop column body',
      'alter table rows rename column body to content',
      'alter table rows add column x text not null;',
      'alter table rows alter column seq type integer',
      'revoke select on rows from app',
    ])
      expect(bad).toMatch(CONTRACTS);
  });
});
