import { createPinKeeper, type PinQuestion } from '#shared/security/pin-keeper';

/**
 * Service worker of the web edition: holds the built files of one edition, by version. Only files of the build
 * are ever stored; answers of the API pass by untouched. In its memory, and nowhere else, it keeps what PINs open.
 */
interface Extendable {
  waitUntil(done: Promise<unknown>): void;
}
interface FetchCall extends Extendable {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface MessageCall extends Extendable {
  data: { pins?: PinQuestion };
  ports: readonly MessagePort[];
}
interface Scope {
  location: Location;
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchCall) => void): void;
  addEventListener(type: 'message', listener: (event: MessageCall) => void): void;
}

const scope = globalThis as unknown as Scope;
const edition = scope.location.search === '?kiosk' ? 'kiosk' : 'staff';
/** Filled in by the build: files by edition, and a name that changes with any of them. */
const { version, files } = JSON.parse('__WEGBUCH_FILES__') as {
  version: string;
  files: Record<'staff' | 'kiosk', string[]>;
};
const CACHE = `wegbuch-${version}`;
/** A server that takes longer to hand out a page counts as away; the kept page opens at once. */
const PATIENCE_MS = 3_000;

/** Pages in the background ask only once a minute; until then the browser shall not end this worker. */
const STAY_MS = 100_000;

const isPage = (file: string) => file.endsWith('.html');
const firstPage = edition === 'kiosk' ? 'kiosk.html' : 'index.html';

async function keep(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(
    files[edition].map((file) => new Request(file, { cache: isPage(file) ? 'reload' : 'default' })),
  );
  await scope.skipWaiting();
}

async function tidy(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await scope.clients.claim();
}

async function kept(path: string): Promise<Response | undefined> {
  return (await caches.open(CACHE)).match(path, { ignoreSearch: true, ignoreVary: true });
}

/** Pages come from the server when it answers, so that a new version is seen; else the kept one. */
async function page(request: Request): Promise<Response> {
  const name = new URL(request.url).pathname.slice(1);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok) return answer;
  } catch {
    // The server is away: this is what the kept page is for.
  }
  return (await kept(isPage(name) ? name : firstPage)) ?? Response.error();
}

async function file(request: Request): Promise<Response> {
  return (await kept(new URL(request.url).pathname.slice(1))) ?? fetch(request);
}

scope.addEventListener('install', (event) => event.waitUntil(keep()));
scope.addEventListener('activate', (event) => event.waitUntil(tidy()));
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== scope.location.origin) return;
  if (/^\/(api|docs|health)(\/|$)/.test(url.pathname)) return;
  event.respondWith(request.mode === 'navigate' ? page(request) : file(request));
});

const pins = createPinKeeper(Date.now);
scope.addEventListener('message', (event) => {
  const { data, ports } = event;
  if (edition !== 'staff' || !data.pins) return;
  const answer = pins(data.pins);
  ports[0]?.postMessage(answer);
  // Without a PIN it may go at any time.
  if (answer.people.length > 0) event.waitUntil(new Promise((resolve) => setTimeout(resolve, STAY_MS)));
});
