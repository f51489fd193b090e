import { z } from 'zod';
import { SCHEMAS } from '#shared/domain/registry';
import type { Collection } from '#shared/security/compartments';

/** Written by Wegbuch itself about documents; nobody types into them. */
const OWN: readonly Collection[] = ['conflicts', 'history', 'erasures', 'attachments'];
export const TYPED_COLLECTIONS = (Object.keys(SCHEMAS) as Collection[]).filter((name) => !OWN.includes(name));

/** For strings with a form of their own: the first that fits is no free text. */
const FORMS = [
  '2026-01-02', '2026-01-02T09:30:00.000Z', '2026-01-02T09:30', '09:30', '51465', 'de', 'uk', 'UA', 'DE', 'B1', 'a@b.de',
  '+4915112345678', 'ABCDEFGH', 'a', '1', 'https://b.de', '',
]; // prettier-ignore

const fits = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success;

/** What a generated document holds, and the names of its free-text fields. */
interface Made {
  value: unknown;
  free: string[];
}

interface Definition {
  type: string;
  innerType?: z.ZodType;
  element?: z.ZodType;
  options?: z.ZodType[];
  entries?: Record<string, string>;
  values?: unknown[];
  in?: z.ZodType;
}

/** A value that a schema takes, with `text` wherever it takes any text; undefined where none was found. */
function make(schema: z.ZodType, name: string, text: (name: string) => string): Made | undefined {
  const def = schema.def as unknown as Definition;
  const first = (candidates: readonly unknown[]): Made | undefined => {
    const value = candidates.find((one) => fits(schema, one));
    return value === undefined ? undefined : { value, free: [] };
  };
  if (def.innerType) return make(def.innerType, name, text);
  if (def.in) return make(def.in, name, text);
  if (schema instanceof z.ZodObject) {
    const value: Record<string, unknown> = {};
    const free: string[] = [];
    for (const [key, inner] of Object.entries<z.ZodType>(schema.shape)) {
      const made = make(inner, `${name}.${key}`, text);
      if (made) value[key] = made.value;
      free.push(...(made?.free ?? []));
    }
    return { value, free };
  }
  if (def.element) {
    const made = make(def.element, name, text);
    return made && fits(schema, [made.value]) ? { ...made, value: [made.value] } : first([[]]);
  }
  if (def.options)
    return def.options.map((one) => make(one, name, text)).find((one) => one && fits(schema, one.value));
  if (def.type === 'string') {
    const value = text(name);
    return fits(schema, value) ? { value, free: [name] } : first(FORMS);
  }
  return first([...Object.values(def.entries ?? {}), ...(def.values ?? []), true, 1, 2, 10, 2026, null]);
}

/** A document of a collection with `text` in all of its free-text fields, as its schema has them. */
export function documentWith(collection: Collection, text: (name: string) => string): Made {
  const made = make(SCHEMAS[collection].schema, collection, text);
  if (!made) throw new Error(`no document of ${collection} could be made`);
  return made;
}
