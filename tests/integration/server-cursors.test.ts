import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './support/server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.end());

describe('cursors', () => {
  /** Writers commit rows numbered by `next`, a reader follows with "greater than the last seen"; what it missed. */
  async function lostRows(table: string, next: (client: pg.Client) => Promise<void>): Promise<number> {
    const connect = async () => {
      const client = new pg.Client({ connectionString: server.ownerUrl, options: '-c search_path=wegbuch' });
      await client.connect();
      return client;
    };
    let writing = true;
    const reader = await connect();
    const seen = new Set<number>();
    const read = (async () => {
      let last = 0;
      for (let again = true; again; again = writing) {
        const { rows } = await reader.query<{ seq: number }>(
          `select seq from ${table} where seq > $1 order by seq`,
          [last],
        );
        for (const { seq } of rows) seen.add(seq);
        last = rows.at(-1)?.seq ?? last;
      }
    })();
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        const client = await connect();
        for (let n = 0; n < 40; n++) {
          await client.query('begin');
          await next(client);
          await client.query('select pg_sleep(random() * 0.004)');
          await client.query('commit');
        }
        await client.end();
      }),
    );
    writing = false;
    await read;
    const rest = await reader.query<{ seq: number }>(`select seq from ${table} where seq > $1`, [
      Math.max(0, ...seen),
    ]);
    for (const { seq } of rest.rows) seen.add(seq);
    const { rows } = await reader.query<{ all: number }>(`select count(*) as all from ${table}`);
    await reader.end();
    return (rows[0]?.all ?? 0) - seen.size;
  }

  it('lose no row with the counter under a lock, and many with bigserial (control)', async () => {
    await server.owner.query(`
      create table lab_counter (seq bigint not null);
      insert into lab_counter values (0);
      create table lab_counted (seq bigint);
      create table lab_serial (seq bigserial)`);
    const counted = await lostRows('lab_counted', async (client) => {
      await client.query(
        'with n as (update lab_counter set seq = seq + 1 returning seq) insert into lab_counted select seq from n',
      );
    });
    const serial = await lostRows('lab_serial', async (client) => {
      await client.query('insert into lab_serial default values');
    });
    await server.owner.query('drop table lab_counter, lab_counted, lab_serial');
    expect(counted).toBe(0);
    expect(serial).toBeGreaterThan(0);
  }, 60_000);
});
