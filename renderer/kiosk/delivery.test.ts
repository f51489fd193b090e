import { describe, expect, it } from 'vitest';
import { createDelivery, type DeliveryPorts, type PostOutcome } from './delivery';
import { memoryPlatform } from './memory-platform';

const body = (id: string) => JSON.stringify({ id, keyId: 'k', sealed: 'x' });

function setUp(answers: (id: string) => PostOutcome) {
  const platform = memoryPlatform();
  const posted: string[] = [];
  const pauses: number[] = [];
  const states: Array<{ waiting: number; outcome: PostOutcome | null }> = [];
  let due: (() => void) | null = null;
  const ports: DeliveryPorts = {
    platform,
    post: ({ id }) => {
      posted.push(id);
      return Promise.resolve(answers(id));
    },
    later(callback, milliseconds) {
      pauses.push(milliseconds);
      due = callback;
      return () => (due = null);
    },
    onState: (state) => states.push(state),
  };
  const delivery = createDelivery(ports);
  const pass = async () => {
    due?.();
    await delivery.wake();
  };
  return { platform, posted, pauses, states, delivery, pass };
}

describe('delivery of envelopes', () => {
  it('sends each once and forgets it when the server has it', async () => {
    const { platform, posted, states, delivery } = setUp(() => 'taken');
    platform.files.set('envelope-1', body('envelope-1'));
    platform.files.set('envelope-2', body('envelope-2'));
    await delivery.wake();
    expect(posted).toEqual(['envelope-1', 'envelope-2']);
    expect(platform.files.size).toBe(0);
    expect(states.at(-1)).toEqual({ waiting: 0, outcome: 'taken' });
  });

  it('keeps them while offline, sends the same id again and pauses longer each time', async () => {
    let online = false;
    const { platform, posted, pauses, pass } = setUp(() => (online ? 'taken' : 'offline'));
    platform.files.set('envelope-1', body('envelope-1'));
    await pass();
    await pass();
    await pass();
    expect(platform.files.size).toBe(1);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(60_000);
    online = true;
    await pass();
    expect(platform.files.size).toBe(0);
    expect(new Set(posted)).toEqual(new Set(['envelope-1']));
  });

  it('is not held up by an envelope that the server refuses', async () => {
    const { platform, delivery } = setUp((id) => (id === 'envelope-1' ? 'refused' : 'taken'));
    platform.files.set('envelope-1', body('envelope-1'));
    platform.files.set('envelope-2', body('envelope-2'));
    await delivery.wake();
    expect([...platform.files.keys()]).toEqual(['envelope-1']);
  });

  it('tries again after the disk could not be read', async () => {
    const { platform, pauses, states, delivery } = setUp(() => 'taken');
    const { all } = platform;
    platform.all = () => Promise.reject(new Error('disk'));
    await delivery.wake();
    expect(pauses).toHaveLength(1);
    expect(states.at(-1)?.outcome).toBe('offline');
    platform.all = all;
    await delivery.wake();
    expect(states.at(-1)?.outcome).toBeNull();
  });
});
