import type { z } from 'zod';
import type { Keyring } from '../security/keyring';
import type { DataError, DocumentsApi, View } from './api';
import { dataError } from './errors';
import { FILE_FIELD, type Entry, type OpenRow, type Place, type RowRef } from './sealing';
import { fieldHistory } from './field-history';
import { History } from './history';
import { keyOf } from './storage';
import type { Plan, Store } from './store';
import { newId, type Random } from '#shared/crypto/random';
import { SCHEMAS, type Values } from '#shared/domain/registry';
import { COLLECTION_COMPARTMENT, type Collection, type Compartment } from '#shared/security/compartments';
import { sameJson } from '#shared/sync/canonical';
import { maxStampOf, millisOf } from '#shared/sync/clock';
import { edited, started } from '#shared/sync/decisions';
import { DELETED_FIELD, type Field, type Json, type StoredDocument } from '#shared/sync/document';
import { fieldOf } from '#shared/sync/merge';
import type { Action, Happening } from '#shared/audit/entries';
import { rowId } from '#shared/sync/protocol';

/** Fields that may still change where a record is otherwise final (a letter given to print, the content of an attachment). */
const FINAL_BUT_FOR: Partial<Record<Collection, readonly string[]>> = {
  letters: ['state'],
  conflicts: ['resolved'],
  erasures: [],
  'audit-requests': ['consent'],
  attachments: ['name', 'takenOn', 'note', DELETED_FIELD],
};

/** The values of a document without bookkeeping. */
export function valuesOf<C extends Collection>(doc: StoredDocument): Values<C> {
  const fields = Object.entries(doc.fields).filter(([name]) => !name.startsWith('_'));
  return Object.fromEntries(fields.map(([name, { value }]) => [name, value])) as Values<C>;
}

/** Whether a document is deleted (recoverably). */
export function isDeleted(doc: StoredDocument): boolean {
  return fieldOf(doc, DELETED_FIELD)?.value === true;
}

/** When a document was begun: its earliest stamp. */
function begunAt(doc: StoredDocument): string {
  return Object.values(doc.fields).reduce((first, { stamp }) => (stamp < first ? stamp : first), '~');
}

/** A row as screens see it. `conflicts` names its fields with an open conflict. */
export function viewOf<C extends Collection>(
  row: OpenRow,
  personOf: Keyring['personOf'],
  conflicts: string[] = [],
): View<C> {
  const changed = maxStampOf(row.doc);
  return {
    id: row.ref.id,
    fileId: row.place.fileId,
    value: valuesOf<C>(row.doc),
    changedAt: new Date(millisOf(changed)).toISOString(),
    changedBy: personOf(changed),
    saved: row.dirty ? 'here' : 'server',
    conflicts,
  };
}

/** The row of an entry just written. */
export function rowOf(entry: Entry): OpenRow {
  const { version, seq, dirty } = entry.replica;
  return { ref: entry.ref, place: entry.place, doc: version.doc, seq, dirty };
}

/** What zod found, as field paths with a stable code; `required` where nothing was given. */
function problemsOf(error: z.ZodError): NonNullable<DataError['fields']> {
  return error.issues.map((issue) => ({
    path: issue.path.join('.'),
    problem: issue.code === 'invalid_type' && issue.input === undefined ? 'required' : issue.code,
  }));
}

/** Parses a whole value of a collection. Throws DataError `invalid` with the fields. */
export function parseValue(collection: Collection, value: unknown): Record<string, Json> {
  const result = SCHEMAS[collection].schema.safeParse(value, { reportInput: true });
  if (!result.success) throw dataError('invalid', { fields: problemsOf(result.error) });
  const given = Object.entries(result.data).filter(([, item]) => item !== undefined);
  return Object.fromEntries(given);
}

/** Parses the named fields only. Throws DataError `invalid` with the fields. */
export function parsePatch(collection: Collection, patch: Record<string, unknown>): Record<string, Json> {
  const shape = SCHEMAS[collection].schema.shape as Record<string, z.ZodType>;
  const parsed: Record<string, Json> = {};
  const problems: NonNullable<DataError['fields']> = [];
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    const schema = Object.hasOwn(shape, name) ? shape[name] : undefined;
    const result = schema?.safeParse(value, { reportInput: true });
    if (!result) problems.push({ path: name, problem: 'unknown' });
    else if (result.success) parsed[name] = result.data as Json;
    else
      problems.push(
        ...problemsOf(result.error).map(({ path, problem }) => ({
          path: [name, path].filter(Boolean).join('.'),
          problem,
        })),
      );
  }
  if (problems.length > 0) throw dataError('invalid', { fields: problems });
  return parsed;
}

/** A document to be created with others. */
export type NewDocument = {
  [C in Collection]: { collection: C; value: Values<C>; id: string; fileId: string | null };
}[Collection];

/** Documents per transaction of `createMany`. */
const MANY = 1_000;

/** Refuses an id that the server would refuse, while somebody can still be told. Throws `invalid`. */
function checkId(path: 'id' | 'fileId', id: string): void {
  if (!rowId.safeParse(id).success)
    throw dataError('invalid', { fields: [{ path, problem: 'invalid_format' }] });
}

function refuseFinal(collection: Collection, names: string[]): void {
  const open = FINAL_BUT_FOR[collection];
  if (open && names.some((name) => !open.includes(name))) throw dataError('no-right');
}

export interface DocumentsOptions {
  store: Store;
  random: Random;
  /** Names a document's fields in conflict. */
  conflictsOf: (id: string) => Promise<string[]>;
  /** All documents of a collection from memory, where a read model keeps them. */
  listAll: (collection: Collection) => Promise<OpenRow[]>;
}

/** What the audit notes of a document: its kind and its file, never what stands in it. */
export function happeningTo(action: Action, { ref, place }: Pick<OpenRow, 'ref' | 'place'>): Happening {
  return { action, kind: ref.collection, ...(place.fileId !== null && { fileId: place.fileId }) };
}

const actionOf = (values: Record<string, Json>): Action => {
  const deleted = values[DELETED_FIELD];
  return deleted === undefined ? 'changed' : deleted === true ? 'removed' : 'restored';
};

/** What every change of a document goes through: who may make it, its stamps and its author. */
export class Documents {
  readonly history: History;

  constructor(readonly options: DocumentsOptions) {
    this.history = new History(options.store);
  }

  private get store(): Store {
    return this.options.store;
  }

  /** The circle a collection belongs to. Throws `no-right` unless its key is held. */
  compartmentFor(collection: Collection): Compartment {
    const compartment = COLLECTION_COMPARTMENT[collection];
    if (compartment === 'inherited' || !this.store.keys().current(compartment)) throw dataError('no-right');
    return compartment;
  }

  private fieldsOf(values: Record<string, Json>): Record<string, Field> {
    const stamp = this.store.clock.tick();
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, stamp }]));
  }

  /** The entry of a new document. Throws `invalid` for an id that cannot be stored. */
  begin(ref: RowRef, place: Place, values: Record<string, Json>): Entry {
    checkId('id', ref.id);
    if (place.fileId !== null) checkId('fileId', place.fileId);
    const all = place.fileId === null ? values : { ...values, [FILE_FIELD]: place.fileId };
    const { version } = SCHEMAS[ref.collection];
    const doc: StoredDocument = { ...ref, schemaVersion: version, fields: this.fieldsOf(all) };
    return { ref, place, replica: started(this.store.make(doc)) };
  }

  /** The entry with some values changed; the very same entry when none differs. */
  alter(entry: Entry, values: Record<string, Json>): Entry {
    const { doc } = entry.replica.version;
    const changed = Object.entries(values).filter(([name, value]) => {
      const before = fieldOf(doc, name);
      return !before || !sameJson(before.value, value);
    });
    if (changed.length === 0) return entry;
    // Who changes a value has seen it: the new stamp is later than all that stand there.
    this.store.clock.observe(maxStampOf(doc));
    const fields = this.fieldsOf(Object.fromEntries(changed));
    const { version } = SCHEMAS[entry.ref.collection];
    return { ...entry, replica: edited(entry.replica, fields, version, this.store.make) };
  }

  /**
   * Like `Store.write`; what a change of these documents overwrites goes into their history with it, with
   * `drafts` also what was still being written.
   */
  async write(
    refs: readonly RowRef[],
    decide: (entries: Map<string, Entry>) => Plan | null | Promise<Plan | null>,
    { drafts = false }: { drafts?: boolean } = {},
  ): Promise<Entry[]> {
    for (;;) {
      const parts = new Map(refs.map((ref) => [keyOf(ref), this.history.openPart(ref)]));
      let full = false;
      const written = await this.store.write([...refs, ...parts.values()], async (entries) => {
        full = this.history.isFull(parts, entries);
        const plan = full ? null : await decide(entries);
        return (
          plan && { ...plan, put: [...plan.put, ...this.history.kept(plan.put, entries, parts, drafts)] }
        );
      });
      if (!full) return written;
    }
  }

  /** Changes one existing document; `values` may depend on what it holds. */
  async changeWith(
    ref: RowRef,
    values: (entry: Entry) => Record<string, Json>,
    happening?: Happening,
  ): Promise<OpenRow> {
    this.compartmentFor(ref.collection);
    let result: Entry | undefined;
    await this.write([ref], (entries): Plan | null => {
      const entry = entries.get(keyOf(ref));
      if (!entry) throw dataError('not-found');
      const given = values(entry);
      result = this.alter(entry, given);
      return result === entry
        ? null
        : { put: [result], happenings: [happening ?? happeningTo(actionOf(given), entry)] };
    });
    if (!result) throw dataError('not-found');
    return rowOf(result);
  }

  /**
   * Creates many documents, a thousand per transaction, by the same rules and the same sealing as `create`. Not
   * flushed one by one and not journalled: whoever creates them can make them again.
   */
  async createMany(items: readonly NewDocument[]): Promise<void> {
    for (let from = 0; from < items.length; from += MANY) {
      const put = items.slice(from, from + MANY).map(({ collection, value, id, fileId }) => {
        const place: Place = { compartment: this.compartmentFor(collection), fileId };
        return this.begin({ collection, id }, place, parseValue(collection, value));
      });
      await this.store.write([], () => ({ put }), { durability: 'relaxed', repeatable: true });
    }
  }
}

/** The six verbs of every collection. */
export function documentsApi(documents: Documents): DocumentsApi {
  const { store, random, conflictsOf, listAll } = documents.options;
  const view = async <C extends Collection>(row: OpenRow): Promise<View<C>> =>
    viewOf<C>(row, store.keys().personOf, await conflictsOf(row.ref.id));
  return {
    async get(collection, id) {
      const row = await store.read({ collection, id });
      return row && !isDeleted(row.doc) ? view(row) : null;
    },
    async list<C extends Collection>(collection: C, filter: { fileId?: string; deleted?: boolean } = {}) {
      const rows =
        filter.fileId === undefined ? await listAll(collection) : await store.list(collection, filter.fileId);
      const present = rows
        .filter(({ doc }) => isDeleted(doc) === (filter.deleted ?? false))
        .map((row) => ({ row, begun: begunAt(row.doc) }));
      present.sort((a, b) => (a.begun < b.begun ? 1 : a.begun > b.begun ? -1 : 0));
      return Promise.all(present.map(({ row }) => view<C>(row)));
    },
    async create<C extends Collection>(
      collection: C,
      value: Values<C>,
      { id = newId(random), fileId }: { fileId?: string; id?: string } = {},
    ) {
      const compartment = documents.compartmentFor(collection);
      const values = parseValue(collection, value);
      const ref = { collection, id };
      const place: Place = { compartment, fileId: collection === 'client-files' ? id : (fileId ?? null) };
      const [entry] = await store.write([ref], (entries) => {
        if (entries.size > 0) throw dataError('invalid', { fields: [{ path: 'id', problem: 'taken' }] });
        return {
          put: [documents.begin(ref, place, values)],
          happenings: [happeningTo('created', { ref, place })],
        };
      });
      if (!entry) throw dataError('unknown');
      return view<C>(rowOf(entry));
    },
    history: (collection, id) =>
      fieldHistory({ collection, id }, { store, listAll, history: documents.history }),
    async change<C extends Collection>(collection: C, id: string, patch: Partial<Values<C>>) {
      const values = parsePatch(collection, patch);
      refuseFinal(collection, Object.keys(values));
      return view<C>(await documents.changeWith({ collection, id }, () => values));
    },
    async remove(collection, id) {
      refuseFinal(collection, [DELETED_FIELD]);
      await documents.changeWith({ collection, id }, () => ({ [DELETED_FIELD]: true }));
    },
    async restore(collection, id) {
      await documents.changeWith({ collection, id }, (entry) =>
        isDeleted(entry.replica.version.doc) ? { [DELETED_FIELD]: false } : {},
      );
    },
  };
}
