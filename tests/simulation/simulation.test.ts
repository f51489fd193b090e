import { describe, expect, it } from 'vitest';
import { NOTHING, type Findings } from './oracle';
import { runSchedule } from './schedule';
import { SEEDED_BUGS } from './seeded-bugs';

const SCHEDULES = Number(process.env['SIM_SCHEDULES'] ?? 500);
const SEED = Number(process.env['SIM_SEED'] ?? Date.now() % 1_000_000_000);
/** Schedules in which a seeded bug must have been found. */
const HUNT = 60;

const findingsOf = (outcome: Findings): Findings =>
  Object.fromEntries(
    Object.keys(NOTHING).map((name) => [name, outcome[name as keyof Findings]]),
  ) as unknown as Findings;

describe('simulation', () => {
  it(`loses, hides and revives nothing in ${SCHEDULES} schedules from seed ${SEED}`, async () => {
    for (let seed = SEED; seed < SEED + SCHEDULES; seed++) {
      const outcome = await runSchedule(seed);
      const said = `npm run sim -- --schedules 1 --seed ${seed}: ${outcome.details.join('; ')}`;
      expect(findingsOf(outcome), said).toEqual(NOTHING);
    }
  }, 900_000);

  it('repeats step by step from its seed', async () => {
    const [first, again, other] = [await runSchedule(7), await runSchedule(7), await runSchedule(8)];
    expect(again.trace).toBe(first.trace);
    expect(other.trace).not.toBe(first.trace);
  });

  it.each(SEEDED_BUGS)(
    'finds out when $name',
    async ({ bugs, found }) => {
      for (let seed = 1; seed <= HUNT; seed++) {
        const outcome = await runSchedule(seed, bugs).catch(() => null);
        if (outcome && found.some((name) => outcome[name] > 0)) return;
      }
      expect.fail(`not found in ${HUNT} schedules`);
    },
    300_000,
  );
});
