import type { FastifyReply, FastifyRequest } from 'fastify';
import { insecurePage } from './pages';
import type { App } from './types';

/** Content security of the web edition (architecture § 7). */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self'",
  "manifest-src 'self'",
  "frame-src 'self'",
  "frame-ancestors 'self'",
  "form-action 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types wegbuch-worker',
];

/** The worker computes Argon2id in WebAssembly; no other response may. */
const WORKER_POLICY = PAGE_POLICY.map((rule) =>
  rule.startsWith('script-src') ? `${rule} 'wasm-unsafe-eval'` : rule,
);

/** The description of the API brings its own script and styles; it has no data and is no part of the app. */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
];

/** Built name of the data worker's own script: `assets/worker-<hash>.js`. */
const isWorker = (path: string) => /^\/assets\/worker-[\w-]+\.js$/.test(path);

const pathOf = ({ url }: FastifyRequest) => url.split('?')[0] ?? '/';

/** The content policy of a file of the web edition, by its path. */
export function policyFor(path: string): string {
  if (path === '/docs' || path.startsWith('/docs/')) return DOCS_POLICY.join('; ');
  return (isWorker(path) ? WORKER_POLICY : PAGE_POLICY).join('; ');
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** Whether browsers treat this request's page as a secure context: TLS, or an address of this computer. */
function isSecureContext(request: Pick<FastifyRequest, 'protocol' | 'hostname'>): boolean {
  return request.protocol === 'https' || LOOPBACK.test(request.hostname);
}

/** The desktop app's own scheme; it has no cookies, and its token is in a header. */
const APP_ORIGIN = /^app:\/\/[a-z]+$/;

function allowApp(request: FastifyRequest, reply: FastifyReply): void {
  const { origin } = request.headers;
  void reply.header('vary', 'Origin');
  if (origin === undefined || !APP_ORIGIN.test(origin)) return;
  void reply
    .header('access-control-allow-origin', origin)
    .header('access-control-expose-headers', 'retry-after, x-request-id');
  if (request.method !== 'OPTIONS') return;
  void reply
    .header('access-control-allow-methods', 'GET, POST, PUT, DELETE')
    .header('access-control-allow-headers', 'authorization, content-type')
    .header('access-control-allow-private-network', 'true')
    .header('access-control-max-age', '600');
}

/** Security headers of every response, also of those that no route answers; the list is Helmet's. */
export function writeHeaders(request: FastifyRequest, reply: FastifyReply): void {
  void reply
    .header('x-request-id', request.id)
    .header('content-security-policy', policyFor(pathOf(request)))
    .header('x-content-type-options', 'nosniff')
    .header('x-frame-options', 'SAMEORIGIN')
    .header('x-dns-prefetch-control', 'off')
    .header('x-download-options', 'noopen')
    .header('x-permitted-cross-domain-policies', 'none')
    .header('x-xss-protection', '0')
    .header('referrer-policy', 'no-referrer')
    .header('cross-origin-opener-policy', 'same-origin')
    .header('cross-origin-resource-policy', 'same-origin')
    .header('origin-agent-cluster', '?1')
    .header('permissions-policy', 'camera=(self), microphone=(), geolocation=(), payment=(), usb=()')
    .header('cache-control', 'no-store');
  if (request.protocol === 'https') void reply.header('strict-transport-security', 'max-age=31536000');
}

/** Headers on every response; without a secure context nothing but a page that says what to do. */
export function guardHeaders(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    writeHeaders(request, reply);
    allowApp(request, reply);
    if (request.method === 'OPTIONS') return reply.code(204).send();
    if (!isSecureContext(request) && pathOf(request) !== '/health') {
      return reply.code(403).type('text/html; charset=utf-8').send(insecurePage());
    }
    return undefined;
  });
}
