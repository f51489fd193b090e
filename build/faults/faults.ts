import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** `npm run faults -- --rounds N --seed S`: the fault tests at length, or one of their runs again. */
const root = resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '200' }, seed: { type: 'string' } },
});
const { status } = spawnSync(
  join(root, 'node_modules/.bin/vitest'),
  ['run', '-c', 'build/checks/vitest.config.ts', 'tests/faults'],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      FAULT_ROUNDS: values.rounds,
      ...(values.seed === undefined ? {} : { FAULT_SEED: values.seed }),
    },
  },
);
process.exitCode = status ?? 1;
