import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import pg from 'pg';
import type { ApiError } from '#shared/sync/protocol';
import { Problem } from '../problem';

/** Codes of refusals that the HTTP layer itself makes. */
const CODES: Partial<Record<number, string>> = {
  400: 'malformed',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'too-large',
  414: 'too-large',
  415: 'unsupported-media-type',
};

/** A database that is away, full or overloaded for the moment, rather than a mistake of ours. */
function isPassing(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(08|53|57|58|40|25006|55P03)/.test(error.code ?? '');
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT'].includes(code) ||
    /timeout|Connection terminated/i.test(error.message)
  );
}

function describe(error: FastifyError | Error): { status: number; body: ApiError } {
  if (error instanceof Problem) {
    return { status: error.status, body: { code: error.code, message: error.message, ...error.more } };
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const first = error.validation[0];
    const path = (first?.instancePath ?? '').replace(/^\//, '').replaceAll('/', '.');
    const message = first?.message ?? 'The request does not fit its schema.';
    // A field that only a newer app knows: nothing is wrong with what it brings.
    const isNewer = error.validation.every(({ keyword }) => keyword === 'unrecognized_keys');
    if (isNewer) return { status: 400, body: { code: 'server-too-old', message } };
    return { status: 400, body: { code: 'invalid', message, ...(path ? { field: path } : {}) } };
  }
  if (error instanceof pg.DatabaseError && error.code?.startsWith('22')) {
    // PostgreSQL minds a value that the schema let through (a NUL character): the caller's mistake.
    return { status: 400, body: { code: 'invalid', message: 'A value cannot be stored.' } };
  }
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  if (status >= 400 && status < 500) {
    return { status, body: { code: CODES[status] ?? 'refused', message: error.message } };
  }
  if (isPassing(error)) {
    const message = 'The database is not available at the moment.';
    return { status: 503, body: { code: 'unavailable', message, retryAfterSeconds: 5 } };
  }
  return { status: 500, body: { code: 'internal', message: 'Something went wrong on the server.' } };
}

/** The one place where a failure becomes an answer; only unexpected ones are logged, without the request. */
export function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const { status, body } = describe(error);
  if (status >= 500)
    request.log.error({ route: request.routeOptions.url, error: plain(error) }, 'request failed');
  if (body.retryAfterSeconds !== undefined) void reply.header('retry-after', body.retryAfterSeconds);
  void reply.code(status).header('cache-control', 'no-store').serializer(JSON.stringify).send(body);
}

/** Name, code and stack of an error. PostgreSQL's `detail` and query parameters may hold content: left out. */
export function plain(error: unknown): { name: string; code?: string; stack?: string } {
  if (!(error instanceof Error)) return { name: typeof error };
  return {
    name: error.name,
    ...('code' in error ? { code: String(error.code) } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack.split('\n').slice(1, 8).join('\n') }),
  };
}
