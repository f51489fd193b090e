import { describe, expect, it } from 'vitest';
import { idleAt, WARN_AFTER_MS, WARN_FOR_MS } from './idle';

describe('idle visitors', () => {
  it('warns after 30 to 60 seconds and counts down whole seconds', () => {
    expect(idleAt(0, WARN_AFTER_MS - 1)).toEqual({ state: 'active' });
    expect(WARN_AFTER_MS).toBeGreaterThanOrEqual(30_000);
    expect(WARN_AFTER_MS).toBeLessThanOrEqual(60_000);
    expect(idleAt(0, WARN_AFTER_MS)).toEqual({ state: 'warning', secondsLeft: 20 });
    expect(idleAt(0, WARN_AFTER_MS + WARN_FOR_MS - 1)).toEqual({ state: 'warning', secondsLeft: 1 });
  });

  it('ends the visit, unless a touch began the time anew', () => {
    const end = WARN_AFTER_MS + WARN_FOR_MS;
    expect(idleAt(0, end)).toEqual({ state: 'over' });
    expect(idleAt(end - 10, end)).toEqual({ state: 'active' });
  });
});
