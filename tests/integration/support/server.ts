import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { defaultConfig, type Limits, type ServerConfig } from '../../../server/config';
import { type RunningServer, startServer } from '../../../server/start';
import { freePort } from '../../../server/storage/embedded';

/** Limits that no ordinary test reaches. */
export const NO_LIMITS: Limits = {
  anonymousPerMinute: 1_000_000,
  sessionPerMinute: 1_000_000,
  checkInsPerMinute: 1_000_000,
  inboxItems: 1000,
  blobBytes: 5 * 1024 * 1024,
};

export interface TestServer extends RunningServer {
  dataFolder: string;
  /** As the owner, who is not bound by row-level security. */
  owner: pg.Client;
  end(): Promise<void>;
}

/** The real server with the real embedded PostgreSQL in a folder of its own; one per test file. */
export async function startTestServer(
  limits: Partial<Limits> = {},
  change: Partial<ServerConfig> = {},
): Promise<TestServer> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'wegbuch-test-'));
  const server = await startServer({
    ...defaultConfig(dataFolder),
    port: await freePort(),
    kioskPort: await freePort(),
    limits: { ...NO_LIMITS, ...limits },
    log: false,
    ...change,
  });
  const owner = new pg.Client({ connectionString: server.ownerUrl, options: '-c search_path=wegbuch' });
  await owner.connect();
  return {
    ...server,
    dataFolder,
    owner,
    end: async () => {
      await owner.end();
      await server.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** An answer of the server, parsed. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
  headers: Headers;
}

/** One request; `body` undefined sends none. */
export async function call(
  base: string,
  method: string,
  path: string,
  options: {
    token?: string | undefined;
    body?: unknown;
    raw?: string | Uint8Array<ArrayBuffer>;
    headers?: Record<string, string>;
  } = {},
): Promise<Answer> {
  const content = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const response = await fetch(base + path, {
    method,
    headers: {
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(content === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(content === undefined ? {} : { body: content }),
  });
  const text = await response.text();
  let body: unknown = {};
  try {
    body = text ? JSON.parse(text) : {};
  } catch {
    body = { text };
  }
  return { status: response.status, body: body as Answer['body'], headers: response.headers };
}

/** A line of each table with its number of rows and a hash of their content: for "nothing changed". */
export async function fingerprintOf(owner: pg.Client): Promise<Record<string, string>> {
  const { rows } = await owner.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'wegbuch' order by 1",
  );
  const prints: Record<string, string> = {};
  for (const { name } of rows) {
    const found = await owner.query<{ print: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as print from wegbuch.${name} t`,
    );
    prints[name] = found.rows[0]?.print ?? '';
  }
  return prints;
}
