import { describe, expect, it } from 'vitest';
import { createPinKeeper, PIN_TRIES, type PinEntry } from './pin-keeper';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function setUp(entry: Partial<PinEntry> = {}) {
  let now = Date.parse('2026-11-23T09:00:00Z');
  const ask = createPinKeeper(() => now);
  const kept = { personId: 'p1', salt: 's', proof: 'right', sealed: 'keys', until: now + 8 * HOUR, ...entry };
  ask({ ask: 'keep', entry: kept });
  return {
    ask,
    /** Time goes by with the page asking each minute. */
    work(ms: number) {
      for (let passed = 0; passed < ms; passed += MINUTE) {
        now += MINUTE;
        ask({ ask: 'people' });
      }
    },
    sleep: (ms: number) => void (now += ms),
    open: (proof = 'right', personId = 'p1') => ask({ ask: 'open', personId, proof }).sealed,
    left: () => ask({ ask: 'people' }).people[0]?.left,
  };
}

describe('who keeps what a PIN opens', () => {
  it('gives it for the right proof only, and to nobody else', () => {
    const { open } = setUp();
    expect(open('wrong')).toBeNull();
    expect(open('right', 'p2')).toBeNull();
    expect(open()).toBe('keys');
  });

  it('forgets it with the fifth miss in a row, whatever comes after', () => {
    const { open, left } = setUp();
    for (let miss = 1; miss < PIN_TRIES; miss++) open('wrong');
    expect(left()).toBe(1);
    expect(open()).toBe('keys');
    expect(left()).toBe(PIN_TRIES);
    for (let miss = 1; miss <= PIN_TRIES; miss++) open('wrong');
    expect(left()).toBeUndefined();
    expect(open()).toBeNull();
  });

  it('ends with the working day, after sleep, and when the clock is set back', () => {
    const day = setUp();
    day.work(8 * HOUR - MINUTE);
    expect(day.open()).toBe('keys');
    day.work(MINUTE);
    expect(day.open()).toBeNull();
    const asleep = setUp();
    asleep.sleep(HOUR);
    expect(asleep.open()).toBe('keys');
    asleep.sleep(2 * HOUR + MINUTE);
    expect(asleep.open()).toBeNull();
    const set = setUp();
    set.sleep(-HOUR);
    expect(set.open()).toBeNull();
  });

  it('forgets one person, or everybody', () => {
    const { ask, open } = setUp();
    ask({ ask: 'keep', entry: { personId: 'p2', salt: 's', proof: 'q', sealed: 'k2', until: Infinity } });
    ask({ ask: 'forget', personId: 'p1' });
    expect([open(), open('q', 'p2')]).toEqual([null, 'k2']);
    ask({ ask: 'forget', personId: null });
    expect(open('q', 'p2')).toBeNull();
  });
});
