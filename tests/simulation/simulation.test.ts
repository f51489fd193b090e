import { describe, expect, it } from 'vitest';
import { NOTHING, type Findings } from './oracle';
import { runSchedule } from './schedule';

const SCHEDULES = Number(process.env['SIM_SCHEDULES'] ?? 500);
/** Servers that are brought back to earlier states, again and again: from seed 1, since it is seldom. */
const RESTORES = 20;
const SEED = Number(process.env['SIM_SEED'] ?? Date.now() % 1_000_000_000);

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

  it(`gives a server back what it lost in ${RESTORES} schedules`, async () => {
    for (let seed = 1; seed <= RESTORES; seed++) {
      const outcome = await runSchedule(seed, {}, undefined, { restores: true });
      const said = `npm run sim -- --restores --schedules 1 --seed ${seed}: ${outcome.details.join('; ')}`;
      expect(findingsOf(outcome), said).toEqual(NOTHING);
    }
  }, 300_000);

  it('repeats step by step from its seed', async () => {
    const traces = async () => {
      const found: string[] = [];
      for (let seed = SEED; seed < SEED + 5; seed++) found.push((await runSchedule(seed)).trace);
      return found;
    };
    const first = await traces();
    expect(await traces()).toEqual(first);
    expect(new Set(first).size).toBe(first.length);
  });
});
