import { expect, it } from 'vitest';
import { Progress } from './progress';
import { FROM_THE_TOP } from './pull';

let time = 0;
const started = () => {
  time = 1_000_000;
  return new Progress(() => time);
};

it('counts what has come and what is still to come over all circles', () => {
  const progress = started();
  const cursors = [
    { forward: 900, low: 400, loaded: 1_000, left: 3_000 },
    { forward: 900, low: 0, loaded: 200, left: 0 },
  ];
  expect(progress.of(cursors)).toEqual({ done: 1_200, total: 4_200, secondsLeft: null });
});

it('tells the time left from the speed of the last half minute, never before it knows it', () => {
  const progress = started();
  const at = (loaded: number) => progress.of([{ forward: 9, low: 5, loaded, left: 10_000 - loaded }]);
  expect(at(1_000)?.secondsLeft).toBeNull();
  time += 10_000;
  expect(at(2_000)?.secondsLeft).toBe(80);
  // A pause without a network is no slowness.
  progress.pause();
  time += 600_000;
  expect(at(2_000)?.secondsLeft).toBeNull();
  time += 5_000;
  expect(at(3_000)?.secondsLeft).toBe(35);
  // Control: without the pause the same moments would say hours.
  const unaware = started();
  unaware.of([{ forward: 9, low: 5, loaded: 1_000, left: 9_000 }]);
  time += 25_000;
  expect(unaware.of([{ forward: 9, low: 5, loaded: 1_010, left: 8_990 }])?.secondsLeft).toBeGreaterThan(
    20_000,
  );
});

it('says that something is missing before anything has come, and with a server that does not count', () => {
  const progress = started();
  expect(progress.of([null, { forward: 0, low: 0 }])).toEqual({ done: 0, total: null, secondsLeft: null });
  expect(progress.of([{ forward: 9, low: 5 }])).toEqual({ done: 0, total: null, secondsLeft: null });
});

it('is silent once everything is here, also while it is read once more', () => {
  const progress = started();
  expect(progress.of([{ forward: 9, low: 0, loaded: 8, left: 0 }])).toBeNull();
  expect(progress.of([{ forward: 9, low: FROM_THE_TOP }])).toBeNull();
  expect(progress.of([{ forward: 9, low: 5, again: true }])).toBeNull();
  expect(progress.of([])).toBeNull();
});

it('counts a long catching up, and forgets it when it is done', () => {
  const progress = started();
  const here = { forward: 9, low: 0, loaded: 50, left: 0 };
  progress.note('stammdaten', { done: 1_000, left: 4_000 });
  expect(progress.of([here])).toMatchObject({ done: 1_050, total: 5_050 });
  progress.note('stammdaten', null);
  expect(progress.of([here])).toBeNull();
});
