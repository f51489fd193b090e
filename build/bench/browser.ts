import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { chromium, type BrowserContext, type CDPSession, type Page } from '@playwright/test';
import type { Remote } from 'comlink';
import { build } from 'vite';
import { browserPath } from '../browser/launch';
import { slimLibraries } from '../vite/slim-libraries';
import type { Measures } from './page';

/** A real browser with a profile on disk, and a page whose workers the bench calls. */
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
};

interface Inputs {
  /** Entries by the name they are served under. */
  entries: Record<string, string>;
  root: string;
}

/** Builds modules that run in the browser into a folder. */
export async function bundle({ entries, root }: Inputs, outDir: string): Promise<void> {
  await build({
    configFile: false,
    root,
    base: './',
    logLevel: 'error',
    define: { global: 'globalThis' },
    plugins: [slimLibraries()],
    build: {
      outDir,
      emptyOutDir: true,
      // The code that preloads belongs to pages; most of these modules are workers.
      modulePreload: false,
      target: 'chrome130',
      rollupOptions: { input: entries, output: { entryFileNames: '[name].js' } },
    },
  });
}

/** Serves a folder on a free port of this machine. */
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
  return { server, address: `http://127.0.0.1:${bound.port}` };
}

export interface Browser {
  context: BrowserContext;
  page: Page;
  /** Where further modules can be built to; served under the same name. */
  folder: string;
  close(): Promise<void>;
}

/** Opens the bench's page. Every worker may call every local server: they would else need their permission. */
export async function openBrowser(): Promise<Browser> {
  const place = await mkdtemp(join(tmpdir(), 'wegbuch-bench-'));
  const folder = join(place, 'page');
  const here = import.meta.dirname;
  const entries = {
    page: join(here, 'page.html'),
    'bench-worker': join(here, 'bench-worker.ts'),
    'office-worker': join(here, 'office-worker.ts'),
    'floor-worker': join(here, 'floor-worker.ts'),
  };
  await bundle({ root: here, entries }, folder);
  const { server, address } = await serve(folder);
  const path = await browserPath();
  const context = await chromium.launchPersistentContext(join(place, 'profile'), {
    executablePath: path,
    locale: 'de-DE',
    args: [
      '--no-sandbox',
      '--disable-web-security',
      ...(path.includes('.cache') ? ['--headless=shell'] : []),
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.on('pageerror', (error) => console.error(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(message.text());
  });
  await page.goto(`${address}/page.html`);
  return {
    context,
    page,
    folder,
    async close() {
      await context.close();
      server.close();
      await rm(place, { recursive: true, force: true });
    },
  };
}

/** Something on the page by its name there. */
export function onPage<T>(page: Page, name: string): Remote<T> {
  const call = (method: string, args: unknown[]) =>
    page.evaluate(
      ([object, key, values]) => {
        const names = globalThis as unknown as {
          failed: Promise<never>;
          [object: string]: Record<string, (...given: unknown[]) => Promise<unknown>> | Promise<never>;
        };
        const methods = names[object] as Record<string, (...given: unknown[]) => Promise<unknown>>;
        return Promise.race([names.failed, methods[key]?.(...values)]);
      },
      [name, method, args] as const,
    );
  // `then` is asked for by whoever awaits, and is no method.
  const get = (_: unknown, method: string | symbol) =>
    typeof method === 'symbol' || method === 'then' ? undefined : (...args: unknown[]) => call(method, args);
  return new Proxy({}, { get }) as Remote<T>;
}

export const measuresOf = (page: Page) => onPage<Measures>(page, 'measures');

/** Starts a worker of the page from a served module and gives its methods. */
export async function startWorker<T>(page: Page, name: string, module: string): Promise<Remote<T>> {
  await measuresOf(page).start(name, module);
  return onPage<T>(page, name);
}

export const endWorker = (page: Page, name: string) => measuresOf(page).end(name);

let commands = 0;

/** Sends a command to a worker through the session of its page. */
async function sendToWorker(session: CDPSession, sessionId: string, method: string): Promise<unknown> {
  const id = ++commands;
  const answer = new Promise<unknown>((resolve) => {
    const listen = (event: { message: string }) => {
      const said = JSON.parse(event.message) as { id?: number; result?: unknown };
      if (said.id !== id) return;
      session.off('Target.receivedMessageFromTarget', listen);
      resolve(said.result);
    };
    session.on('Target.receivedMessageFromTarget', listen);
  });
  await session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
  return answer;
}

/** Bytes that the heap of the page's only worker holds after a collection, buffers outside the heap included. */
export async function workerHeap({ context, page }: Browser): Promise<number> {
  const session = await context.newCDPSession(page);
  const attached = new Promise<string>((resolve) => {
    session.once('Target.attachedToTarget', ({ sessionId }) => resolve(sessionId));
  });
  await session.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  const sessionId = await attached;
  await sendToWorker(session, sessionId, 'HeapProfiler.collectGarbage');
  const used = (await sendToWorker(session, sessionId, 'Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  await session.detach();
  return used.usedSize + (used.backingStorageSize ?? 0);
}
