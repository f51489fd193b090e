import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { push } from '../../server/sync/push';
import { postgresDatabase } from '../../server/sync/postgres-database';
import { newId, newRow } from './support/office';
import { startTestServer, type TestServer } from './support/server';

const LARGE = 10_000;
const BATCH = 50;
const BATCHES = 4;
const TABLES = ['rows', 'revs'];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.end());

async function makeOffice(): Promise<string> {
  const id = newId();
  await server.owner.query(`insert into offices (office_id, root_fingerprint) values ($1, 'x')`, [id]);
  return id;
}

async function makeLargeOffice(): Promise<void> {
  const office = await makeOffice();
  const numbers = `generate_series(1, ${LARGE}) as n`;
  await server.owner.query(
    `insert into rows (office_id, id, collection, compartment, key_id, seq, rev, max_stamp, body)
     select $1, 'row-' || n, 'partners', 'stammdaten', 'k', n, 'rev-' || n, '', '' from ${numbers}`,
    [office],
  );
  await server.owner.query(
    `insert into revs (office_id, id, rev, seq) select $1, 'row-' || n, 'rev-' || n, n from ${numbers}`,
    [office],
  );
}

interface PlanNode {
  'Rows Removed by Filter'?: number;
  'Actual Loops'?: number;
  Plans?: PlanNode[];
}

/** Rows that were read and then found to be others. */
const readAside = (node: PlanNode): number =>
  (node['Rows Removed by Filter'] ?? 0) * (node['Actual Loops'] ?? 1) +
  (node.Plans ?? []).reduce((sum, one) => sum + readAside(one), 0);

/** How the database looks up what it knows of pushed rows: the product's own question, asked again. */
async function readByLook(office: string, { text, values }: pg.QueryConfig): Promise<number> {
  const app = new pg.Client({ connectionString: server.store.appUrl, options: '-c search_path=wegbuch' });
  await app.connect();
  try {
    await app.query('begin');
    await app.query(`select set_config('wegbuch.office', $1, true)`, [office]);
    const { rows } = await app.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
      `explain (analyze, format json) ${text}`,
      values,
    );
    return readAside(rows[0]?.['QUERY PLAN'][0]?.Plan ?? {});
  } finally {
    await app.end();
  }
}

/** Rows that a new office reads in vain when it pushes again, beside another that it is small against. */
async function readInVain(): Promise<number> {
  await server.owner.query('analyze');
  const [office, database] = [await makeOffice(), postgresDatabase(server.store)];
  const writer = { officeId: office, compartments: ['stammdaten'] as const };
  const asked = vi.spyOn(pg.Client.prototype, 'query');
  for (let at = 0; at < BATCHES; at++) {
    const rows = Array.from({ length: BATCH }, () => newRow());
    const { answers } = await push(database, writer, rows, Date.now());
    expect(answers.every(({ result }) => result === 'accepted')).toBe(true);
  }
  const questions = asked.mock.calls as unknown as [pg.QueryConfig | string, unknown[]?][];
  asked.mockRestore();
  const looks = questions
    .map(([question, values]) =>
      typeof question === 'string' ? { text: question, values: values ?? [] } : question,
    )
    .filter(({ text }) => text.includes('left join lateral'));
  expect(looks).toHaveLength(BATCHES);
  return readByLook(office, looks.at(-1) as pg.QueryConfig);
}

describe('a young office beside a large one', () => {
  it('finds each pushed row by its key (control: with statistics of offices it reads all it has)', async () => {
    await makeLargeOffice();
    expect(await readInVain()).toBe(0);
    for (const table of TABLES)
      await server.owner.query(`alter table ${table} alter column office_id set statistics -1`);
    expect(await readInVain()).toBeGreaterThan(BATCH * BATCH);
  });
});
