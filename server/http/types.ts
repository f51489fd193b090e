import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Caller } from '#shared/security/rights';
import type { FactorKey } from '../accounts/factor-key';
import type { Kiosk, Principal, Staff } from '../accounts/principal';
import type { ServerConfig } from '../config';
import { Problem } from '../problem';
import type { Store } from '../storage/database';
import type { LiveHub } from '../sync/live-hub';
import type { Metrics } from './metrics';

export interface RouteEntry {
  method: string;
  url: string;
  /** Null: everybody, because it carries no data of an office (health, pages, descriptions). */
  callers: readonly Caller[] | null;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** For routes outside the API: they carry no data of an office. */
    public?: boolean;
    /** Set for every route by the table of rights. */
    callers?: readonly Caller[] | null;
  }
  interface FastifyInstance {
    /** Every route that was registered and who may call it. */
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
  log: FastifyBaseLogger;
  metrics: Metrics;
  /** Opens the secrets of second factors. */
  factorKey: FactorKey;
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
