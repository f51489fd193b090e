import { afterEach, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from './bytes';

const engine = Uint8Array as unknown as { fromBase64?: unknown };
const before = engine.fromBase64;
afterEach(() => {
  if (before === undefined) delete engine.fromBase64;
  else engine.fromBase64 = before;
});

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Decodes as engines do: blanks, padding and stray bits pass. */
function lenient(text: string): Uint8Array {
  const known = text.replace(/[\s=]/g, '');
  if (!/^[\w-]*$/.test(known)) throw new SyntaxError('base64');
  const bits = [...known].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(6, '0')).join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (octet) => Number.parseInt(octet, 2));
}

describe.each([
  ['the own decoder', undefined],
  ["an engine's decoder", lenient],
])('base64url by %s', (_, decoder) => {
  const read = (text: string) => {
    if (decoder) engine.fromBase64 = decoder;
    else delete engine.fromBase64;
    return fromBase64url(text);
  };

  it('gives back every byte at every length', () => {
    const all = Uint8Array.from({ length: 256 }, (__, at) => at);
    for (let length = 0; length <= 256; length++)
      expect(read(toBase64url(all.subarray(256 - length)))).toEqual(all.slice(256 - length));
  });

  it.each(['A', 'AAAAA', 'AB', 'AAB', 'A A', 'AA==', 'AA=', 'ÄA', 'A+', 'A/', 'AA\n', '\u0141A'])(
    'refuses %j',
    (text) => {
      expect(() => read(text)).toThrow(RangeError);
    },
  );
});
