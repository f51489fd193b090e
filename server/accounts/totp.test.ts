import { describe, expect, it } from 'vitest';
import { hotp, stepAt, stepOf } from './totp';

const secret = Buffer.from('12345678901234567890');

describe('one-time passwords', () => {
  it('are those of RFC 4226, appendix D', () => {
    const codes = [
      '755224',
      '287082',
      '359152',
      '969429',
      '338314',
      '254676',
      '287922',
      '162583',
      '399871',
      '520489',
    ];
    expect(codes.map((_, counter) => hotp(secret, counter))).toEqual(codes);
  });

  it('are those of RFC 6238, appendix B (SHA-1)', () => {
    const vectors: Array<[number, string]> = [
      [59, '94287082'],
      [1_111_111_109, '07081804'],
      [1_111_111_111, '14050471'],
      [1_234_567_890, '89005924'],
      [2_000_000_000, '69279037'],
      [20_000_000_000, '65353130'],
    ];
    for (const [seconds, code] of vectors) expect(hotp(secret, stepAt(seconds * 1000), 8)).toBe(code);
  });

  it('count a step before and after, are too old for five minutes, and never come too early', () => {
    const now = Date.parse('2026-11-22T10:00:10Z');
    const at = (offset: number) => stepOf(secret, hotp(secret, stepAt(now) + offset), now);
    for (const offset of [-1, 0, 1]) expect(at(offset)).toBe(stepAt(now) + offset);
    for (const offset of [-10, -2]) expect(at(offset)).toBe('expired');
    for (const offset of [-11, 2, 3, 10]) expect(at(offset)).toBeNull();
  });
});
