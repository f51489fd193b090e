import { isServerFailure } from './http';
import type { ServerClient } from './server-client';
import { liveHint, type LiveHint } from '#shared/sync/protocol';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** A timer this late, in milliseconds, has slept with its device. */
const TICK_MS = 10_000;
const LATE_MS = 20_000;

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

/** Calls `wake` when the device had been asleep: time went on while no timer did. */
export function onWaking(signal: AbortSignal, wake: () => void, now: () => number = Date.now): void {
  let last = now();
  const timer = setInterval(() => {
    const slept = now() - last - TICK_MS;
    last = now();
    if (slept > LATE_MS) wake();
  }, TICK_MS);
  signal.addEventListener('abort', () => clearInterval(timer));
}

/**
 * Keeps the live stream open until `signal` ends it; connects again after a growing, jittered wait, or at once
 * when `renewed` says so. Hints may be lost: each new connection counts as one, and the poll goes on beside it.
 */
export async function listen(options: {
  client: ServerClient;
  signIn: (fresh?: boolean) => Promise<{ token: string }>;
  signal: AbortSignal;
  renewed: () => AbortSignal;
  onHint: (hint: LiveHint) => void;
  /** Whether the line stands. */
  onLine: (stands: boolean) => void;
  onReconnected: () => void;
}): Promise<void> {
  const { client, signal, onHint } = options;
  let wait = FIRST_WAIT_MS;
  let fresh = false;
  let broken = false;
  while (!signal.aborted) {
    const renewed = options.renewed();
    const until = AbortSignal.any([signal, renewed]);
    let told: number | null = null;
    try {
      const { token } = await options.signIn(fresh);
      fresh = false;
      await client.stream('/sync/live', {
        token,
        signal: until,
        onLine(line) {
          const hint = liveHint.safeParse(line);
          if (!hint.success) return;
          wait = FIRST_WAIT_MS;
          options.onLine(true);
          if (broken) options.onReconnected();
          broken = false;
          onHint(hint.data);
        },
      });
    } catch (error) {
      if (isServerFailure(error)) {
        fresh = error.kind === 'unauthorised';
        told = error.retryAfterSeconds;
      }
    }
    options.onLine(false);
    broken = true;
    const pause = told === null ? wait * (0.5 + Math.random() / 2) : told * 1_000 * (1 + Math.random());
    await sleep(pause, until);
    wait = renewed.aborted ? FIRST_WAIT_MS : Math.min(LONGEST_WAIT_MS, wait * 2);
  }
}
