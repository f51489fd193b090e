import type { ConflictView, FieldVersion, HistoryValue } from '../../data/api';

/** One of the values of a field that people set without knowing of each other. */
export interface Version extends FieldVersion {
  /** Stands in the file now. */
  stands: boolean;
}

/** A field with all its versions, however many devices made them: it is decided once. */
export interface FieldConflict {
  /** Conflicts that the decision settles. */
  ids: string[];
  of: ConflictView['of'];
  fileId: string | null;
  field: string;
  kind: ConflictView['kind'];
  /** Two decisions that crossed: the later stands. */
  crossed: boolean;
  /** In the order of their time. */
  versions: Version[];
  /** What the field holds until somebody decides. */
  before: unknown;
}

const spotOf = ({ of, field }: Pick<ConflictView, 'of' | 'field'>) => `${of.collection}/${of.id}/${field}`;

/** Conflicts by field. `histories`: those of the documents, by id, for what stands in each field now. */
export function groupByField(
  conflicts: readonly ConflictView[],
  histories: ReadonlyMap<string, readonly HistoryValue[]>,
): FieldConflict[] {
  const groups = new Map<string, ConflictView[]>();
  for (const conflict of conflicts) {
    const spot = spotOf(conflict);
    groups.set(spot, [...(groups.get(spot) ?? []), conflict]);
  }
  return [...groups.values()].flatMap((group): FieldConflict[] => {
    const [first] = group;
    if (!first) return [];
    const current = histories
      .get(first.of.id)
      ?.find(({ field, state }) => field === first.field && state === 'current');
    const versions = new Map<string, Version>();
    for (const side of group.flatMap(({ kept, other }) => [kept, other]))
      versions.set(side.stamp, { ...side, stands: side.stamp === current?.stamp });
    // Changed again by somebody who saw it: that value is a version too.
    if (current && first.kind === 'edit') versions.set(current.stamp, { ...current, stands: true });
    return [
      {
        ids: group.map(({ id }) => id),
        of: first.of,
        fileId: first.fileId,
        field: first.field,
        kind: first.kind,
        crossed: group.every(({ crossed }) => crossed),
        versions: [...versions.values()].sort((a, b) => (a.stamp < b.stamp ? -1 : 1)),
        before: current?.value ?? first.kept.value,
      },
    ];
  });
}

/** Everything to decide about one record, of all that belongs to one person. */
export interface PersonGroup {
  fileId: string | null;
  records: Array<{ of: ConflictView['of']; fields: FieldConflict[] }>;
}

/** Person first, then record, then field, in the order in which the conflicts came. */
export function groupByPerson(fields: readonly FieldConflict[]): PersonGroup[] {
  const people: PersonGroup[] = [];
  for (const field of fields) {
    let person = people.find(({ fileId, records: [first] }) =>
      fileId === null ? first?.of.id === field.of.id : fileId === field.fileId,
    );
    if (!person) people.push((person = { fileId: field.fileId, records: [] }));
    const record = person.records.find(({ of }) => of.id === field.of.id);
    if (record) record.fields.push(field);
    else person.records.push({ of: field.of, fields: [field] });
  }
  return people;
}

/** The people who wrote the versions; null unless they are two different ones. */
function pairOf({ versions, kind }: FieldConflict): [string, string] | null {
  const [a, b, more] = versions;
  if (!a?.by || !b?.by || more || a.by === b.by || kind === 'delete-edit') return null;
  return [a.by, b.by];
}

/**
 * Fields of one record that the same two people changed are two notes side by side: whole versions are compared
 * and chosen. The versions of each field then stand in the order of the people.
 */
export function groupByPair(fields: readonly FieldConflict[]): FieldConflict[][] {
  const blocks = new Map<string, FieldConflict[]>();
  for (const [at, field] of fields.entries()) {
    const pair = pairOf(field);
    const name = pair ? `${[...pair].sort().join(' ')} ${String(field.crossed)}` : String(at);
    const [first] = blocks.get(name) ?? [];
    const turned = first && pair && first.versions[0]?.by !== pair[0];
    const own = turned ? { ...field, versions: [...field.versions].reverse() } : field;
    blocks.set(name, [...(blocks.get(name) ?? []), own]);
  }
  return [...blocks.values()];
}
