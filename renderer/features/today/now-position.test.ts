import { expect, it } from 'vitest';
import { nowPosition } from './now-position';

it('draws the line for now before the first appointment that is not over', () => {
  const ends = [900, 1_000, 1_100];
  expect(nowPosition(ends, 800)).toBe(0);
  expect(nowPosition(ends, 950)).toBe(1);
  expect(nowPosition(ends, 1_000)).toBe(2);
  expect(nowPosition(ends, 2_000)).toBe(3);
  expect(nowPosition([], 1)).toBe(0);
});
