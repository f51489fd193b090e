import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
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

/** What Retry-After says where the refusal itself does not know better, in seconds. */
export const WAITS: Partial<Record<number, number>> = { 429: 60, 503: 5 };

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
    return { status: 503, body: { code: 'unavailable', message, retryAfterSeconds: WAITS[503] } };
  }
  return { status: 500, body: { code: 'internal', message: 'Something went wrong on the server.' } };
}

/** The one place where a failure becomes an answer; only unexpected ones are logged, without the request. */
export function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const { status, body } = describe(error);
  if (status >= 500)
    request.log.error({ route: request.routeOptions.url, error: plain(error) }, 'request failed');
  const wait = body.retryAfterSeconds ?? WAITS[status];
  if (wait !== undefined) void reply.header('retry-after', wait);
  void reply.code(status).header('cache-control', 'no-store').serializer(JSON.stringify).send(body);
}

/** Answers what is no HTTP, or too much of it, and therefore reaches no route. */
export function answerBroken(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ''] ?? 400;
  const body = JSON.stringify({ code: 'malformed', message: 'This is no request.' } satisfies ApiError);
  const lines = [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${String(Buffer.byteLength(body))}`,
    "content-security-policy: default-src 'none'",
    'x-content-type-options: nosniff',
    'cache-control: no-store',
    'connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/**
 * Name, code and stack of an error. Its message, and PostgreSQL's `detail` and query parameters, may hold content:
 * left out, also where the message has several lines.
 */
export function plain(error: unknown): { name: string; code?: string; stack?: string } {
  if (!(error instanceof Error)) return { name: typeof error };
  const calls = error.stack?.split('\n').filter((line) => /^ {4}at /.test(line)) ?? [];
  return {
    name: error.name,
    ...('code' in error ? { code: String(error.code) } : {}),
    ...(calls.length === 0 ? {} : { stack: calls.slice(0, 7).join('\n') }),
  };
}
