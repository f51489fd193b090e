import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fieldsOf } from '#shared/domain/registry';
import type { Collection } from '#shared/security/compartments';
import { isReadable, placeOf } from './field-words';

const files = import.meta.glob<object>('./locales/*/*.json', { eager: true, import: 'default' });

/** A text by namespace and path, as the screens ask for it. */
function textOf(language: string, name: string): unknown {
  const [file = '', path = ''] = name.split(':');
  const texts: unknown = files[`./locales/${language}/${file}.json`];
  return path.split('.').reduce((at, key) => (at as Record<string, unknown> | undefined)?.[key], texts);
}

/** The fields that a person may see in a history, and the parts of those that have any. */
function readable(collection: Collection): [key: string, type: z.ZodType][] {
  return [...fieldsOf(collection)]
    .filter(([field]) => isReadable(field))
    .flatMap(([field, type]): [string, z.ZodType][] => {
      const parts = [...fieldsOf(collection, field)];
      return parts.length === 0
        ? [[field, type]]
        : parts.map(([part, inside]) => [`${field}-${part}`, inside]);
    })
    .filter(([key]) => isReadable(key));
}

/** Codes that are shown as they are. */
function bareCodes(language: string, collection: string, key: string, codes: readonly string[]): string[] {
  const place = placeOf(collection, key);
  return codes.filter((code) => !place || textOf(language, `${place}.${code}`) === undefined);
}

/** Collections whose history a screen offers. */
const SHOWN = [
  'client-files', 'aliases', 'language-skills', 'appointments', 'residence', 'partners', 'office', 'referrals', 'assessments',
  'assessment-answers', 'educations', 'work-experiences', 'skills',
] as const; // prettier-ignore

describe.each(['de', 'en'])('history in words, %s', (language) => {
  const hasLabel = (key: string) => textOf(language, `conflicts:field.${key}`) !== undefined;

  it.each(SHOWN)('%s: every field has a label, every code has words', (collection) => {
    const fields = readable(collection);
    expect(fields.length).toBeGreaterThan(0);
    expect(fields.filter(([key]) => !hasLabel(key)).map(([key]) => key)).toEqual([]);
    const bare = fields.flatMap(([key, type]) =>
      type instanceof z.ZodEnum ? bareCodes(language, collection, key, type.options.map(String)) : [],
    );
    expect(bare).toEqual([]);
  });

  it('a field or a code without words would be found', () => {
    expect(hasLabel('shoeSize')).toBe(false);
    expect(bareCodes(language, 'referrals', 'topic', ['work', 'shoes'])).toEqual(['shoes']);
  });
});
