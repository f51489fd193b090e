import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newRow, pullPage, pushRows, setUpOffice } from './support/office';
import { startTestServer, type TestServer } from './support/server';

const WRITERS = 8;
const COMMITS = 40;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.end());

/**
 * Writers commit, a reader follows with "greater than the last seen"; how many rows it missed once all is quiet.
 * @param write one commit
 * @param readAfter cursors of all rows after a cursor, in order
 */
async function lostRows(
  write: () => Promise<void>,
  readAfter: (cursor: number) => Promise<number[]>,
): Promise<number> {
  let seen = 0;
  let last = 0;
  const read = async () => {
    const cursors = await readAfter(last);
    seen += cursors.length;
    last = cursors.at(-1) ?? last;
  };
  let writing = true;
  const reading = (async () => {
    while (writing) await read();
  })();
  await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      for (let n = 0; n < COMMITS; n++) await write();
    }),
  );
  writing = false;
  await reading;
  await read();
  return WRITERS * COMMITS - seen;
}

/** The same with a table of its own, whose transactions take a moment between writing and commit. */
async function lostInTable(create: string, insert: string, cursor: string): Promise<number> {
  const pool = new pg.Pool({
    connectionString: server.ownerUrl,
    options: '-c search_path=wegbuch',
    max: WRITERS + 1,
  });
  await pool.query(create);
  const write = async () => {
    const client = await pool.connect();
    await client.query('begin');
    await client.query(insert);
    await client.query('select pg_sleep(random() * 0.004)');
    await client.query('commit');
    client.release();
  };
  const lost = await lostRows(write, async (after) => {
    const { rows } = await pool.query<{ cursor: number }>(
      `select ${cursor} as cursor from lab where ${cursor} > $1 order by 1`,
      [after],
    );
    return rows.map((row) => row.cursor);
  });
  await pool.query('drop table lab');
  await pool.end();
  return lost;
}

describe('cursors', () => {
  it('lose no row with the counter of the office, from push to pull', async () => {
    const { lead } = await setUpOffice(server.url);
    const lost = await lostRows(
      async () => {
        await pushRows(server.url, lead, [newRow()]);
      },
      async (after) => {
        const page = await pullPage(server.url, lead, `compartment=stammdaten&from=${String(after)}`);
        return page.rows.map(({ seq }) => seq);
      },
    );
    expect(lost).toBe(0);
  }, 60_000);

  it('lose none in a table with such a counter, and many with bigserial or a time (controls)', async () => {
    await server.owner.query('create table lab_counter (seq bigint not null)');
    await server.owner.query('insert into lab_counter values (0)');
    const counted = await lostInTable(
      'create table lab (seq bigint)',
      'with n as (update lab_counter set seq = seq + 1 returning seq) insert into lab select seq from n',
      'seq',
    );
    await server.owner.query('drop table lab_counter');
    const serial = await lostInTable(
      'create table lab (seq bigserial)',
      'insert into lab default values',
      'seq',
    );
    const timed = await lostInTable(
      'create table lab (updated_at timestamptz not null default now())',
      'insert into lab default values',
      'extract(epoch from updated_at)::float8',
    );
    console.info(
      `rows lost of ${String(WRITERS * COMMITS)}: counter ${String(counted)}, bigserial ${String(serial)}, updated_at ${String(timed)}`,
    );
    expect(counted).toBe(0);
    expect(serial).toBeGreaterThan(0);
    expect(timed).toBeGreaterThan(0);
  }, 60_000);
});
