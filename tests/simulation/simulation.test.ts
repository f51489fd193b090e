import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { NOTHING, type Findings } from './oracle';
import { runSchedule } from './schedule';

const run = promisify(execFile);
const SCHEDULES = Number(process.env['SIM_SCHEDULES'] ?? 500);
/** Servers that are brought back to earlier states, again and again: from seed 1, since it is seldom. */
const RESTORES = 20;
const SEED = Number(process.env['SIM_SEED'] ?? Date.now() % 1_000_000_000);

const findingsOf = (outcome: Findings): Findings =>
  Object.fromEntries(
    Object.keys(NOTHING).map((name) => [name, outcome[name as keyof Findings]]),
  ) as unknown as Findings;

describe('simulation', () => {
  // In a process of its own, as by hand: a fifth faster than within the test runner.
  it(`loses, hides and revives nothing in ${SCHEDULES} schedules from seed ${SEED}`, async () => {
    const args = ['--schedules', String(SCHEDULES), '--seed', String(SEED)];
    const said = await run(process.execPath, [
      '--import',
      'tsx',
      join(import.meta.dirname, 'run.ts'),
      ...args,
    ]).then(
      ({ stdout }) => stdout,
      ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
    );
    const last = said.trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last), said).toEqual({ schedules: SCHEDULES, seed: SEED, ...NOTHING });
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
