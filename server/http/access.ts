import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import { type Caller, callersOf } from '#shared/security/rights';
import { API_PREFIX } from '#shared/sync/protocol';
import { type Principal, principalOf } from '../accounts/principal';
import { Problem } from '../problem';
import type { App, Services } from './types';

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

const isPage = (url: string) => url === DOCS || url.startsWith(`${DOCS}/`);

/** Who may call a route that is being registered; null: everybody. Throws for one that nobody has decided about. */
function declaredCallers(method: string, url: string, isPublic: boolean): readonly Caller[] | null {
  const name = `${method} ${url.slice(API_PREFIX.length)}`;
  if (url.startsWith(`${API_PREFIX}/`)) {
    const callers = callersOf(name);
    if (callers !== null) return callers;
  } else if (isPublic || isPage(url)) {
    return null;
  }
  throw new Error(`nobody has decided who may call ${method} ${url}: shared/security/rights.ts`);
}

function callerOf(principal: Principal | null): Caller {
  if (principal === null) return 'anyone';
  return principal.kind === 'kiosk' ? 'kiosk' : principal.role;
}

/**
 * Lets requests through to the routes of the API by the table of rights, and counts them. A kiosk's token opens
 * its own routes and no other, not even those that need no session.
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
    for (const method of [route.method].flat()) {
      const callers = declaredCallers(method, route.url, route.config?.public ?? false);
      app.routeTable.push({ method, url: route.url, callers });
      route.config = { ...route.config, callers };
    }
  });
  app.addHook('onRequest', async (request) => {
    const { callers = [] } = request.is404 ? { callers: null } : request.routeOptions.config;
    if (callers === null) return;
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    request.principal = token === undefined ? null : await principalOf(store, token);
    const caller = callerOf(request.principal);
    if (callers.includes('anyone') && caller !== 'kiosk') {
      await byAddress(request);
      return;
    }
    if (request.principal === null) {
      await byFailure(request);
      throw new Problem(401, 'sign-in-needed', 'Sign in first.');
    }
    await bySession(request);
    if (!callers.includes(caller)) throw new Problem(403, 'no-right', 'The caller may not do this.');
  });
}
