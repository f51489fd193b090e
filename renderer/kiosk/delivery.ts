import type { KioskPlatform } from './platform';
import { type Envelope, readStored } from './record';

/** How a post to the server went. `taken` also when it had the envelope already: its id makes resending harmless. */
export type PostOutcome = 'taken' | 'offline' | 'refused' | 'not-enrolled';

export interface DeliveryPorts {
  platform: KioskPlatform;
  post(envelope: Envelope): Promise<PostOutcome>;
  /** Calls back after a while; returns the way to call it off. */
  later(callback: () => void, milliseconds: number): () => void;
  onState(state: { waiting: number; outcome: PostOutcome | null }): void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Sends what lies on disk until the server has taken it, with growing pauses. */
export interface Delivery {
  /** Tries now: after a check-in, or when the network came back. */
  wake(): Promise<void>;
  stop(): void;
}

/** Starts nothing by itself; call `wake`. */
export function createDelivery(ports: DeliveryPorts): Delivery {
  let pause = FIRST_PAUSE_MS;
  let cancel: (() => void) | null = null;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  async function pass(): Promise<void> {
    const { envelopes } = await readStored(ports.platform);
    let waiting = envelopes.length;
    let worst: PostOutcome | null = null;
    for (const envelope of envelopes) {
      const outcome = await ports.post(envelope);
      if (outcome === 'taken') {
        await ports.platform.remove(envelope.id);
        waiting--;
        continue;
      }
      worst = outcome;
      // A refused one must not hold up the others; without a network the rest would fail as well.
      if (outcome !== 'refused') break;
    }
    ports.onState({ waiting, outcome: worst ?? (envelopes.length > 0 ? 'taken' : null) });
    pause = worst === null ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
    if (waiting > 0 && !stopped) cancel = ports.later(() => void wake(), pause);
  }

  async function passes(): Promise<void> {
    do {
      again = false;
      cancel?.();
      try {
        await pass();
      } catch {
        // The disk did not answer: nothing is lost, the next pass finds what is there.
        ports.onState({ waiting: 0, outcome: 'offline' });
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
        if (!stopped) cancel = ports.later(() => void wake(), pause);
      }
    } while (again && !stopped);
  }

  async function wake(): Promise<void> {
    again = true;
    running ??= passes().finally(() => {
      running = null;
    });
    await running;
  }

  return {
    wake,
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}
