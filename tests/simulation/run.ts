import { parseArgs } from 'node:util';
import { NOTHING, type Findings } from './oracle';
import { runSchedule, type Outcome } from './schedule';

/**
 * `npm run sim -- --schedules N --seed S [--json] [--trace] [--windows] [--restores]`: runs schedules S, S+1 … and prints what
 * went wrong; the last line is JSON. `--trace` tells the whole story of each; with `--windows` some devices have
 * two windows over one store; with `--restores` the server is brought back to earlier states.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      schedules: { type: 'string', default: '500' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
      json: { type: 'boolean', default: false },
      trace: { type: 'boolean', default: false },
      windows: { type: 'boolean', default: false },
      restores: { type: 'boolean', default: false },
    },
  });
  const [schedules, seed] = [Number(values.schedules), Number(values.seed)];
  if (!Number.isSafeInteger(schedules) || schedules < 1 || !Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError('--schedules and --seed are whole numbers, --schedules at least 1.');
  const sum: Findings = { ...NOTHING };
  const tell = values.trace ? (text: string) => console.log(text) : undefined;
  for (let at = 0; at < schedules; at++) {
    const outcome = await runSchedule(seed + at, {}, tell, {
      windows: values.windows,
      restores: values.restores,
    });
    for (const name of Object.keys(sum) as (keyof Findings)[]) sum[name] += outcome[name];
    if (!values.json) report(outcome, at, schedules);
  }
  const { leaks, ...others } = sum;
  console.log(JSON.stringify({ schedules, seed, ...others, leaks }));
  process.exit(Object.values(sum).some((count) => count > 0) ? 1 : 0);
}

function report(outcome: Outcome, at: number, schedules: number): void {
  if (outcome.details.length > 0) console.log(`seed ${outcome.seed}: ${outcome.details.join('; ')}`);
  if ((at + 1) % 100 === 0) console.log(`${at + 1} of ${schedules} schedules, trace ${outcome.trace}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
