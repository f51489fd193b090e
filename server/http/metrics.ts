import { createServer, type Server } from 'node:http';
import type { PoolNumbers } from '../storage/database';

/** Upper bounds of the times that are counted, in seconds. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface Times {
  /** How many took at most as long as each bound. */
  within: number[];
  count: number;
  seconds: number;
}

type Labels = Record<string, string | number>;

/** Labels are ours alone (routes, methods, results), never what somebody sent: nothing in them needs escaping. */
function labelled(name: string, labels: Labels): string {
  const parts = Object.entries(labels).map(([label, value]) => `${label}="${String(value)}"`);
  return parts.length === 0 ? name : `${name}{${parts.join(',')}}`;
}

const head = (name: string, type: 'counter' | 'gauge' | 'histogram', help: string) => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
];

/** Numbers of this process since its start. They know routes and results, no office, person, device or address. */
export class Metrics {
  readonly #requests = new Map<string, number>();
  readonly #times = new Map<string, Times>();
  readonly #rows = new Map<string, number>();
  #live = 0;

  /** A request was answered; `seconds` from its first byte. `route` is the pattern, not the address. */
  answered(method: string, route: string, status: number, seconds: number): void {
    const key = labelled('wegbuch_requests_total', { method, route, status });
    this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1);
    const times = this.#times.get(route) ?? { within: BOUNDS.map(() => 0), count: 0, seconds: 0 };
    this.#times.set(route, times);
    times.count++;
    times.seconds += seconds;
    for (const [at, bound] of BOUNDS.entries())
      if (seconds <= bound) times.within[at] = (times.within[at] ?? 0) + 1;
  }

  /** Rows that came (with what became of them) or went (`pulled`). */
  rows(result: string, count = 1): void {
    const key = labelled('wegbuch_rows_total', { result });
    this.#rows.set(key, (this.#rows.get(key) ?? 0) + count);
  }

  /** A live stream opened; call what is returned when it closes. */
  stream(): () => void {
    this.#live++;
    return () => {
      this.#live--;
    };
  }

  /** All numbers in the text format of Prometheus. */
  text(pools: Record<string, PoolNumbers>): string {
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const listed = (values: Map<string, number>) =>
      [...values].map(([key, value]) => `${key} ${String(value)}`);
    const lines = [
      ...head('wegbuch_requests_total', 'counter', 'Answers by method, route and status.'),
      ...listed(this.#requests),
      ...head('wegbuch_request_seconds', 'histogram', 'Time to the answer, by route.'),
      ...[...this.#times].flatMap(([route, times]) => timeLines(route, times)),
      ...head(
        'wegbuch_rows_total',
        'counter',
        'Rows by what became of them: pushed ones accepted, stale, refused, clock; pulled.',
      ),
      ...listed(this.#rows),
      ...head('wegbuch_live_streams', 'gauge', 'Open live streams.'),
      `wegbuch_live_streams ${String(this.#live)}`,
      ...head(
        'wegbuch_database_connections',
        'gauge',
        'Connections to PostgreSQL by pool; waiting: requests without one.',
      ),
      ...Object.entries(pools).flatMap(([pool, numbers]) =>
        Object.entries(numbers).map(
          ([state, value]: [string, number]) =>
            `${labelled('wegbuch_database_connections', { pool, state })} ${String(value)}`,
        ),
      ),
      ...head('process_resident_memory_bytes', 'gauge', 'Memory of this process.'),
      `process_resident_memory_bytes ${String(rss)}`,
      ...head('process_heap_bytes', 'gauge', 'Part of it in use by the program.'),
      `process_heap_bytes ${String(heapUsed)}`,
      ...head('process_cpu_seconds_total', 'counter', 'Processor time.'),
      `process_cpu_seconds_total ${String((user + system) / 1e6)}`,
      ...head('process_uptime_seconds', 'gauge', 'Since the start.'),
      `process_uptime_seconds ${String(process.uptime())}`,
    ];
    return `${lines.join('\n')}\n`;
  }
}

function timeLines(route: string, { within, count, seconds }: Times): string[] {
  const name = 'wegbuch_request_seconds';
  const buckets = [...BOUNDS.map(String), '+Inf'].map(
    (le, at) => `${labelled(`${name}_bucket`, { route, le })} ${String(within[at] ?? count)}`,
  );
  return [
    ...buckets,
    `${labelled(`${name}_sum`, { route })} ${String(seconds)}`,
    `${labelled(`${name}_count`, { route })} ${String(count)}`,
  ];
}

const HERE = /^(localhost|127\.0\.0\.1)(:\d+)?$/;

/**
 * Answers `GET /metrics` on a port of its own that only this computer reaches, and nothing else. A page in a
 * browser on this computer cannot read it either: its name would be another.
 */
export function serveMetrics(port: number, text: () => string): Promise<Server> {
  const server = createServer(({ method, url, headers }, response) => {
    const found = method === 'GET' && url === '/metrics' && HERE.test(headers.host ?? '');
    response.writeHead(found ? 200 : 404, {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    response.end(found ? text() : '');
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve(server);
    });
  });
}
