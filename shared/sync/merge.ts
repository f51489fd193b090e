import { canonical } from './canonical';
import type { Field, StoredDocument } from './document';

/** The later of two versions of one field; equal stamps: the greater canonical text. */
export function laterField(a: Field, b: Field): Field {
  if (a.stamp !== b.stamp) return a.stamp > b.stamp ? a : b;
  return canonical(a.value) >= canonical(b.value) ? a : b;
}

/**
 * Merges two versions of one document field by field. Commutative, associative and idempotent; works on the
 * raw field map, so that fields of a newer version of Wegbuch survive. Throws RangeError for two documents.
 */
export function mergeDocuments(a: StoredDocument, b: StoredDocument): StoredDocument {
  if (a.id !== b.id || a.collection !== b.collection) throw new RangeError('merge: two different documents');
  const fields: Record<string, Field> = {};
  for (const name of [...new Set([...Object.keys(a.fields), ...Object.keys(b.fields)])].sort()) {
    const mine = fieldOf(a, name);
    const theirs = fieldOf(b, name);
    const field = mine && theirs ? laterField(mine, theirs) : (mine ?? theirs);
    if (field) define(fields, name, field);
  }
  return {
    id: a.id,
    collection: a.collection,
    schemaVersion: Math.max(a.schemaVersion, b.schemaVersion),
    fields,
  };
}

/** A document's own field; names like "constructor" never reach the prototype. */
export function fieldOf(document: StoredDocument, name: string): Field | undefined {
  return Object.hasOwn(document.fields, name) ? document.fields[name] : undefined;
}

/** Sets a field as an own property, also when it is named "__proto__". */
function define(fields: Record<string, Field>, name: string, field: Field): void {
  Object.defineProperty(fields, name, { value: field, enumerable: true, writable: true, configurable: true });
}

/** Whether two versions hold the same fields with the same stamps and values. */
export function sameVersion(a: StoredDocument, b: StoredDocument): boolean {
  const names = Object.keys(a.fields);
  return (
    names.length === Object.keys(b.fields).length &&
    names.every((name) => {
      const [mine, theirs] = [fieldOf(a, name), fieldOf(b, name)];
      return (
        mine !== undefined &&
        theirs !== undefined &&
        mine.stamp === theirs.stamp &&
        canonical(mine.value) === canonical(theirs.value)
      );
    })
  );
}
