import type { HistoryValue } from './api';
import type { History } from './history';
import type { OpenRow, RowRef } from './sealing';
import type { Store } from './store';
import type { Conflict } from '#shared/domain/conflicts';
import type { Collection } from '#shared/security/compartments';
import { millisOf } from '#shared/sync/clock';
import { DELETED_FIELD, type Stamp } from '#shared/sync/document';
import { fieldOf } from '#shared/sync/merge';

const nameOf = (field: string, stamp: Stamp) => `${field}@${stamp}`;

/** Values of a document's fields that met another and never stood on the server. */
function lostValues(rows: readonly OpenRow[], ref: RowRef) {
  return rows.flatMap(({ doc }) => {
    const values = Object.fromEntries(
      (['of', 'field', 'kind', 'kept', 'other'] as const).map((name) => [name, fieldOf(doc, name)?.value]),
    ) as unknown as Conflict;
    const { of, field, kind, kept, other } = values;
    // The edits that a deletion beat stand in their fields all the same.
    if (of.collection !== ref.collection || of.id !== ref.id || kind === 'delete-edit') return [];
    return [kept, other].map(({ value, stamp }) => ({ field, value, stamp, state: 'lost' as const }));
  });
}

/**
 * What the fields of a document hold (`current`), held (`past`), and what lost a conflict (`lost`); newest first.
 * Throws DataError `locked`.
 */
export async function fieldHistory(
  ref: RowRef,
  {
    store,
    history,
    listAll,
  }: { store: Store; history: History; listAll: (collection: Collection) => Promise<OpenRow[]> },
): Promise<HistoryValue[]> {
  const [row, past, conflicts] = await Promise.all([store.read(ref), history.of(ref), listAll('conflicts')]);
  const current = Object.entries(row?.doc.fields ?? {}).map(([field, { value, stamp }]) => ({
    field,
    value,
    stamp,
    state: 'current' as const,
  }));
  // The same value under the same stamp is one: where it stands now says more than where it stood.
  const found = new Map<string, Omit<HistoryValue, 'at' | 'by'>>();
  for (const item of lostValues(conflicts, ref)) found.set(nameOf(item.field, item.stamp), item);
  for (const { field, value, stamp } of past)
    found.set(nameOf(field, stamp), { field, value, stamp, state: 'past' });
  for (const item of current) found.set(nameOf(item.field, item.stamp), item);
  const keys = store.keys();
  return [...found.values()]
    .filter(({ field }) => !field.startsWith('_') || field === DELETED_FIELD)
    .sort((a, b) => (a.stamp < b.stamp ? 1 : a.stamp > b.stamp ? -1 : 0))
    .map((item) => ({
      ...item,
      at: new Date(millisOf(item.stamp)).toISOString(),
      by: keys.personOf(item.stamp),
    }));
}
