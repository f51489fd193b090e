import { CLAUSE_CODES } from '#shared/domain/residence';
import { SCHEMAS } from '#shared/domain/registry';
import type { ConflictView } from '../../data/api';
import { formatDate, formatTime } from '../../lib/dates';

/** One line of a version: a part of the value and its text. */
export interface Part {
  /** Key for the label: the field itself, or field and part ("address-street"). */
  key: string;
  text: string;
}

const isDay = (text: string) => /^\d{4}-\d{2}(-\d{2})?$/.test(text);
const isMoment = (text: string) => /^\d{4}-\d{2}-\d{2}T/.test(text);
const isCode = (text: string) => CLAUSE_CODES.some((code) => code === text);

function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? '✓' : '✗';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  if (typeof value !== 'string' || isCode(value)) return '';
  if (isDay(value)) return formatDate(value);
  return isMoment(value) ? `${formatDate(value)}, ${formatTime(value)}` : value;
}

/** A field's value as lines that people can compare: an address gives one line per part. */
function partsOf(field: string, value: unknown): Part[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ key: field, text: textOf(value) }];
  }
  return Object.entries(value).map(([part, content]) => ({ key: `${field}-${part}`, text: textOf(content) }));
}

/** Lines of both versions side by side: every part that says something on either side. */
export function pairParts(
  field: string,
  kept: unknown,
  other: unknown,
): Array<{ key: string; kept: string; other: string }> {
  const left = new Map(partsOf(field, kept).map(({ key, text }) => [key, text]));
  const right = new Map(partsOf(field, other).map(({ key, text }) => [key, text]));
  const keys = [...new Set([...left.keys(), ...right.keys()])];
  const lines = keys.map((key) => ({ key, kept: left.get(key) ?? '', other: right.get(key) ?? '' }));
  // Where one side is empty, its single line says so beside the parts of the other.
  return lines.filter((line) => line.kept !== '' || line.other !== '');
}

/** Both can be kept only where the field takes both texts, one below the other. */
export function canKeepBoth({ kind, kept, other, of, field }: ConflictView): boolean {
  if (kind !== 'edit' || typeof kept.value !== 'string' || typeof other.value !== 'string') return false;
  const shape = SCHEMAS[of.collection].schema.shape as Record<
    string,
    { safeParse(value: unknown): { success: boolean } }
  >;
  const joined = `${kept.value}\n${other.value}`;
  return shape[field]?.safeParse(joined).success ?? false;
}
