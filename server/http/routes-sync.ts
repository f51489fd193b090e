import { Readable } from 'node:stream';
import {
  type LiveHint,
  MAX_PUSH_BYTES,
  pullQuery,
  type PullResponse,
  pullResponse,
  pushRequest,
  pushResponse,
} from '#shared/sync/protocol';
import { principalOf, type Staff } from '../accounts/principal';
import { Problem } from '../problem';
import { PullCache, pull } from '../sync/pull';
import { postgresDatabase } from '../sync/postgres-database';
import { push } from '../sync/push';
import { type App, type Services, staffOf } from './types';

/** Streams say something this often, and look whether their session still holds; in milliseconds. */
const PING_MS = 20_000;
/** A reader that falls this many bytes behind is cut off; it connects and pulls again. */
const BEHIND_BYTES = 64 * 1024;
const tags = ['sync'];
/** Rows were checked when they came: looking at thousands of them again costs as much as reading them. */
const unchecked = () => JSON.stringify;
const written = new WeakMap<PullResponse, Buffer>();

/** An answer as it travels: written once, so that all who wait for it wait on the same bytes. */
function bytesOf(answer: PullResponse): Buffer {
  const bytes = written.get(answer) ?? Buffer.from(JSON.stringify(answer));
  written.set(answer, bytes);
  return bytes;
}

/** Push, pull, live. */
export function syncRoutes(app: App, services: Services): void {
  const { store, hub, metrics } = services;
  const cache = new PullCache();
  const database = postgresDatabase(store);
  app.post(
    '/sync/push',
    {
      bodyLimit: MAX_PUSH_BYTES,
      schema: { tags, summary: 'Stores encrypted rows', body: pushRequest, response: { 200: pushResponse } },
      serializerCompiler: unchecked,
    },
    async (request) => {
      const staff = staffOf(request);
      const { answers, changed, lost } = await push(database, staff, request.body.rows, Date.now());
      hub.rows(staff.officeId, changed);
      for (const { result } of answers) metrics.rows(result);
      return { answers, ...(lost.length > 0 ? { lost } : {}) };
    },
  );
  app.get(
    '/sync/pull',
    {
      schema: {
        tags,
        summary: 'One page of a compartment',
        querystring: pullQuery,
        response: { 200: pullResponse },
      },
      // Fastify sends bytes as they are, though its type speaks of text alone.
      serializerCompiler: () => bytesOf as unknown as (answer: PullResponse) => string,
    },
    async (request) => {
      const staff = staffOf(request);
      if (!staff.compartments.includes(request.query.compartment)) {
        throw new Problem(403, 'no-right', 'No right to this compartment.');
      }
      const page = await pull(database, cache, staff.officeId, request.query);
      metrics.rows('pulled', page.rows.length);
      return page;
    },
  );
  app.get(
    '/sync/live',
    {
      schema: { tags, summary: 'Stream of hints, one JSON object a line' },
    },
    (request, reply) => {
      const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
      const stream = liveStream(services, staffOf(request), token);
      // Not the request: that one has been read to its end by now.
      reply.raw.once('close', () => stream.destroy());
      return reply
        .header('content-type', 'application/x-ndjson')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .send(stream);
    },
  );
}

/** Hints for one person: only of compartments held, and only while the session holds. */
function liveStream({ store, hub, metrics }: Services, staff: Staff, token: string): Readable {
  let { compartments } = staff;
  const stream = new Readable({ read: () => undefined });
  let ended = false;
  const end = () => {
    if (!ended && !stream.destroyed) stream.push(null);
    ended = true;
  };
  const say = (hint: LiveHint) => {
    if (ended) return;
    if (stream.readableLength > BEHIND_BYTES) stream.destroy();
    else stream.push(`${JSON.stringify(hint)}\n`);
  };
  const renew = async () => {
    const principal = await principalOf(store, token);
    if (principal?.kind !== 'staff') end();
    else compartments = principal.compartments;
  };
  const renewOrEnd = () => {
    // The database may be away: the client tries again later.
    renew().catch(end);
  };
  const unsubscribe = hub.subscribe(staff.officeId, {
    hint: (hint) => {
      if (hint.kind === 'rows' && !compartments.includes(hint.compartment)) return;
      if (hint.kind === 'inbox' && !compartments.includes('eingang')) return;
      if (hint.kind === 'roster') renewOrEnd();
      say(hint);
    },
    end,
  });
  const closed = metrics.stream();
  const timer = setInterval(() => {
    say({ kind: 'ping' });
    renewOrEnd();
  }, PING_MS);
  stream.once('close', () => {
    clearInterval(timer);
    closed();
    unsubscribe();
  });
  say({ kind: 'ping' });
  return stream;
}
