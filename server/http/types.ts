import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Kiosk, Principal, Staff } from '../accounts/principal';
import type { ServerConfig } from '../config';
import { Problem } from '../problem';
import type { Store } from '../storage/database';
import type { LiveHub } from '../sync/live-hub';

/**
 * Who may call a route. `public` routes carry no data of an office (health, pages, descriptions); `anonymous`
 * ones are those of the API that need no session.
 */
export type Access = 'public' | 'anonymous' | 'staff' | 'kiosk';

export interface RouteEntry {
  method: string;
  url: string;
  access: Access;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyInstance {
    /** Every route that was registered, for the test that no route is unclassified. */
    routeTable: RouteEntry[];
  }
  interface FastifyRequest {
    principal: Principal | null;
  }
}

/** Fastify with zod schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What routes work with. */
export interface Services {
  config: ServerConfig;
  store: Store;
  hub: LiveHub;
  /** Where this server listens; 0 until it does. */
  ports: { kiosk: number };
}

/** The signed-in person; the access hook has let nobody else through. */
export function staffOf(request: FastifyRequest): Staff {
  if (request.principal?.kind !== 'staff') throw new Problem(401, 'sign-in-needed', 'Sign in first.');
  return request.principal;
}

/** The kiosk that calls. */
export function kioskOf(request: FastifyRequest): Kiosk {
  if (request.principal?.kind !== 'kiosk')
    throw new Problem(401, 'sign-in-needed', 'A kiosk token is needed.');
  return request.principal;
}
