import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { slimLibraries } from '../vite/slim-libraries';
import { browserPath } from '../browser/launch';
import type { Measured, Measures } from './page';

/**
 * Measures the data worker in a real browser with its database on disk, and beside it what the platform can do
 * at best on the same machine: read the ratios, not the milliseconds.
 */
const root = resolve(import.meta.dirname, '../..');
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
};

async function buildPage(outDir: string): Promise<void> {
  await build({
    configFile: false,
    root: import.meta.dirname,
    base: './',
    logLevel: 'error',
    cacheDir: join(root, '.cache/vite-bench'),
    worker: { format: 'es', plugins: () => [slimLibraries()] },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'chrome130',
      rollupOptions: { input: join(import.meta.dirname, 'page.html') },
    },
  });
}

/** Serves the built page on a free port of this machine. */
async function serve(folder: string): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    const path = join(folder, resolve('/', new URL(request.url ?? '/', 'http://bench').pathname));
    readFile(path).then(
      (content) =>
        response
          .writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' })
          .end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The bench server has no port.');
  return { server, address: `http://127.0.0.1:${bound.port}/page.html` };
}

function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

interface Row {
  what: string;
  measured: number;
  target: number | null;
}

function rowsOf(clients: number, result: Measured): Row[] {
  const many = clients.toLocaleString('en');
  return [
    {
      what: `unlock to list, ${many} files`,
      measured: result.unlock,
      target: clients > 10_000 ? 3_000 : 1_000,
    },
    { what: `filling the office, ${many} files`, measured: result.fill, target: null },
    { what: `first unlock after filling, ${many}`, measured: result.firstUnlock, target: null },
    { what: `search p50, ${many}`, measured: percentile(result.search, 0.5), target: null },
    { what: `search p95, ${many}`, measured: percentile(result.search, 0.95), target: 16 },
    { what: `scroll a window p95, ${many}`, measured: percentile(result.scroll, 0.95), target: 16 },
    { what: `open a file p50, ${many}`, measured: percentile(result.open, 0.5), target: null },
    { what: `open a file p95, ${many}`, measured: percentile(result.open, 0.95), target: 50 },
    { what: `save p50, ${many}`, measured: percentile(result.save, 0.5), target: null },
    { what: `save p95, ${many}`, measured: percentile(result.save, 0.95), target: 20 },
  ];
}

function print(rows: readonly Row[]): void {
  for (const { what, measured, target } of rows) {
    const time = `${measured.toFixed(measured < 100 ? 1 : 0)} ms`.padStart(11);
    console.log(`${what.padEnd(42)}${time}${target === null ? '' : `   target ${target} ms`}`);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { clients: { type: 'string', default: '10000,100000' } } });
  const sizes = values.clients.split(',').map(Number);
  const folder = await mkdtemp(join(tmpdir(), 'wegbuch-bench-'));
  await buildPage(join(folder, 'page'));
  const { server, address } = await serve(join(folder, 'page'));
  const path = await browserPath();
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: path,
    args: ['--no-sandbox', ...(path.includes('.cache') ? ['--headless=shell'] : [])],
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    page.on('pageerror', (error) => console.error(error.message));
    await page.goto(address);
    const kdf = await page.evaluate(() => (globalThis as unknown as { measures: Measures }).measures.kdf());
    const raw = await page.evaluate(() =>
      (globalThis as unknown as { measures: Measures }).measures.ceilings(10_000),
    );
    const rows: Row[] = [
      { what: 'passphrase to key (Argon2id 128 MiB, t=3)', measured: percentile(kdf, 0.5), target: 1_200 },
    ];
    const ceilings: Row[] = [
      { what: 'ceiling: bulkPut of 10,000 sealed rows', measured: raw.bulkPut, target: null },
      { what: 'ceiling: toArray of 10,000 rows', measured: raw.toArray, target: null },
      { what: 'ceiling: decrypt of 10,000 rows', measured: raw.decrypt, target: null },
      { what: 'ceiling: one strict put', measured: raw.strictPut, target: null },
    ];
    for (const clients of sizes) {
      const result = await page.evaluate(
        (count) => (globalThis as unknown as { measures: Measures }).measures.measure(count),
        clients,
      );
      rows.push(...rowsOf(clients, result));
      const readAll = ((raw.toArray + raw.decrypt) * clients) / 10_000;
      console.log(
        `${clients} files: unlock takes ${(result.unlock / readAll).toFixed(2)} x reading and decrypting every row, save ${(percentile(result.save, 0.5) / raw.strictPut).toFixed(2)} x one strict put (medians)`,
      );
    }
    print([...rows, ...ceilings]);
    console.log(JSON.stringify({ rows, ceilings, browser: context.browser()?.version() ?? '' }));
  } finally {
    await context.close();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
