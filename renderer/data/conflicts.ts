import type { Keyring } from '../security/keyring';
import type { ConflictsApi, ConflictView } from './api';
import type { Collections } from './collections';
import { happeningTo, isDeleted, parsePatch, valuesOf, type Documents } from './documents';
import { dataError } from './errors';
import { FILE_FIELD, type Entry, type OpenRow, type RowRef } from './sealing';
import { keyOf } from './storage';
import type { Plan, Store } from './store';
import { joinedText, type Conflict } from '#shared/domain/conflicts';
import { SCHEMAS } from '#shared/domain/registry';
import { maxStampOf, millisOf } from '#shared/sync/clock';
import { conflictDocument, conflictName, type ConflictDraft } from '#shared/sync/conflicts';
import { edited, started } from '#shared/sync/decisions';
import { DELETED_FIELD, type Json, type Stamp } from '#shared/sync/document';
import { fieldOf } from '#shared/sync/merge';

/**
 * A decision also stands under the stamp that it gave the field: of two people who decide differently without
 * knowing of each other, neither is lost, and the two are known for decisions (ADR 14).
 */
const DECISION = 'decision@';

type Choice = NonNullable<Conflict['resolved']>['choice'];

/** The conflict documents of a merge: each device computes the same id and the same content. */
export async function conflictEntries(store: Store, entry: Entry, drafts: ConflictDraft[]): Promise<Entry[]> {
  const { place } = entry;
  const key = store.keys().current(place.compartment);
  if (!key) throw dataError('no-right');
  return Promise.all(
    drafts.map(async (draft): Promise<Entry> => {
      const id = await key.name(conflictName(draft));
      const doc = conflictDocument(id, draft);
      const stamp = doc.fields.of?.stamp ?? '';
      if (place.fileId !== null) doc.fields[FILE_FIELD] = { value: place.fileId, stamp };
      const base = store.make(doc);
      return { ref: { collection: 'conflicts', id }, place, replica: started(store.make(doc), base) };
    }),
  );
}

const isOpen = (row: OpenRow) => !isDeleted(row.doc) && !valuesOf<'conflicts'>(row.doc).resolved;

/** Names the field that a conflict is about. */
const spotOf = ({ of, field }: Pick<Conflict, 'of' | 'field'>) => `${of.collection}/${of.id}/${field}`;

/** Stamps that decisions gave to fields, by field. */
function decisionStamps(rows: readonly OpenRow[]): Map<string, Set<Stamp>> {
  const stamps = new Map<string, Set<Stamp>>();
  for (const { doc } of rows) {
    const own = Object.keys(doc.fields).filter((name) => name.startsWith(DECISION));
    if (own.length === 0) continue;
    const spot = spotOf(valuesOf<'conflicts'>(doc));
    const known = stamps.get(spot) ?? new Set();
    stamps.set(spot, known);
    for (const name of own) known.add(name.slice(DECISION.length));
  }
  return stamps;
}

function toView(
  row: OpenRow,
  keys: Pick<Keyring, 'personOf'>,
  decisions: ReadonlyMap<string, ReadonlySet<Stamp>>,
): ConflictView {
  const value = valuesOf<'conflicts'>(row.doc);
  const side = ({ value: content, stamp }: Conflict['kept']) => ({
    value: content,
    stamp,
    at: new Date(millisOf(stamp)).toISOString(),
    by: keys.personOf(stamp),
  });
  const decided = decisions.get(spotOf(value));
  return {
    id: row.ref.id,
    fileId: row.place.fileId,
    of: value.of as ConflictView['of'],
    field: value.field,
    kind: value.kind,
    kept: side(value.kept),
    other: side(value.other),
    crossed: decided !== undefined && decided.has(value.kept.stamp) && decided.has(value.other.stamp),
  };
}

/** The value that is chosen by its stamp, of those in the conflicts and the one that stands; or all of them. */
function chosenValue(conflicts: readonly Conflict[], target: Entry, choice: string): Json {
  const [{ of, field } = { of: null, field: '' }] = conflicts;
  const versions = new Map<Stamp, Json>();
  for (const { kept, other } of conflicts) versions.set(kept.stamp, kept.value).set(other.stamp, other.value);
  const standing = fieldOf(target.replica.version.doc, field);
  if (standing) versions.set(standing.stamp, standing.value);
  const newestFirst = [...versions].sort(([a], [b]) => (a < b ? 1 : -1)).map(([, value]) => value);
  const value =
    choice === 'both' ? joinedText(of?.collection ?? '', field, newestFirst) : versions.get(choice);
  if (value === null && choice === 'both')
    throw dataError('invalid', { fields: [{ path: 'choice', problem: 'invalid_value' }] });
  if (value === undefined) throw dataError('not-found');
  return value;
}

function choiceFor({ kept, other }: Conflict, choice: string): Choice {
  if (choice === 'both') return 'both';
  return choice === kept.stamp ? 'kept' : choice === other.stamp ? 'other' : 'neither';
}

/** The value as a change of its document: the mark of a deletion is not text, an edit that it beat unmarks. */
function patchOf(target: RowRef, field: string, value: unknown): Record<string, Json> {
  if (field === DELETED_FIELD) return { [DELETED_FIELD]: value === true };
  return parsePatch(target.collection, { [field]: value });
}

/** What was saved after the conflicts about a deletion began: whoever decides for it has not been asked about that. */
function savedSince(conflicts: readonly Conflict[], target: Entry, deletion: Stamp): ConflictDraft[] {
  const shown = conflicts.flatMap(({ kept, other }) => [kept.stamp, other.stamp]);
  const last = shown.reduce((a, b) => (a > b ? a : b), '');
  const later = Object.entries(target.replica.version.doc.fields).filter(
    ([name, field]) => !name.startsWith('_') && field.stamp > last,
  );
  if (later.length === 0) return [];
  const edits = Object.fromEntries(later.map(([name, field]) => [name, field.value]));
  const stamp = later.reduce((a, [, field]) => (a > field.stamp ? a : field.stamp), '');
  const { collection, id } = target.ref;
  return [
    {
      of: { collection, id },
      field: DELETED_FIELD,
      kind: 'delete-edit',
      kept: { value: true, stamp: deletion },
      other: { value: edits, stamp },
    },
  ];
}

/** Open conflicts and the decisions of people about them. */
export function createConflicts(options: {
  store: Store;
  collections: Collections;
  documents: () => Documents;
}) {
  const { store, collections } = options;

  /** Sets fields under one stamp, later than all that stand there, also where the value is the same: it is meant. */
  function set(entry: Entry, values: Record<string, Json>, stamp: Stamp): Entry {
    const fields = Object.entries(values).map(([name, value]) => [name, { value, stamp }] as const);
    const { version } = SCHEMAS[entry.ref.collection];
    return { ...entry, replica: edited(entry.replica, Object.fromEntries(fields), version, store.make) };
  }

  /** Changes a field and the conflicts about it in one transaction, under one stamp. */
  async function settle(
    ids: readonly string[],
    decide: (conflicts: Conflict[], target: Entry) => { value: Json; resolved: (one: Conflict) => Json },
  ): Promise<void> {
    const own = [...new Set(ids)].map((id): RowRef => ({ collection: 'conflicts', id }));
    const first = own[0] && (await store.read(own[0]));
    if (!first) throw dataError('not-found');
    if (!store.keys().current(first.place.compartment)) throw dataError('no-right');
    const about = toView(first, store.keys(), new Map());
    const refs = [about.of, ...own];
    // A decision is not typing: what it overwrites is kept however young it is.
    await options.documents().write(refs, decided, { drafts: true });

    async function decided(entries: Map<string, Entry>): Promise<Plan> {
      const target = entries.get(keyOf(about.of));
      const rows = own.flatMap((ref) => entries.get(keyOf(ref)) ?? []);
      if (!target || rows.length < own.length) throw dataError('not-found');
      const conflicts = rows.map(({ replica }) => valuesOf<'conflicts'>(replica.version.doc));
      if (conflicts.some((one) => spotOf(one) !== spotOf(about))) throw dataError('invalid');
      const { value, resolved } = decide(conflicts, target);
      for (const { replica } of [target, ...rows]) store.clock.observe(maxStampOf(replica.version.doc));
      const stamp = store.clock.tick();
      const answers = rows.map((row, at) => {
        const answer = resolved(conflicts[at] as Conflict);
        return set(row, { resolved: answer, ...(answer && { [DECISION + stamp]: answer }) }, stamp);
      });
      const put = [set(target, patchOf(about.of, about.field, value), stamp), ...answers];
      const happenings = [happeningTo('decided', target)];
      const isDeletion = about.field === DELETED_FIELD && value === true;
      const drafts = isDeletion ? savedSince(conflicts, target, stamp) : [];
      return { put, happenings, addMissing: await conflictEntries(store, target, drafts) };
    }
  }

  const views = async (wanted: (row: OpenRow) => boolean): Promise<ConflictView[]> => {
    const rows = await collections.list('conflicts');
    const decisions = decisionStamps(rows);
    return rows.filter(wanted).map((row) => toView(row, store.keys(), decisions));
  };

  const api: ConflictsApi = {
    async open() {
      return (await views(isOpen)).sort((a, b) => (a.kept.stamp < b.kept.stamp ? 1 : -1));
    },
    resolve: (ids, choice) =>
      settle(ids, (conflicts, target) => {
        const at = new Date(store.clock.now()).toISOString();
        return {
          value: chosenValue(conflicts, target, choice),
          resolved: (one) => ({ choice: choiceFor(one, choice), by: store.keys().personId, at }),
        };
      }),
    reopen: (ids, before) => settle(ids, () => ({ value: before as Json, resolved: () => null })),
  };

  return {
    api,
    /** Fields of a document that wait for a decision. */
    async fieldsOf(id: string): Promise<string[]> {
      const own = (row: OpenRow) => isOpen(row) && valuesOf<'conflicts'>(row.doc).of.id === id;
      const waiting = (await views(own)).filter(({ crossed }) => !crossed);
      return [...new Set(waiting.map(({ field }) => field))];
    },
  };
}
