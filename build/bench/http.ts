import { Agent, request as send } from 'node:http';
import { API_PREFIX } from '#shared/sync/protocol';

/** A device's way to the server, as small as can be: the bench shares its processor with the server. */
export interface Client {
  base: string;
  token: string;
  /** Seen by the server as the device's own address. */
  address: string;
}

export interface Answer {
  status: number;
  text: string;
  /** From asking to the last byte, in ms. */
  ms: number;
  retryAfterMs: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

function open({ base, token, address }: Client, method: string, path: string, body: string | null) {
  const content = body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }; // prettier-ignore
  return send(`${base}${API_PREFIX}${path}`, {
    agent,
    method,
    headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': address, ...content },
  });
}

/** One request; a failed connection has status 0. */
export function ask(
  client: Client,
  method: 'GET' | 'POST',
  path: string,
  body: string | null = null,
): Promise<Answer> {
  const begun = performance.now();
  const answered = (status: number, text: string, retryAfterMs: number): Answer => ({
    status,
    text,
    ms: performance.now() - begun,
    retryAfterMs,
  });
  return new Promise((resolve) => {
    const request = open(client, method, path, body);
    request.on('error', (error) => resolve(answered(0, error.message, 0)));
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => resolve(answered(0, error.message, 0)));
      response.on('end', () => {
        const retry = Number(response.headers['retry-after'] ?? 1) * 1_000;
        resolve(answered(response.statusCode ?? 0, Buffer.concat(chunks).toString('latin1'), retry));
      });
    });
    request.end(body ?? undefined);
  });
}

/** Opens the live stream; calls `onHint` with each piece of it until it is ended. */
export function listen(
  client: Client,
  onHint: (text: string) => void,
): Promise<{ status: number; end: () => void }> {
  return new Promise((resolve) => {
    const request = open(client, 'GET', '/sync/live', null);
    const end = () => request.destroy();
    request.on('error', () => resolve({ status: 0, end }));
    request.on('response', (response) => {
      response.on('data', (chunk: Buffer) => onHint(chunk.toString()));
      response.on('error', () => undefined);
      resolve({ status: response.statusCode ?? 0, end });
    });
    request.end();
  });
}

/** Lets go of connections that are kept for later. */
export const closeConnections = () => agent.destroy();
