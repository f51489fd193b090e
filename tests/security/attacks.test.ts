import { expect, it } from 'vitest';
import { findChecks } from './support/check';

const SEED = 20261122;

const attacks = (await findChecks())
  .filter(({ nightly }) => !nightly)
  .map(({ name, run }) => [name, run] as const);

it.each(attacks)(
  '%s',
  async (_name, run) => {
    const rows = await run({ long: false, seed: SEED });
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => !row.met)).toEqual([]);
  },
  300_000,
);
