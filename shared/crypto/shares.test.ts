import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { fromHex, toHex } from './bytes';
import { invert, joinShares, multiply, splitSecret } from './shares';

describe('shares of a secret', () => {
  it('multiplies and inverts as FIPS 197 does', () => {
    // § 4.2 and § 4.2.1.
    expect(multiply(0x57, 0x83)).toBe(0xc1);
    expect(multiply(0x57, 0x13)).toBe(0xfe);
    expect(multiply(0x53, 0xca)).toBe(0x01);
    for (let a = 1; a < 256; a++) expect(multiply(a, invert(a))).toBe(1);
  });

  it('has these very shares for a fixed slope', () => {
    // By hand: y = secret + slope · x, with 02·57 = ae and 03·57 = f9.
    const slope = () => fromHex('5701');
    const shares = splitSecret(fromHex('00ff'), 3, slope);
    expect(shares.map(toHex)).toEqual(['0157fe', '02aefd', '03f9fc']);
    expect(toHex(joinShares(fromHex('02aefd'), fromHex('0157fe')))).toBe('00ff');
  });

  it('gives the secret back to any two, in any order', () => {
    const secret = fc.uint8Array({ minLength: 1, maxLength: 64 });
    const three = fc.tuple(secret, fc.integer({ min: 2, max: 40 }), fc.nat(), fc.nat());
    fc.assert(
      fc.property(three, ([bytes, count, first, second]) => {
        const shares = splitSecret(bytes, count);
        const [a, b] = [first % count, second % count];
        if (a === b) return;
        expect(joinShares(shares[a]!, shares[b]!)).toEqual(bytes);
      }),
    );
  });

  it('one share fits every secret, so it says nothing of it', () => {
    const [share] = splitSecret(fromHex('aa'), 2);
    const possible = new Set<number>();
    for (let y = 0; y < 256; y++) possible.add(joinShares(share!, Uint8Array.of(9, y))[0]!);
    expect(possible.size).toBe(256);
    // Control: a "share" that holds the secret itself would not be one.
    const naive = Uint8Array.of(1, 0xaa);
    expect(naive[1]).toBe(0xaa);
  });

  it('refuses what is no pair', () => {
    const [one, two] = splitSecret(fromHex('aabb'), 2);
    expect(() => joinShares(one!, one!)).toThrow(RangeError);
    expect(() => joinShares(one!, two!.subarray(0, 2))).toThrow(RangeError);
    expect(() => joinShares(Uint8Array.of(0, 1, 2), two!)).toThrow(RangeError);
    expect(() => splitSecret(fromHex('aa'), 1)).toThrow(RangeError);
  });
});
