import type { z } from 'zod';

/**
 * Why a call to the server failed; `offline` covers no network, proxies and time-outs. Its code is `portal` where
 * something else answered in the server's place. `version`: one of the two is too old for the other, nothing was decided.
 */
export interface ServerFailure {
  name: 'ServerFailure';
  kind: 'offline' | 'unauthorised' | 'refused' | 'version' | 'busy' | 'malformed-answer';
  /** HTTP status, 0 when there was none. */
  status: number;
  /** The server's stable error code, if it sent one. */
  code: string;
  retryAfterSeconds: number | null;
  /** With `proof-used`: what the count of the next proof must exceed. */
  after?: number;
}

/**
 * HTTP to the central server: adds the API prefix and the bearer token, parses every answer with the schema
 * given, times out, and throws ServerFailure.
 */
export interface ServerClient {
  base: string;
  request<S extends z.ZodType>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    options: { body?: unknown; answer: S; token?: string | null; timeoutMs?: number },
  ): Promise<z.infer<S>>;
  /** Puts or fetches bytes as they are (chunks of blobs). */
  bytes(
    method: 'GET' | 'PUT',
    path: string,
    options: { token: string; body?: Uint8Array },
  ): Promise<Uint8Array>;
  /** The live stream; calls `onLine` per JSON line until aborted or broken. */
  stream(
    path: string,
    options: { token: string; signal: AbortSignal; onLine(this: void, line: unknown): void },
  ): Promise<void>;
}
