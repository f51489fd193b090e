import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../accounts/principal';
import { Problem } from '../problem';
import { type App, kioskOf, type Services, staffOf } from './types';

const BEARER = /^Bearer ([A-Za-z0-9_.-]{1,200})$/;

/** Where the description of the API stands; its pages carry no data of an office. */
export const DOCS = '/docs';

type Check = (request: FastifyRequest) => Promise<void>;

function limiter(app: App, max: number, keyOf: (request: FastifyRequest) => string): Check {
  const check = app.createRateLimit({ max, timeWindow: 60_000, keyGenerator: keyOf });
  return async (request) => {
    const found = await check(request);
    if (found.isAllowed || !found.isExceeded) return;
    throw new Problem(429, 'too-many', 'Too many requests.', {
      retryAfterSeconds: Math.max(1, found.ttlInSeconds),
    });
  };
}

/**
 * Lets requests through to API routes by the `access` that each must declare, and counts them. A kiosk's token
 * opens its own routes and no other, not even anonymous ones.
 */
export async function guardAccess(app: App, { config, store }: Services): Promise<void> {
  await app.register(rateLimit, { global: false });
  const { anonymousPerMinute, sessionPerMinute } = config.limits;
  const byAddress = limiter(
    app,
    anonymousPerMinute,
    (request) => `${request.ip} ${request.routeOptions.url ?? ''}`,
  );
  const byFailure = limiter(app, anonymousPerMinute, (request) => request.ip);
  const bySession = limiter(app, sessionPerMinute, (request) => request.principal?.tokenHash ?? request.ip);

  app.decorate('routeTable', []);
  app.decorateRequest('principal', null);
  app.addHook('onRoute', (route) => {
    if (route.url === DOCS || route.url.startsWith(`${DOCS}/`))
      route.config = { ...route.config, access: 'public' };
    const access = route.config?.access;
    if (!access) throw new Error(`route without access: ${String(route.method)} ${route.url}`);
    for (const method of [route.method].flat()) app.routeTable.push({ method, url: route.url, access });
  });
  app.addHook('onRequest', async (request) => {
    const access = request.is404 ? 'public' : (request.routeOptions.config.access ?? 'staff');
    if (access === 'public') return;
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    request.principal = token === undefined ? null : await principalOf(store, token);
    if (request.principal?.kind === 'kiosk' && access !== 'kiosk') {
      await bySession(request);
      throw new Problem(403, 'no-right', 'A kiosk may not do this.');
    }
    if (access === 'anonymous') {
      await byAddress(request);
      return;
    }
    if (request.principal === null) {
      await byFailure(request);
      throw new Problem(401, 'sign-in-needed', 'Sign in first.');
    }
    await bySession(request);
    if (access === 'kiosk' && request.principal.kind !== 'kiosk')
      throw new Problem(403, 'no-right', 'For kiosks only.');
    if (access === 'staff') staffOf(request);
    else kioskOf(request);
  });
}
