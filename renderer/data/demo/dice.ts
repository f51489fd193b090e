import { toBase64url } from '#shared/crypto/bytes';
import type { Random } from '#shared/crypto/random';

/** Repeatable choices: the same seed gives the same office. Never used for keys. */
export interface Dice {
  /** A whole number from 0 to below `bound`. */
  below(bound: number): number;
  pick<T>(items: readonly T[]): T;
  chance(probability: number): boolean;
  id(): string;
  random: Random;
}

/** Mulberry32, a small generator of 32-bit numbers. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  const random: Random = (length) => Uint8Array.from({ length }, () => below(256));
  return {
    below,
    random,
    pick<T>(items: readonly T[]): T {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError('pick: nothing to choose from');
      return item;
    },
    chance: (probability) => next() < probability,
    id: () => toBase64url(random(16)),
  };
}
