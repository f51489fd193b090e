import { API_PREFIX, apiError, VERSION_CODES } from '#shared/sync/protocol';
import type { z } from 'zod';
import type { ServerClient, ServerFailure } from './server-client';

const DEFAULT_TIMEOUT_MS = 20_000;
/** A chunk of a blob over the slowest line that still works. */
const BYTES_TIMEOUT_MS = 120_000;
/** A redirect is none of our server's. */
const ALWAYS = { cache: 'no-store', credentials: 'omit', redirect: 'manual' } as const;
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

const asFailure = (error: unknown) => (isServerFailure(error) ? error : failure('offline', 0, 'offline'));

function kindOf(status: number, code: string): ServerFailure['kind'] {
  if (VERSION_CODES.includes(code)) return 'version';
  if (status === 401) return 'unauthorised';
  if (status === 429 || status === 503) return 'busy';
  // A proxy or a server in trouble: nothing was decided, so it is tried again like a missing network.
  return status >= 500 ? 'offline' : 'refused';
}

/** Something between here and the server answered in its place: a sign-in page of the network, a proxy. */
const portal = (status: number) => failure('offline', status, 'portal');

/** Statuses that a proxy may give in the server's name: too large for it, too much, not just now. */
const ALSO_OF_PROXIES = new Set([413, 429, 503]);

const isRedirect = ({ type, status }: Response) =>
  type === 'opaqueredirect' || (status >= 300 && status < 400);

async function failureOf(response: Response): Promise<ServerFailure> {
  const { status } = response;
  const body = apiError.safeParse(await response.json().catch(() => null));
  if (
    isRedirect(response) ||
    (!body.success && (status < 500 || status === 511) && !ALSO_OF_PROXIES.has(status))
  )
    return portal(status);
  const header = Number(response.headers.get('retry-after'));
  const retry = body.data?.retryAfterSeconds ?? (Number.isFinite(header) && header > 0 ? header : null);
  const code = body.data?.code ?? `http-${status}`;
  const after = body.data?.after;
  return { ...failure(kindOf(status, code), status, code, retry), ...(after !== undefined && { after }) };
}

/** A page where an answer of the server is due. */
function refusePage(response: Response): void {
  if (response.ok && response.headers.get('content-type')?.startsWith('text/html'))
    throw portal(response.status);
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
          ...ALWAYS,
        });
        refusePage(response);
        answer = response.ok && response.status !== 204 ? await response.json() : undefined;
      } catch (error) {
        throw asFailure(error);
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
          ...ALWAYS,
        });
        refusePage(response);
        if (response.ok) answer = new Uint8Array(await response.arrayBuffer());
      } catch (error) {
        throw asFailure(error);
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
          ...ALWAYS,
        });
        if (!response.ok) throw await failureOf(response);
        if (response.body) await readLines(response.body, alive, onLine);
      } catch (error) {
        throw asFailure(error);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
