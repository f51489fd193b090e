import { describe, expect, it } from 'vitest';
import { utf8 } from '#shared/crypto/bytes';
import { systemRandom } from '#shared/crypto/random';
import { factorCode } from '#shared/sync/accounts-protocol';
import { factorAddress, newRecoveryCode, readFactorCode, toBase32 } from './factor';

describe('a code of the second factor', () => {
  it('is read however it was typed or pasted', () => {
    for (const typed of ['123456', ' 123 456 ', '123-456', '12 34 56'])
      expect(readFactorCode(typed)).toEqual({ ok: true, characters: '123456' });
    for (const typed of ['', '12345', '1234567', '12345a']) expect(readFactorCode(typed).ok).toBe(false);
  });

  it('of recovery is found with its typing mistakes, and named by groups', () => {
    const code = newRecoveryCode(systemRandom);
    expect(code).toMatch(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$/);
    const characters = code
      .split('-')
      .map((group) => group.slice(0, 4))
      .join('');
    expect(factorCode.safeParse(characters).success).toBe(true);
    for (const typed of [code, code.toLowerCase(), code.replaceAll('-', ' ')])
      expect(readFactorCode(typed)).toEqual({ ok: true, characters });
    const wrong = code.slice(0, 6) + (code[6] === 'A' ? 'B' : 'A') + code.slice(7);
    expect(readFactorCode(wrong)).toEqual({ ok: false, wrongGroups: [2] });
  });

  it('has its secret in base 32 (RFC 4648) and an address that apps read', () => {
    const vectors = {
      f: 'MY',
      fo: 'MZXQ',
      foo: 'MZXW6',
      foob: 'MZXW6YQ',
      fooba: 'MZXW6YTB',
      foobar: 'MZXW6YTBOI',
    };
    for (const [text, base32] of Object.entries(vectors)) expect(toBase32(utf8(text))).toBe(base32);
    const address = new URL(factorAddress('MZXW6', { office: 'Büro: Mitte', person: 'Jonas Brandt' }));
    expect(decodeURIComponent(address.pathname)).toMatch(/Wegbuch Büro {2}Mitte:Jonas Brandt$/);
    expect(Object.fromEntries(address.searchParams)).toEqual({
      secret: 'MZXW6',
      issuer: 'Wegbuch Büro  Mitte',
    });
  });
});
