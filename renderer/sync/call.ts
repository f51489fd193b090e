import type { z } from 'zod';
import { isServerFailure } from './http';
import type { ServerClient } from './server-client';

/** A call to the server as the unlocked person. Throws ServerFailure. */
export type Call = <S extends z.ZodType>(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  options: { body?: unknown; answer: S; timeoutMs?: number },
) => Promise<z.infer<S>>;

/** Fetches or puts bytes as the unlocked person. Throws ServerFailure. */
export type BytesCall = (method: 'GET' | 'PUT', path: string, body?: Uint8Array) => Promise<Uint8Array>;

type SignIn = (fresh?: boolean) => Promise<{ token: string }>;

/** Does signed work; a session that ran out is renewed once. */
async function signed<T>(signIn: SignIn, work: (token: string) => Promise<T>): Promise<T> {
  const { token } = await signIn();
  try {
    return await work(token);
  } catch (error) {
    if (!isServerFailure(error) || error.kind !== 'unauthorised') throw error;
    return work((await signIn(true)).token);
  }
}

/** Signs each call. */
export function createCall(client: ServerClient, signIn: SignIn): Call {
  return (method, path, options) =>
    signed(signIn, (token) => client.request(method, path, { ...options, token }));
}

/** Signs each call for bytes. */
export function createBytesCall(client: ServerClient, signIn: SignIn): BytesCall {
  return (method, path, body) =>
    signed(signIn, (token) => client.bytes(method, path, { token, ...(body && { body }) }));
}
