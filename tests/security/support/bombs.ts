import { gzipSync } from 'node:zlib';

/** A body that is no honest mistake, with its own content type where that is the point. */
export interface Bomb {
  what: string;
  bytes: Uint8Array<ArrayBuffer>;
  type?: string;
  encoding?: string;
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const bytes = (...parts: Array<string | number[]>) =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? [...utf8(part)] : part)));

/** Bombs made of a body that would be in order. */
export function bombsOf(body: object): Bomb[] {
  const text = JSON.stringify(body);
  const [key = ''] = Object.keys(body);
  const twice = text.replace('{', `{${JSON.stringify(key)}:${JSON.stringify(Object.values(body)[0])},`);
  const inside = text.slice(1);
  return [
    { what: 'nothing', bytes: utf8('') },
    { what: 'another value', bytes: utf8('null') },
    { what: 'depth in lists', bytes: utf8('['.repeat(100_000)) },
    { what: 'depth in objects', bytes: utf8('{"a":'.repeat(50_000)) },
    { what: 'closed depth', bytes: utf8(`{"${key}":${'['.repeat(5_000)}${']'.repeat(5_000)}}`) },
    { what: 'many values', bytes: utf8(`{"${key}":[${'0,'.repeat(120_000)}0]}`) },
    {
      what: 'many keys',
      bytes: utf8(`{${Array.from({ length: 60_000 }, (_, n) => `"${n.toString(36)}":0`).join()}}`),
    },
    { what: 'a key twice', bytes: utf8(twice) },
    {
      what: 'a key twice, spelled otherwise',
      bytes: utf8(
        twice.replace(
          `"${key}"`,
          `"\\u${(key.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}${key.slice(1)}"`,
        ),
      ),
    },
    { what: '__proto__', bytes: utf8(`{"__proto__":{"role":"lead"},${inside}`) },
    { what: '__proto__, spelled otherwise', bytes: utf8(`{"\\u005f_proto__":{"role":"lead"},${inside}`) },
    { what: 'constructor', bytes: utf8(`{"constructor":{"prototype":{"role":"lead"}},${inside}`) },
    { what: 'bad UTF-8', bytes: bytes('{"x":"', [0xc3, 0x28], '",', inside) },
    { what: 'overlong UTF-8', bytes: bytes('{"x":"', [0xc0, 0xaf], '",', inside) },
    { what: 'surrogates in UTF-8', bytes: bytes('{"x":"', [0xed, 0xa0, 0x80], '",', inside) },
    { what: 'cut off within a character', bytes: bytes('{"x":"', [0xf0, 0x9f, 0x98]) },
    { what: 'UTF-16', bytes: new Uint8Array(Buffer.from(text, 'utf16le')) },
    { what: 'a mark before it', bytes: bytes([0xef, 0xbb, 0xbf], text) },
    { what: 'too large a number', bytes: utf8(`{"x":1e400,${inside}`) },
    { what: 'a string without end', bytes: utf8(`{"${key}":"${'\\'.repeat(100_001)}"}`) },
    { what: 'a tail', bytes: utf8(`${text}${text}`) },
    { what: 'packed', bytes: new Uint8Array(gzipSync('0'.repeat(1_000_000))), encoding: 'gzip' },
    { what: 'XML', bytes: utf8('<!DOCTYPE x [<!ENTITY a "aaaa">]><a>&a;</a>'), type: 'text/xml' },
    { what: 'plain text', bytes: utf8(text), type: 'text/plain' },
    { what: 'a form', bytes: utf8('a=1&b=2'), type: 'application/x-www-form-urlencoded' },
    { what: 'parts', bytes: utf8('--x\r\n\r\n\r\n--x--'), type: 'multipart/form-data; boundary=x' },
    { what: 'a type that is none', bytes: utf8(text), type: 'application/json\u00e4' },
  ];
}
