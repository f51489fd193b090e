import type { Attachments } from './attachments';
import { happeningTo, isDeleted, valuesOf, type Documents } from './documents';
import type { ErasureApi, ErasureView, UnsyncedView } from './erasure-api';
import { dataError, toDataError } from './errors';
import type { Exclusive } from './leadership';
import { FILE_FIELD, type Entry, type OpenRow, type RowRef } from './sealing';
import { COLLECTIONS } from './schema';
import { keyOf } from './storage';
import type { Store } from './store';
import type { Security } from '../security/create-security';
import { fromServerFailure } from '../security/server-session';
import { eraseHere, noteWanted, pullReceipts, wantedTargets, type RefusedErasure } from '../sync/erasures';
import { createCall } from '../sync/call';
import { isServerFailure } from '../sync/http';
import type { ServerClient } from '../sync/server-client';
import type { ErasureReason } from '#shared/domain/erasures';
import { newId, type Random } from '#shared/crypto/random';
import type { Collection } from '#shared/security/compartments';
import { isBy, maxStampOf, millisOf } from '#shared/sync/clock';
import type { Json, Stamp } from '#shared/sync/document';
import type { EraseTarget } from '#shared/sync/erasures-protocol';
import { HISTORY, historyId } from '#shared/sync/history';
import type { Happening } from '#shared/audit/entries';

/** Entries of a client file that may be moved to another one: each stands by itself, or with its `PARTS`. */
const MOVABLE: readonly Collection[] = [
  'aliases', 'language-skills', 'appointments', 'residence', 'assessments', 'educations', 'work-experiences',
  'skills', 'referrals', 'letter-drafts', 'attachments',
]; // prettier-ignore
/** Documents that belong to one of another collection, and the field that says to which. */
const PARTS: Partial<Record<Collection, { collection: Collection; field: string }>> = {
  assessments: { collection: 'assessment-answers', field: 'assessmentId' },
};

export interface ErasureOptions {
  store: Store;
  exclusive?: Exclusive;
  documents: Documents;
  security: Pick<Security, 'api' | 'server' | 'signIn'>;
  serverClient: (base: string) => ServerClient;
  attachments: Pick<Attachments, 'copyContent'>;
  random: Random;
  /** Looks at once whether the server can be told. */
  wake: () => void;
}

const begunWith = (row: OpenRow): Stamp =>
  Object.entries(row.doc.fields).reduce((first, [, { stamp }]) => (stamp < first ? stamp : first), '~');

/** What a decision to erase is made of. */
function createSteps(options: ErasureOptions) {
  const { store, documents, security, random } = options;

  async function mayErase(row: OpenRow | null): Promise<boolean> {
    const keys = store.keys();
    const me = (await security.api.people()).find(({ id }) => id === keys.personId);
    return me?.role === 'lead' || (row !== null && isBy(begunWith(row), keys.personId));
  }

  const need = async (ref: RowRef): Promise<OpenRow> => {
    const row = await store.read(ref);
    if (!row) throw dataError('not-found');
    return row;
  };

  /** The record with what belongs to it. */
  async function withParts(row: OpenRow): Promise<OpenRow[]> {
    const part = PARTS[row.ref.collection];
    if (!part || row.place.fileId === null) return [row];
    const all = await store.list(part.collection, row.place.fileId);
    return [row, ...all.filter(({ doc }) => doc.fields[part.field]?.value === row.ref.id)];
  }

  /** The record, its histories, the conflicts about it; one part ahead, should another device begin it meanwhile. */
  async function targetsOf(rows: readonly OpenRow[]): Promise<EraseTarget[]> {
    const ids = new Set(rows.map(({ ref }) => ref.id));
    const about = await store.list('conflicts', rows[0]?.place.fileId ?? undefined);
    for (const { ref, doc } of about) if (ids.has(valuesOf<'conflicts'>(doc).of.id)) ids.add(ref.id);
    const targets: EraseTarget[] = [];
    for (const id of ids) {
      targets.push({ kind: 'row', id });
      for (let part = 1; ; part++) {
        const history: RowRef = { collection: HISTORY, id: historyId(id, part) };
        targets.push({ kind: 'row', id: history.id });
        if ((await store.storage.get([history])).size === 0) break;
      }
    }
    return targets;
  }

  /** What remains: the random id and the reason. */
  function remains(target: EraseTarget, reason: ErasureReason): Entry {
    const ref: RowRef = { collection: 'erasures', id: newId(random) };
    const place = { compartment: documents.compartmentFor('erasures'), fileId: null };
    return documents.begin(ref, place, { kind: target.kind, target: target.id, reason });
  }

  /** Writes in one transaction what is decided, `why`, and what is to be told to the server. */
  async function decide(
    why: Entry,
    put: Entry[],
    targets: readonly EraseTarget[],
    happening: Happening,
  ): Promise<void> {
    await noteWanted(options, [...put, why], targets, why.ref.id, [happening]);
    if ((await security.server()) === null) await eraseHere(options);
    else options.wake();
  }

  /** The record as a new one of another file. */
  async function moved(
    row: OpenRow,
    id: string,
    toFileId: string,
    renamed: ReadonlyMap<string, string>,
  ): Promise<Entry> {
    const values: Record<string, Json> = {};
    const part = Object.values(PARTS).find(({ collection }) => collection === row.ref.collection);
    for (const [name, { value }] of Object.entries(row.doc.fields)) {
      if (name === FILE_FIELD) continue;
      values[name] =
        name === part?.field && typeof value === 'string' ? (renamed.get(value) ?? value) : value;
    }
    if (row.ref.collection === 'attachments')
      values['content'] = await options.attachments.copyContent(row.ref.id, id);
    return documents.begin({ ...row.ref, id }, { ...row.place, fileId: toFileId }, values);
  }

  return { mayErase, need, withParts, targetsOf, remains, decide, moved };
}

/** What of a file only this device has. */
async function listUnsynced(store: Store, fileId: string): Promise<UnsyncedView[]> {
  const views: UnsyncedView[] = [];
  for (const collection of COLLECTIONS.filter((name) => name !== HISTORY)) {
    const rows = await store.list(collection, fileId);
    for (const row of rows.filter(({ dirty }) => dirty))
      views.push({ collection, id: row.ref.id, value: valuesOf(row.doc) });
  }
  return views;
}

/** What remains of what was erased, newest first. */
async function listErasures(store: Store): Promise<ErasureView[]> {
  const waiting = new Set((await wantedTargets(store)).map(({ id }) => id));
  const aside = new Map((await store.storage.quarantine()).map((row) => [row.key, row.code]));
  const keys = store.keys();
  const rows = await store.list('erasures');
  const views = rows.map((row): ErasureView => {
    const { kind, target, reason } = valuesOf<'erasures'>(row.doc);
    const stamp = maxStampOf(row.doc);
    const at = new Date(millisOf(stamp)).toISOString();
    const key = keyOf(row.ref);
    const code = aside.get(key) as RefusedErasure | undefined;
    return {
      id: row.ref.id,
      kind,
      target,
      reason,
      at,
      by: keys.personOf(stamp),
      waiting: waiting.has(target) && code === undefined,
      refused: code ? { key, code, mine: isBy(stamp, keys.personId) } : null,
    };
  });
  return views.sort((a, b) => (a.at < b.at ? 1 : -1));
}

/** Erasing for good, by people who may (architecture § 4): what goes, what remains, who has confirmed. */
export function createErasure(options: ErasureOptions): ErasureApi {
  const { store, documents, security, random } = options;
  const steps = createSteps(options);
  const { mayErase, need, withParts, targetsOf, remains, decide, moved } = steps;

  return {
    unsynced: (fileId) => listUnsynced(store, fileId),
    async entries(fileId) {
      const views = await Promise.all(
        ([...MOVABLE, 'letters'] as const).map(async (collection) => {
          if (!store.keys().compartments().includes(documents.compartmentFor(collection))) return [];
          const rows = (await store.list(collection, fileId)).filter(({ doc }) => !isDeleted(doc));
          return Promise.all(
            rows.map(async (row) => ({
              collection,
              id: row.ref.id,
              value: valuesOf(row.doc),
              at: new Date(millisOf(begunWith(row))).toISOString(),
              by: store.keys().personOf(begunWith(row)),
              can: {
                erase: await mayErase(row),
                move: MOVABLE.includes(collection) && (await mayErase(row)),
              },
            })),
          );
        }),
      );
      return views.flat().sort((a, b) => (a.at < b.at ? 1 : -1));
    },
    async eraseFile(fileId, reason) {
      if (!(await mayErase(null))) throw dataError('no-right');
      await need({ collection: 'client-files', id: fileId });
      const target: EraseTarget = { kind: 'file', id: fileId };
      const happening: Happening = { action: 'erased', kind: 'client-files', fileId, purpose: reason };
      await decide(remains(target, reason), [], [target], happening);
    },
    async eraseRecord(ref, reason) {
      const row = await need(ref);
      if (ref.collection === 'client-files' || !(await mayErase(row))) throw dataError('no-right');
      const targets = await targetsOf(await withParts(row));
      const happening = { ...happeningTo('erased', row), purpose: reason };
      await decide(remains({ kind: 'row', id: ref.id }, reason), [], targets, happening);
    },
    async moveRecord(ref, toFileId) {
      const row = await need(ref);
      if (!MOVABLE.includes(ref.collection) || !(await mayErase(row))) throw dataError('no-right');
      if (row.place.fileId === toFileId)
        throw dataError('invalid', { fields: [{ path: 'fileId', problem: 'same' }] });
      await need({ collection: 'client-files', id: toFileId });
      const rows = await withParts(row);
      const renamed = new Map(rows.map((one) => [one.ref.id, newId(random)]));
      const put = await Promise.all(
        rows.map((one) => moved(one, renamed.get(one.ref.id) ?? newId(random), toFileId, renamed)),
      );
      const why = remains({ kind: 'row', id: ref.id }, 'wrong-file');
      await decide(why, put, await targetsOf(rows), happeningTo('moved', row));
      return renamed.get(ref.id) ?? '';
    },
    list: () => listErasures(store),
    async receipts() {
      const server = await security.server();
      if (server === null) return null;
      const call = createCall(options.serverClient(server), (fresh) => security.signIn(fresh));
      try {
        return await pullReceipts(call);
      } catch (error) {
        if (isServerFailure(error) && error.status === 404) throw dataError('server-too-old');
        throw isServerFailure(error) ? fromServerFailure(error) : toDataError(error);
      }
    },
  };
}
