import { z } from 'zod';
import { apiError, API_PREFIX, VERSION_CODES } from '#shared/sync/protocol';
import type { PostOutcome } from './delivery';
import type { Envelope } from './record';

const TIME_OUT_MS = 10_000;

/** What went wrong between kiosk and server; `code` is the server's own, or 'offline', 'malformed-answer'. */
export class KioskServerError extends Error {
  override name = 'KioskServerError';
  constructor(
    readonly code: string,
    readonly status: number,
  ) {
    super(`kiosk server: ${code}`);
  }
}

interface Call {
  method: 'GET' | 'POST';
  path: string;
  token?: string;
  body?: unknown;
}

async function send(server: string, call: Call): Promise<Response> {
  try {
    return await fetch(`${server}${API_PREFIX}${call.path}`, {
      method: call.method,
      headers: {
        ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(TIME_OUT_MS),
    });
  } catch {
    throw new KioskServerError('offline', 0);
  }
}

/** One call; throws KioskServerError. An answer of 204 is parsed as null. */
export async function ask<S extends z.ZodType>(server: string, answer: S, call: Call): Promise<z.infer<S>> {
  const response = await send(server, call);
  const body: unknown = response.status === 204 ? null : await response.json().catch(() => undefined);
  if (!response.ok) {
    const error = apiError.safeParse(body);
    throw new KioskServerError(error.success ? error.data.code : `http-${response.status}`, response.status);
  }
  const parsed = answer.safeParse(body);
  if (!parsed.success) throw new KioskServerError('malformed-answer', response.status);
  return parsed.data;
}

/** Posts a sealed envelope. */
export async function postEnvelope(server: string, token: string, envelope: Envelope): Promise<PostOutcome> {
  try {
    await ask(server, z.unknown(), { method: 'POST', path: '/kiosk/check-ins', token, body: envelope });
    return 'taken';
  } catch (error) {
    if (!(error instanceof KioskServerError)) throw error;
    if (error.status === 401 || error.status === 403) return 'not-enrolled';
    const mayPass =
      error.status === 0 || error.status === 429 || error.status >= 500 || VERSION_CODES.includes(error.code);
    return mayPass ? 'offline' : 'refused';
  }
}
