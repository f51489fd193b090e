import { makeStamp } from './clock';
import type { Field, Json, Stamp, StoredDocument } from './document';
import { fieldOf } from './merge';

/**
 * What the fields of a document held before (ADR 13): one document per document, in which each overwritten value
 * stands under its field and its own stamp. The same key always holds the same value, so that histories of
 * several devices merge by union, and nothing of them can be in conflict.
 */
export const HISTORY = 'history';

/** Older than every change: what a history consists of before anything is in it. */
const BEGINNING: Stamp = makeStamp(0, 0, HISTORY);

/** The id of a part of a document's history; parts are numbered from 1. */
export function historyId(id: string, part: number): string {
  return `h${part}_${id}`;
}

/** An empty history; `fixed` are fields that belong to every document of its kind. */
export function emptyHistory(
  of: { collection: string; id: string },
  part: number,
  fixed: Record<string, Json> = {},
): StoredDocument {
  const values: Record<string, Json> = { ...fixed, of: { collection: of.collection, id: of.id } };
  const fields = Object.entries(values).map(([name, value]) => [name, { value, stamp: BEGINNING }]);
  return {
    id: historyId(of.id, part),
    collection: HISTORY,
    schemaVersion: 1,
    fields: Object.fromEntries(fields) as Record<string, Field>,
  };
}

/** The name under which a value stands in a history. */
export function pastName(name: string, stamp: Stamp): string {
  return `${name}@${stamp}`;
}

/** The fields of `before` that `after` holds with another stamp, as fields of a history. */
export function overwrittenFields(before: StoredDocument, after: StoredDocument): Record<string, Field> {
  const past: Record<string, Field> = {};
  for (const [name, field] of Object.entries(before.fields)) {
    if (fieldOf(after, name)?.stamp !== field.stamp) past[pastName(name, field.stamp)] = field;
  }
  return past;
}

/** The values in a history: of which field, what, and with which stamp. */
export function pastValues(history: StoredDocument): { field: string; value: Json; stamp: Stamp }[] {
  return Object.entries(history.fields)
    .filter(([name]) => name.includes('@'))
    .map(([name, { value, stamp }]) => ({ field: name.slice(0, name.indexOf('@')), value, stamp }));
}
