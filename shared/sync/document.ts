/** JSON as it travels and is stored; `undefined` never appears. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * Hybrid logical clock reading: 12 hex digits of Unix milliseconds, 4 hex digits counter, writer id (the
 * beginning of a person's id and a part that is random per start), joined by "-". Sorts as text.
 * Architecture § 3, ADR 13.
 */
export type Stamp = string;

/** One mergeable value of a document with the moment and the writer it comes from. */
export interface Field {
  value: Json;
  stamp: Stamp;
}

/**
 * The unit of storage, merging and synchronisation. Bookkeeping ("_…") stands in ordinary fields. The field map is raw: names unknown to this version are kept (architecture § 3).
 */
export interface StoredDocument {
  id: string;
  collection: string;
  schemaVersion: number;
  fields: Record<string, Field>;
}

/** Name of the field that marks a recoverable deletion (value: true or false). */
export const DELETED_FIELD = '_deleted';
