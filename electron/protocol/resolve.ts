/** Why a path is not served. */
export type Refusal = 'malformed' | 'outside' | 'unknown-type';

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
  woff: 'font/woff',
  wasm: 'application/wasm',
};

/**
 * Turns a request for `app://wegbuch/…` into a path relative to the bundle folder and its content type. Works on
 * a strict alphabet rather than on a list of bad patterns: what Vite never emits is never served.
 */
export function resolveAsset(url: string): { path: string; type: string } | { refused: Refusal } {
  const match = /^app:\/\/wegbuch(\/[^?#]*)?(?:\?[^#]*)?(?:#.*)?$/.exec(url);
  if (!match) return { refused: 'malformed' };
  const path = (match[1] ?? '/').slice(1) || 'index.html';
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/.test(path))
    return { refused: 'outside' };
  if (path.split('/').some((part) => part.includes('..'))) return { refused: 'outside' };
  const type = TYPES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];
  return type ? { path, type } : { refused: 'unknown-type' };
}

/** What a page may name as a server at all; which of them it reaches is decided by policy/egress. */
const SERVERS = ['https:', 'http://127.0.0.1:*', 'http://localhost:*'];

/**
 * Headers of every response. Only the worker's own response may compile WebAssembly (hash-wasm's Argon2id).
 */
export function responseHeaders(path: string): Record<string, string> {
  const worker = /(^|\/)worker[^/]*\.js$/.test(path);
  const policy = [
    "default-src 'none'",
    `script-src 'self'${worker ? " 'wasm-unsafe-eval'" : ''}`,
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self'",
    "worker-src 'self'",
    "frame-src 'self'",
    `connect-src ${["'self'", ...SERVERS].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "require-trusted-types-for 'script'",
    'trusted-types wegbuch-worker',
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };
}

/** Origins the app may talk to: https anywhere, http only on this machine. Null when `server` is neither. */
export function serverOrigin(server: string): string | null {
  let url: URL;
  try {
    url = new URL(server);
  } catch {
    return null;
  }
  const local = url.hostname === '127.0.0.1' || url.hostname === 'localhost' || url.hostname === '[::1]';
  if (url.username !== '' || url.password !== '') return null;
  if (url.protocol === 'https:' || (url.protocol === 'http:' && local)) return url.origin;
  return null;
}
