import { isServerFailure } from './http';
import type { ServerClient } from './server-client';
import { liveHint, type LiveHint } from '#shared/sync/protocol';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** Sleeps, or wakes when the signal says so. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

/**
 * Keeps the live stream open until `signal` ends it; connects again after a growing, jittered wait. Hints may
 * be lost: each new connection counts as one, and the poll goes on beside it.
 */
export async function listen(options: {
  client: ServerClient;
  signIn: (fresh?: boolean) => Promise<{ token: string }>;
  signal: AbortSignal;
  onHint: (hint: LiveHint) => void;
  onReconnected: () => void;
}): Promise<void> {
  const { client, signal, onHint } = options;
  let wait = FIRST_WAIT_MS;
  let fresh = false;
  let broken = false;
  while (!signal.aborted) {
    try {
      const { token } = await options.signIn(fresh);
      fresh = false;
      await client.stream('/sync/live', {
        token,
        signal,
        onLine(line) {
          const hint = liveHint.safeParse(line);
          if (!hint.success) return;
          wait = FIRST_WAIT_MS;
          if (broken) options.onReconnected();
          broken = false;
          onHint(hint.data);
        },
      });
    } catch (error) {
      fresh = isServerFailure(error) && error.kind === 'unauthorised';
    }
    broken = true;
    await sleep(wait * (0.5 + Math.random() / 2), signal);
    wait = Math.min(LONGEST_WAIT_MS, wait * 2);
  }
}
