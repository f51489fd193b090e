import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SCHEMAS } from '#shared/domain/registry';
import { isReadable } from './field-words';
import german from './locales/de/conflicts.json';
import english from './locales/en/conflicts.json';

/** The fields that a person may see in a history, with the parts of those that are objects. */
function readable(schema: z.ZodType): string[] {
  const shape = schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : {};
  return Object.entries(shape).flatMap(([field, type]) => {
    let inner = type;
    while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable || inner instanceof z.ZodDefault)
      inner = inner.unwrap() as z.ZodType;
    const parts = readable(inner).map((part) => `${field}-${part}`);
    return (parts.length > 0 ? parts : [field]).filter((key) => isReadable(field) && isReadable(key));
  });
}

/** Collections whose history a screen offers. */
const SHOWN = [
  'client-files', 'aliases', 'language-skills', 'appointments', 'residence', 'partners', 'office', 'referrals', 'assessments',
  'assessment-answers', 'educations', 'work-experiences', 'skills',
] as const; // prettier-ignore

describe.each([
  ['de', german],
  ['en', english],
])('history in words, %s', (_, texts) => {
  const labels = new Set(Object.keys(texts.field));

  it.each(SHOWN)('%s: every field has a label', (collection) => {
    const fields = readable(SCHEMAS[collection].schema);
    expect(fields.length).toBeGreaterThan(0);
    expect(fields.filter((field) => !labels.has(field))).toEqual([]);
  });

  it('a field without words would be found', () =>
    expect(readable(z.object({ shoeSize: z.string() })).filter((field) => !labels.has(field))).toEqual([
      'shoeSize',
    ]));
});
