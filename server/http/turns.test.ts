import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Turns } from './turns';

const replies = (count: number) =>
  Array.from({ length: count }, () => new EventEmitter() as unknown as ServerResponse);
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('are so many at once and no more, in the order in which they were asked for', async () => {
    const turns = new Turns(2);
    const begun: number[] = [];
    const all = replies(5);
    all.forEach((reply, at) => void turns.take(reply).then(() => begun.push(at)));
    await settled();
    expect(begun).toEqual([0, 1]);
    all[1]?.emit('close');
    await settled();
    expect(begun).toEqual([0, 1, 2]);
    // One that goes away while it waits takes no turn from the others.
    all[3]?.emit('close');
    all[0]?.emit('close');
    await settled();
    expect(begun).toEqual([0, 1, 2, 4]);
  });

  it('come back, however their requests ended', async () => {
    const turns = new Turns(1);
    for (const reply of replies(20)) {
      await turns.take(reply);
      reply.emit('close');
    }
    // Control: the last one does not give its turn back, and nobody else gets one.
    const [holding, waiting] = replies(2);
    let has = false;
    if (holding) await turns.take(holding);
    if (waiting) void turns.take(waiting).then(() => (has = true));
    await settled();
    expect(has).toBe(false);
  });
});
