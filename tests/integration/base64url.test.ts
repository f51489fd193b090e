import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';

/** As lenient as an engine's decoder: it passes over blanks, padding and stray bits. */
const lenient = (text: string) => {
  if (!/^[A-Za-z0-9_\-\s]*=*$/.test(text)) throw new SyntaxError('character');
  return Uint8Array.from(Buffer.from(text, 'base64url'));
};

async function load(engine: boolean) {
  vi.resetModules();
  if (engine) {
    Object.assign(Uint8Array, { fromBase64: lenient });
    Object.assign(Uint8Array.prototype, {
      toBase64(this: Uint8Array) {
        return Buffer.from(this).toString('base64url');
      },
    });
  }
  return import('#shared/crypto/bytes');
}

afterEach(() => {
  Reflect.deleteProperty(Uint8Array, 'fromBase64');
  Reflect.deleteProperty(Uint8Array.prototype, 'toBase64');
});

const REFUSED = [
  'A',
  'AAAAA',
  'AB',
  'AAB',
  'AA==',
  'AAA=',
  'AA A',
  ' AAA',
  'AAAA    ',
  'AA+A',
  'AA/A',
  'AAÄA',
  '====',
  'AA\n',
];

describe.each([
  ['with a decoder of the engine', true],
  ['without', false],
])('base64url %s', (_, engine) => {
  it('gives back what it was given, as everybody else encodes it', async () => {
    const { toBase64url, fromBase64url } = await load(engine);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = toBase64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64url'));
        expect(fromBase64url(text)).toEqual(Uint8Array.from(bytes));
      }),
    );
  });

  it.each(REFUSED)('refuses %j', async (text) => {
    const { fromBase64url } = await load(engine);
    expect(() => fromBase64url(text)).toThrow(RangeError);
  });
});

it('control: left to itself the engine takes most of what is refused', () => {
  const taken = REFUSED.filter((text) => {
    try {
      lenient(text);
      return true;
    } catch {
      return false;
    }
  });
  expect(taken.length).toBeGreaterThan(REFUSED.length / 2);
});
