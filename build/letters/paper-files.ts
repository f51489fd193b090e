import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve, sep } from 'node:path';
import { createBuilder } from 'vite';

const root = resolve(import.meta.dirname, '../..');

/** Builds the paper document alone into `folder` and returns the folder. */
export async function buildPaper(folder: string): Promise<string> {
  const builder = await createBuilder({
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    environments: { client: { build: { outDir: folder, emptyOutDir: true } } },
  });
  const client = builder.environments['client'];
  if (!client) throw new Error('vite.config.ts names no environment "client".');
  // The service worker comes along: the build writes its list of files and fails without it.
  const { offline } = client.config.build.rollupOptions.input as Record<string, string>;
  client.config.build.rollupOptions.input = {
    paper: join(root, 'renderer', 'paper.html'),
    ...(offline !== undefined && { offline }),
  };
  await builder.build(client);
  return folder;
}

/** The folder that holds the built paper.html: the app's own build, else a build of the paper alone. */
export async function paperFolder(): Promise<string> {
  const built = join(root, 'dist', 'renderer');
  return existsSync(join(built, 'paper.html')) ? built : buildPaper(join(root, '.cache', 'paper'));
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

/** Serves `folder` on a loopback port of its own until `close` is called. */
export async function serveFolder(folder: string): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const path = resolve(folder, `.${new URL(request.url ?? '/', 'http://localhost').pathname}`);
    if (!path.startsWith(folder + sep)) {
      response.writeHead(404).end();
      return;
    }
    readFile(path).then(
      (bytes) => {
        response
          .writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' })
          .end(bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}`, close: () => void server.close() };
}
