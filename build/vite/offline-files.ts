import { createHash } from 'node:crypto';
import type { Plugin, Rolldown } from 'vite';

/** Pages of each edition; everything that they can ever load is kept for offline use. */
const PAGES = { staff: ['index', 'paper', 'companion'], kiosk: ['kiosk'] } as const;

/** Name of the built service worker. */
const WORKER = 'offline.js';

type Bundle = Record<string, Rolldown.OutputAsset | Rolldown.OutputChunk>;

/** All files that loading the chunk `start` can bring, dynamic imports, styles, fonts and workers included. */
export function filesFrom(bundle: Bundle, start: string): Set<string> {
  const found = new Set<string>();
  const visit = (name: string) => {
    const entry = bundle[name];
    // The service worker names every page of every edition; it is no part of any of them.
    if (!entry || found.has(name) || name === WORKER) return;
    found.add(name);
    const text = entry.type === 'chunk' ? entry.code : String(entry.source);
    if (entry.type === 'chunk') [...entry.imports, ...entry.dynamicImports].forEach(visit);
    // Styles, fonts and worker scripts are named in the text that uses them.
    if (/\.(js|css|html)$/.test(name)) {
      for (const other of Object.keys(bundle)) {
        const short = other.slice(other.lastIndexOf('/') + 1);
        if (!found.has(other) && text.includes(short)) visit(other);
      }
    }
  };
  visit(start);
  return found;
}

/** Writes the list of files into the built service worker (renderer/offline/worker.ts). */
export function offlineFiles(): Plugin {
  return {
    name: 'wegbuch-offline-files',
    enforce: 'post',
    applyToEnvironment: (environment) => environment.name === 'client',
    generateBundle: {
      order: 'post',
      handler(_options, output) {
        const bundle: Bundle = output;
        const worker = bundle[WORKER];
        if (worker?.type !== 'chunk') throw new Error('The service worker was not built.');
        const listOf = (pages: readonly string[]) => {
          const files = new Set(pages.flatMap((page) => [...filesFrom(bundle, `${page}.html`)]));
          return [...files].filter((file) => !file.endsWith('.map')).sort();
        };
        const files = { staff: listOf(PAGES.staff), kiosk: listOf(PAGES.kiosk) };
        const version = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
        const list = JSON.stringify(JSON.stringify({ version, files }));
        const filled = worker.code.replace(/(["'`])__WEGBUCH_FILES__\1/, () => list);
        if (filled === worker.code) throw new Error('The service worker has no place for its list of files.');
        worker.code = filled;
      },
    },
  };
}
