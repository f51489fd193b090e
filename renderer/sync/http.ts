import { API_PREFIX, apiError } from '#shared/sync/protocol';
import type { z } from 'zod';
import type { ServerClient, ServerFailure } from './server-client';

const DEFAULT_TIMEOUT_MS = 20_000;
/** A chunk of a blob over the slowest line that still works. */
const BYTES_TIMEOUT_MS = 120_000;
/** The server sends a ping line more often than this; silence means that the connection is dead. */
const SILENCE_MS = 90_000;

function failure(
  kind: ServerFailure['kind'],
  status: number,
  code: string,
  retryAfterSeconds: number | null = null,
): ServerFailure {
  return { name: 'ServerFailure', kind, status, code, retryAfterSeconds };
}

/** True for what a ServerClient throws. */
export function isServerFailure(value: unknown): value is ServerFailure {
  return (
    typeof value === 'object' && value !== null && (value as { name?: unknown }).name === 'ServerFailure'
  );
}

function kindOf(status: number): ServerFailure['kind'] {
  if (status === 401) return 'unauthorised';
  if (status === 429 || status === 503) return 'busy';
  // A proxy or a server in trouble: nothing was decided, so it is tried again like a missing network.
  return status >= 500 ? 'offline' : 'refused';
}

async function failureOf(response: Response): Promise<ServerFailure> {
  const body = apiError.safeParse(await response.json().catch(() => null));
  const header = Number(response.headers.get('retry-after'));
  const retry = body.data?.retryAfterSeconds ?? (Number.isFinite(header) && header > 0 ? header : null);
  return failure(
    kindOf(response.status),
    response.status,
    body.data?.code ?? `http-${response.status}`,
    retry,
  );
}

function headersOf(token: string | null | undefined, body: unknown): Record<string, string> {
  return {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  };
}

/** Calls `onLine` for each line of JSON; the last, unfinished one waits for its end. */
async function readLines(
  body: ReadableStream<Uint8Array>,
  alive: () => void,
  onLine: (line: unknown) => void,
) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    alive();
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') onLine(JSON.parse(line));
  }
}

/** HTTP to the server at `base` ("https://…", without the API prefix) over the given fetch. */
export function createServerClient(base: string, fetch: typeof globalThis.fetch): ServerClient {
  const address = (path: string) => `${base.replace(/\/+$/, '')}${API_PREFIX}${path}`;
  return {
    base,
    async request<S extends z.ZodType>(
      method: 'GET' | 'POST' | 'DELETE',
      path: string,
      options: { body?: unknown; answer: S; token?: string | null; timeoutMs?: number },
    ): Promise<z.infer<S>> {
      let response: Response;
      let answer: unknown;
      try {
        response = await fetch(address(path), {
          method,
          headers: headersOf(options.token, options.body),
          ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
          signal: AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
          cache: 'no-store',
          credentials: 'omit',
          redirect: 'error',
        });
        answer = response.ok && response.status !== 204 ? await response.json() : undefined;
      } catch {
        throw failure('offline', 0, 'offline');
      }
      if (!response.ok) throw await failureOf(response);
      const parsed = options.answer.safeParse(answer);
      if (!parsed.success) throw failure('malformed-answer', response.status, 'malformed-answer');
      return parsed.data;
    },
    async bytes(method, path, { token, body }) {
      let response: Response;
      let answer = new Uint8Array();
      try {
        response = await fetch(address(path), {
          method,
          headers: {
            ...headersOf(token, undefined),
            ...(body && { 'content-type': 'application/octet-stream' }),
          },
          ...(body && { body: body as Uint8Array<ArrayBuffer> }),
          signal: AbortSignal.timeout(BYTES_TIMEOUT_MS),
          cache: 'no-store',
          credentials: 'omit',
          redirect: 'error',
        });
        if (response.ok) answer = new Uint8Array(await response.arrayBuffer());
      } catch {
        throw failure('offline', 0, 'offline');
      }
      if (!response.ok) throw await failureOf(response);
      return answer;
    },
    async stream(path, { token, signal, onLine }) {
      const silence = new AbortController();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const alive = () => {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE_MS);
      };
      try {
        alive();
        const response = await fetch(address(path), {
          headers: headersOf(token, undefined),
          signal: AbortSignal.any([signal, silence.signal]),
          cache: 'no-store',
          credentials: 'omit',
          redirect: 'error',
        });
        if (!response.ok) throw await failureOf(response);
        if (response.body) await readLines(response.body, alive, onLine);
      } catch (error) {
        if (isServerFailure(error)) throw error;
        throw failure('offline', 0, 'offline');
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
