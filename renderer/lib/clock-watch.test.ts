import { expect, it } from 'vitest';
import { createClockWatch } from './clock-watch';

const MINUTE = 60_000;

it.each([
  { what: 'a year ahead', by: 365 * 24 * 60 * MINUTE, jumped: true },
  { what: 'a year back', by: -365 * 24 * 60 * MINUTE, jumped: true },
  { what: 'an hour while the device slept', by: 60 * MINUTE, jumped: true },
  { what: 'a minute set by the network', by: MINUTE, jumped: false },
])('notices a clock that went $what: $jumped', ({ by, jumped }) => {
  let [now, passed] = [Date.UTC(2026, 2, 29), 1_000];
  const watch = createClockWatch(
    () => now,
    () => passed,
  );
  // Control: as long as both go on alike, even over a change to summer time, nothing is noticed.
  now += 180 * MINUTE;
  passed += 180 * MINUTE;
  expect(watch()).toBe(false);
  now += by;
  expect(watch()).toBe(jumped);
  // Told once.
  expect(watch()).toBe(false);
});
