import { readFileSync } from 'node:fs';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { z } from 'zod';
import { API_PREFIX, API_VERSION } from '#shared/sync/protocol';
import { Foreseen } from '../messages';
import { Problem } from '../problem';
import { reasonOf } from '../storage/folder';
import { DOCS, guardAccess } from './access';
import { requestIdBy, trustOf } from './callers';
import { answerBroken, answerError, WAITS } from './errors';
import { guardHeaders, writeHeaders } from './headers';
import { readJson } from './json';
import { accountRoutes } from './routes-accounts';
import { invitingRoutes, joiningRoutes } from './routes-enrolments';
import { auditRoutes } from './routes-audit';
import { deviceRoutes } from './routes-devices';
import { factorRoutes } from './routes-factor';
import { blobRoutes } from './routes-blobs';
import { erasureRoutes } from './routes-erasures';
import { handedInRoutes } from './routes-handed-in';
import { inboxRoutes, kioskRoutes } from './routes-inbox';
import { syncRoutes } from './routes-sync';
import type { App, Services } from './types';
import { type Edition, serveWeb } from './web';

/** Largest body of a route that sets none of its own, in bytes. */
const BODY_BYTES = 256 * 1024;

function tlsOptions(tls: { certFile: string; keyFile: string } | null) {
  if (tls === null) return {};
  try {
    return {
      https: { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile), minVersion: 'TLSv1.2' },
    };
  } catch (error) {
    throw new Foreseen('tls-unreadable', { reason: reasonOf(error) }, { cause: error });
  }
}

/** JSON is the one language of bodies; chunks of blobs have a parser of their own. */
function readBodies(app: App): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_: FastifyRequest, bytes: Buffer) => readJson(bytes),
  );
}

/** Schemas, some of which stumble over what they are to judge (an object as length): that is the caller's mistake. */
const checked: typeof validatorCompiler = (route) => {
  const check = validatorCompiler(route);
  return (value) => {
    try {
      return check(value);
    } catch {
      throw new Problem(400, 'invalid', 'A value cannot be read.');
    }
  };
};

/** Log and numbers of routes and times: no bodies, no tokens, no addresses with ids, no people. */
function noteRequests(app: App, { metrics }: Services): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const { statusCode: status, elapsedTime } = reply;
    const route = routeOptions.url ?? 'none';
    metrics.answered(method, route, status, elapsedTime / 1000);
    request.log.info({ method, route, status, ms: Math.round(elapsedTime) }, 'answered');
  });
}

async function bareApp(services: Services, edition: Edition): Promise<App> {
  const { config } = services;
  const trust = trustOf(config.trustedProxies);
  const options = {
    bodyLimit: BODY_BYTES,
    trustProxy: trust,
    genReqId: requestIdBy(trust),
    requestIdHeader: false,
    clientErrorHandler: answerBroken,
    // An address that cannot be read reaches no hook.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      writeHeaders(request, reply);
      answerError(error, request, reply);
    },
    requestTimeout: 120_000,
    keepAliveTimeout: 30_000,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    logController: new LogController({ disableRequestLogging: true }),
    loggerInstance: services.log.child({ edition }),
    routerOptions: { maxParamLength: 100 },
    ...tlsOptions(config.tls),
  } as const;
  const app = Fastify(options) as unknown as App;
  app.setValidatorCompiler(checked);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(() => {
    throw new Problem(404, 'not-found', 'There is nothing here.');
  });
  guardHeaders(app);
  readBodies(app);
  refuseOtherVersions(app);
  await guardAccess(app, services);
  noteRequests(app, services);
  health(app, services);
  return app;
}

/** Tells who speaks another version of the protocol which of the two is too old, before anything of it is read. */
function refuseOtherVersions(app: App): void {
  app.addHook('onRequest', async ({ url }) => {
    const version = Number(/^\/api\/v(\d{1,6})\//.exec(url)?.[1] ?? API_VERSION);
    if (version > API_VERSION) throw new Problem(404, 'server-too-old', 'The app is newer than this server.');
    if (version < API_VERSION) throw new Problem(404, 'app-too-old', 'The server is newer than this app.');
  });
}

function health(app: App, { store }: Services): void {
  const answer = z.object({ status: z.enum(['ok', 'no-database']) });
  app.get(
    '/health',
    {
      config: { public: true },
      schema: {
        tags: ['health'],
        summary: 'Whether server and database work',
        response: { 200: answer, 503: answer },
      },
    },
    async (_request, reply) => {
      try {
        await sql`select 1`.execute(store.app);
        return await reply.send({ status: 'ok' });
      } catch {
        return reply.code(503).header('retry-after', WAITS[503]).send({ status: 'no-database' });
      }
    },
  );
}

async function describe(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      info: {
        title: 'Wegbuch',
        version: '1',
        description:
          'The central server of Wegbuch. It stores encrypted rows and sealed envelopes that it cannot read.',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
  });
}

/** The staff origin: web edition, whole API, its description. `adapt` sees it before it has any route. */
export async function staffApp(
  services: Services,
  adapt: (app: App) => void = () => undefined,
): Promise<App> {
  const app = await bareApp(services, 'staff');
  adapt(app);
  await describe(app);
  await app.register(
    async (api: App) => {
      accountRoutes(api, services);
      deviceRoutes(api, services);
      factorRoutes(api, services);
      joiningRoutes(api, services);
      invitingRoutes(api, services);
      kioskRoutes(api, services);
      inboxRoutes(api, services);
      syncRoutes(api, services);
      erasureRoutes(api, services);
      auditRoutes(api, services);
      handedInRoutes(api, services);
      await api.register(async (bytes: App) => {
        blobRoutes(bytes, services);
      });
    },
    { prefix: API_PREFIX },
  );
  await app.register(swaggerUi, { routePrefix: DOCS, staticCSP: false });
  await serveWeb(app, services.config.webFolder, 'staff');
  return app;
}

/** The kiosk's origin: its page, what its token may call, and joining. Never the staff's. */
export async function kioskApp(services: Services): Promise<App> {
  const app = await bareApp(services, 'kiosk');
  await app.register(
    async (api: App) => {
      joiningRoutes(api, services);
      kioskRoutes(api, services);
    },
    { prefix: API_PREFIX },
  );
  await serveWeb(app, services.config.webFolder, 'kiosk');
  return app;
}
