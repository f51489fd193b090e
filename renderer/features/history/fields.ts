import { fieldsOf } from '#shared/domain/registry';
import type { Collection } from '#shared/security/compartments';
import type { HistoryValue } from '../../data/api';

/** All values of one field, newest first: the one that stands leads. */
export interface FieldHistory {
  field: string;
  values: HistoryValue[];
}

/** The history of a record by field; fields that changed come first, else they stand as people read them. */
export function byField(
  collection: Collection,
  history: readonly HistoryValue[],
  fields?: readonly string[],
): FieldHistory[] {
  const groups = new Map<string, HistoryValue[]>();
  for (const item of history) {
    if (fields && !fields.includes(item.field)) continue;
    groups.set(item.field, [...(groups.get(item.field) ?? []), item]);
  }
  const currentFirst = (values: HistoryValue[]) =>
    values.sort((a, b) => Number(b.state === 'current') - Number(a.state === 'current'));
  const order = [...fieldsOf(collection).keys()];
  return [...groups]
    .map(([field, values]) => ({ field, values: currentFirst(values) }))
    .sort(
      (a, b) =>
        Number(b.values.length > 1) - Number(a.values.length > 1) ||
        order.indexOf(a.field) - order.indexOf(b.field),
    );
}
