import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve } from 'node:path';
import { build } from 'vite';
import { slimLibraries } from '../../../build/vite/slim-libraries';

const root = resolve(import.meta.dirname, '../../..');
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
};

/** The page of the fault tests, served to any name below `localhost`: each is an office of its own. */
export interface Site {
  /** Address of one office. */
  of(name: string): string;
  /** Folder of its IndexedDB inside a profile. */
  databaseOf(profile: string, name: string): string;
  close(): Promise<void>;
}

/** Builds the page into `folder` and serves it on a free port that stays the same until closed. */
export async function openSite(folder: string): Promise<Site> {
  await build({
    configFile: false,
    root: import.meta.dirname,
    base: './',
    logLevel: 'error',
    cacheDir: join(root, '.cache/vite-faults'),
    worker: { format: 'es', plugins: () => [slimLibraries()] },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'chrome130',
      rollupOptions: { input: join(import.meta.dirname, 'page.html') },
    },
  });
  const server = createServer((request, response) => {
    const path = join(folder, resolve('/', new URL(request.url ?? '/', 'http://faults').pathname));
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
  if (bound === null || typeof bound === 'string') throw new Error('The site has no port.');
  const { port } = bound;
  return {
    of: (name) => `http://${name}.localhost:${port}/page.html`,
    databaseOf: (profile, name) =>
      join(profile, `Default/IndexedDB/http_${name}.localhost_${port}.indexeddb.leveldb`),
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
