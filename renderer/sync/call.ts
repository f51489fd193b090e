import type { z } from 'zod';
import { isServerFailure } from './http';
import type { ServerClient } from './server-client';

/** A call to the server as the unlocked person. Throws ServerFailure. */
export type Call = <S extends z.ZodType>(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  options: { body?: unknown; answer: S; timeoutMs?: number },
) => Promise<z.infer<S>>;

/** Signs each call; a session that ran out is renewed once. */
export function createCall(
  client: ServerClient,
  signIn: (fresh?: boolean) => Promise<{ token: string }>,
): Call {
  return async (method, path, options) => {
    const { token } = await signIn();
    try {
      return await client.request(method, path, { ...options, token });
    } catch (error) {
      if (!isServerFailure(error) || error.kind !== 'unauthorised') throw error;
      const renewed = await signIn(true);
      return client.request(method, path, { ...options, token: renewed.token });
    }
  };
}
