import { expect, it } from 'vitest';
import { findChecks } from './support/check';

const SEED = 20261122;

it.each(await findChecks())(
  '$name',
  async ({ run }) => {
    const rows = await run({ long: false, seed: SEED });
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => !row.met)).toEqual([]);
  },
  300_000,
);
