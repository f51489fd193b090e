import type { Random } from './random';

type Path = Array<string | number>;
const GONE = Symbol('gone');

/** Values that some field somewhere will not take. */
const WRONG: readonly unknown[] = [
  GONE,
  null,
  true,
  17,
  -1,
  1.5,
  1e308,
  2 ** 53,
  '',
  ' ',
  'x',
  'nul\u0000byte',
  'ä'.repeat(90),
  '\u202eright to left',
  '😀'.repeat(40),
  '../../etc/passwd',
  "' or 1=1 --",
  '{"$gt":""}',
  '%00%ff',
  'x'.repeat(5_000),
  'A'.repeat(400_000),
  [],
  {},
  [null],
  [[]],
  { length: 3 },
  { toString: 'x' },
  Array.from({ length: 600 }, () => 0),
];
const KEYS = ['isAdmin', 'role', 'officeId', 'office_id', 'constructor', 'prototype', 'seq', '', 'ä'];

function placesIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inside = Object.entries(value).flatMap(([key, part]) =>
    placesIn(part, [...at, Array.isArray(value) ? Number(key) : key]),
  );
  return [at, ...inside];
}

function withChange(value: unknown, [step, ...rest]: Path, change: (old: unknown) => unknown): unknown {
  if (step === undefined) return change(value);
  if (Array.isArray(value)) {
    const parts = (value as unknown[]).map((part, at) =>
      at === step ? withChange(part, rest, change) : part,
    );
    return parts.filter((part) => part !== GONE);
  }
  const parts = Object.entries(value as object).map(([key, part]): [string, unknown] => [
    key,
    key === step ? withChange(part, rest, change) : part,
  ]);
  return Object.fromEntries(parts.filter(([, part]) => part !== GONE));
}

/** A body with one to three of its places changed: another type, out of bounds, missing, more than asked for. */
export function malformBody(body: object, random: Random): unknown {
  let changed: unknown = body;
  for (let turn = random.below(3); turn >= 0; turn--) {
    const place = random.pick(placesIn(changed));
    changed = withChange(changed, place, (old) => {
      const isObject = typeof old === 'object' && old !== null && !Array.isArray(old);
      if (isObject && random.below(3) === 0)
        return { ...old, [random.pick(KEYS)]: random.pick(WRONG.slice(1)) };
      if (Array.isArray(old) && random.below(3) === 0)
        return [...(old as unknown[]), ...(old as unknown[]), 0];
      return place.length === 0 ? random.pick(WRONG.slice(1)) : random.pick(WRONG);
    });
  }
  return changed;
}

/** Bytes with one to six of them changed, left out, doubled, or all cut off behind. */
export function malformBytes(text: string, random: Random): Uint8Array<ArrayBuffer> {
  let bytes = [...new TextEncoder().encode(text)];
  for (let turn = random.below(6); turn >= 0; turn--) {
    const at = random.below(bytes.length + 1);
    const kind = random.below(5);
    if (kind === 0) bytes.splice(at, 1);
    else if (kind === 1) bytes.splice(at, 0, random.below(256));
    else if (kind === 2)
      bytes.splice(
        at,
        0,
        ...'"\\{}[],:\u0000'
          .slice(random.below(8))
          .slice(0, 1)
          .split('')
          .map((mark) => mark.charCodeAt(0)),
      );
    else if (kind === 3 && random.below(4) === 0) bytes = bytes.slice(0, at);
    else bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  }
  return new Uint8Array(bytes);
}

const TEXTS = [
  '-1',
  '1.5',
  '1e400',
  'NaN',
  '99999999999999999999',
  '0x10',
  'x',
  '\u0000',
  'ä',
  '[]',
  '{}',
  'true',
  "' or 1=1 --",
  'x'.repeat(90),
  '../..',
  '%',
];

/** A query with one parameter changed, missing, doubled or invented. */
export function malformQuery(query: Record<string, string>, random: Random): Array<[string, string]> {
  const pairs = Object.entries(query);
  const at = random.below(pairs.length);
  const [name = '', value = ''] = pairs[at] ?? [];
  const kind = random.below(6);
  if (kind === 0) return pairs.filter((_, n) => n !== at);
  if (kind === 1) return [...pairs, [name, value]];
  if (kind === 2) return [...pairs, [random.pick(['role', 'office_id', '__proto__', 'x']), '1']];
  return pairs.map((pair, n) => (n === at ? [name, random.pick(TEXTS)] : pair));
}

/** The values of a path with one of them changed. */
export function malformPath(values: Record<string, string>, random: Random): Record<string, string> {
  const name = random.pick(Object.keys(values));
  return { ...values, [name]: random.pick(TEXTS) };
}
