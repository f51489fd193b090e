import { describe, expect, it } from 'vitest';
import { runSchedule } from './schedule';
import { SEEDED_BUGS } from './seeded-bugs';

/** Schedules in which a seeded bug must have been found. */
const HUNT = 150;

describe('a simulation of a broken office', () => {
  it.each(SEEDED_BUGS)(
    'finds out when $name',
    async ({ bugs, windows, found }) => {
      for (let seed = 1; seed <= HUNT; seed++) {
        const outcome = await runSchedule(seed, bugs, undefined, windows).catch(() => null);
        if (outcome && found.some((name) => outcome[name] > 0)) return;
      }
      expect.fail(`not found in ${HUNT} schedules`);
    },
    300_000,
  );
});
