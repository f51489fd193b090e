import type { Keyring } from '../security/keyring';
import type { ConflictsApi, ConflictView } from './api';
import type { Collections } from './collections';
import { isDeleted, parsePatch, valuesOf, type Documents } from './documents';
import { dataError } from './errors';
import { FILE_FIELD, type Entry, type OpenRow } from './sealing';
import { keyOf } from './storage';
import type { Store } from './store';
import { millisOf } from '#shared/sync/clock';
import { conflictDocument, conflictName, type ConflictDraft } from '#shared/sync/conflicts';
import { started } from '#shared/sync/decisions';
import { DELETED_FIELD, type Json } from '#shared/sync/document';

function toView(row: OpenRow, personOf: Keyring['personOf']): ConflictView {
  const value = valuesOf<'conflicts'>(row.doc);
  const side = ({ value: content, stamp }: typeof value.kept) => ({
    value: content,
    at: new Date(millisOf(stamp)).toISOString(),
    by: personOf(stamp),
  });
  return {
    id: row.ref.id,
    fileId: row.place.fileId,
    of: value.of as ConflictView['of'],
    field: value.field,
    kind: value.kind,
    kept: side(value.kept),
    other: side(value.other),
  };
}

const isOpen = (row: OpenRow) => !isDeleted(row.doc) && !valuesOf<'conflicts'>(row.doc).resolved;

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

/** Values of a conflict's winning, other or joined side, as a change of its document. */
function chosenValues(conflict: ConflictView, choice: 'kept' | 'other' | 'both'): Record<string, Json> {
  if (conflict.kind === 'delete-edit') {
    if (choice === 'both')
      throw dataError('invalid', { fields: [{ path: 'choice', problem: 'invalid_value' }] });
    // `kept` may be the restored side when both set the mark; an object is the edit that the deletion beat.
    const value = choice === 'kept' ? conflict.kept.value : conflict.other.value;
    return { [DELETED_FIELD]: value === true };
  }
  if (choice !== 'both') {
    return { [conflict.field]: (choice === 'kept' ? conflict.kept.value : conflict.other.value) as Json };
  }
  const { kept, other } = conflict;
  if (typeof kept.value !== 'string' || typeof other.value !== 'string')
    throw dataError('invalid', { fields: [{ path: 'choice', problem: 'invalid_value' }] });
  return { [conflict.field]: `${kept.value}\n${other.value}` };
}

/** Open conflicts and the decisions of people about them. */
export function createConflicts(options: {
  store: Store;
  collections: Collections;
  documents: () => Documents;
}) {
  const { store, collections } = options;

  const api: ConflictsApi = {
    async open() {
      const rows = await collections.list('conflicts');
      return rows
        .filter(isOpen)
        .map((row) => toView(row, store.keys().personOf))
        .sort((a, b) => (a.kept.at < b.kept.at ? 1 : -1));
    },
    async resolve(id, choice) {
      const row = await store.read({ collection: 'conflicts', id });
      if (!row) throw dataError('not-found');
      const conflict = toView(row, store.keys().personOf);
      const target = { collection: conflict.of.collection, id: conflict.of.id };
      if (!store.keys().current(row.place.compartment)) throw dataError('no-right');
      const own = { collection: 'conflicts' as const, id };
      const wanted = chosenValues(conflict, choice);
      const isMark = Object.hasOwn(wanted, DELETED_FIELD);
      const values = isMark ? wanted : parsePatch(target.collection, wanted);
      await options.documents().write([target, own], (entries) => {
        const [document, decision] = [entries.get(keyOf(target)), entries.get(keyOf(own))];
        if (!document || !decision) throw dataError('not-found');
        const documents = options.documents();
        const resolved = { choice, by: store.keys().personId, at: new Date(store.clock.now()).toISOString() };
        const changed = documents.alter(document, values);
        return { put: [...(changed === document ? [] : [changed]), documents.alter(decision, { resolved })] };
      });
    },
  };

  return {
    api,
    /** Fields of a document with an open conflict. */
    async fieldsOf(id: string): Promise<string[]> {
      const rows = await collections.list('conflicts');
      if (rows.length === 0) return [];
      const mine = rows.filter((row) => isOpen(row) && valuesOf<'conflicts'>(row.doc).of.id === id);
      return [...new Set(mine.map((row) => valuesOf<'conflicts'>(row.doc).field))];
    },
  };
}
