import type { Json } from './document';

/**
 * The one text of a JSON value: object keys sorted by UTF-16 code units, no white space, as RFC 8785 orders
 * them. Equal values give equal texts on every device.
 */
export function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}

/** Whether two JSON values are the same, whatever the order of their keys. */
export function sameJson(a: Json, b: Json): boolean {
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b;
  return a === b || canonical(a) === canonical(b);
}
