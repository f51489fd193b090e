import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listen, onWaking } from './live';
import type { ServerClient } from './server-client';

let ended: AbortController;
beforeEach(() => {
  ended = new AbortController();
  vi.useFakeTimers({ now: Date.parse('2026-11-21T09:00:00Z') });
});
afterEach(() => {
  ended.abort();
  vi.useRealTimers();
});

const ping = { kind: 'ping' };

/** A server whose streams the test opens and breaks. */
function streams() {
  const open: { end: () => void; say: (line: unknown) => void }[] = [];
  const client = {
    stream: (_: string, { signal, onLine }: Parameters<ServerClient['stream']>[1]) =>
      new Promise<void>((resolve, reject) => {
        const end = () =>
          reject(
            Object.assign(new Error('cut'), {
              name: 'ServerFailure',
              kind: 'offline',
              retryAfterSeconds: null,
            }),
          );
        open.push({ end, say: onLine });
        signal.addEventListener('abort', () => resolve());
      }),
  } as unknown as ServerClient;
  return { open, client };
}

function start(client: ServerClient) {
  const seen = { reconnected: 0, stands: false };
  let line = new AbortController();
  void listen({
    client,
    signIn: () => Promise.resolve({ token: 't' }),
    signal: ended.signal,
    renewed: () => line.signal,
    onHint: () => undefined,
    onLine: (stands) => (seen.stands = stands),
    onReconnected: () => seen.reconnected++,
  });
  const renew = () => {
    line.abort();
    line = new AbortController();
  };
  return { seen, renew };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('the live connection', () => {
  it('comes back after a growing pause that differs from device to device', async () => {
    const waits = new Set<number>();
    for (const chance of [0, 0.5, 0.99]) {
      vi.spyOn(Math, 'random').mockReturnValue(chance);
      const { open, client } = streams();
      start(client);
      await settle();
      const pauses: number[] = [];
      for (let n = 1; n <= 4; n++) {
        open.at(-1)?.end();
        await settle();
        const from = Date.now();
        while (open.length === n) await vi.advanceTimersByTimeAsync(50);
        pauses.push(Date.now() - from);
      }
      expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
      expect(pauses.at(-1)).toBeGreaterThan(2 * (pauses[0] ?? 0));
      waits.add(pauses[3] ?? 0);
      ended.abort();
      ended = new AbortController();
    }
    expect(waits.size).toBe(3);
  });

  it('is made anew at once when the network is back, though the old line looks whole', async () => {
    const { open, client } = streams();
    const { seen, renew } = start(client);
    await settle();
    open[0]?.say(ping);
    expect(seen).toEqual({ reconnected: 0, stands: true });
    renew();
    await settle();
    expect(seen.stands).toBe(false);
    expect(open).toHaveLength(2);
    open[1]?.say(ping);
    // What was said meanwhile got lost: everything is looked at.
    expect(seen).toEqual({ reconnected: 1, stands: true });
  });

  it('control: left to itself a dead line stays', async () => {
    const { open, client } = streams();
    start(client);
    await settle();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(open).toHaveLength(1);
  });
});

describe('a device that wakes up', () => {
  it('notices that time went on without it', async () => {
    const wake = vi.fn();
    onWaking(ended.signal, wake);
    await vi.advanceTimersByTimeAsync(60_000);
    // Control: an ordinary minute is no sleep.
    expect(wake).not.toHaveBeenCalled();
    vi.setSystemTime(Date.now() + 3_600_000);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(wake).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(wake).toHaveBeenCalledTimes(1);
  });
});
