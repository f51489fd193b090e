import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Problem } from '../problem';
import { unbuiltPage } from './pages';
import type { App } from './types';

/** Which built page an origin shows; the kiosk's origin has no other, the staff origin all but the kiosk. */
export type Edition = 'staff' | 'kiosk';

const IMMUTABLE = { immutable: true, maxAge: '365d' } as const;

/** The file for a path: hashed assets as they are, pages by name, routes of the app its one page. */
function fileFor(path: string, edition: Edition): { file: string; asset: boolean } | null {
  if (path.startsWith('/assets/')) return { file: path.slice(1), asset: true };
  // The service worker of either edition keeps the program for when the server is away.
  if (path === '/offline.js') return { file: 'offline.js', asset: false };
  const page = /^\/(\w+)\.html$/.exec(path)?.[1];
  if (edition === 'kiosk')
    return path === '/' || page === 'kiosk' ? { file: 'kiosk.html', asset: false } : null;
  if (page !== undefined) return page === 'kiosk' ? null : { file: `${page}.html`, asset: false };
  // Anything with an extension is a file that was not built; the rest are routes inside the app.
  if (/\.\w+$/.test(path)) return path.startsWith('/.') ? null : { file: path.slice(1), asset: false };
  return { file: 'index.html', asset: false };
}

/** Serves the built web edition: hashed assets for good, pages asked for anew each time. */
export async function serveWeb(app: App, folder: string, edition: Edition): Promise<void> {
  await app.register(fastifyStatic, { root: folder, serve: false, cacheControl: false });
  app.get('/*', { config: { public: true }, schema: { hide: true } }, (request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    const found = path.startsWith('/api/') ? null : fileFor(path, edition);
    if (found === null || found.file.includes('..'))
      throw new Problem(404, 'not-found', 'There is nothing here.');
    if (!existsSync(join(folder, found.file))) {
      if (found.asset || existsSync(join(folder, 'index.html')))
        throw new Problem(404, 'not-found', 'There is nothing here.');
      return reply.type('text/html; charset=utf-8').send(unbuiltPage());
    }
    if (found.asset) {
      void reply.removeHeader('cache-control');
      return reply.sendFile(found.file, { cacheControl: true, ...IMMUTABLE });
    }
    return reply.header('cache-control', 'no-cache').sendFile(found.file);
  });
}
