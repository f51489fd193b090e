import type { QuarantineApi, RefusedCode, RefusedView } from './api';
import { valuesOf, type Documents } from './documents';
import { dataError } from './errors';
import { COLLECTIONS, type LocalRow, type QuarantineRow } from './schema';
import { openCurrent, openEntry, RowError, type Entry, type RowRef } from './sealing';
import { keyOf } from './storage';
import type { Store } from './store';
import { LOADING_CODES } from '../sync/remote';
import { toBase64url } from '#shared/crypto/bytes';
import type { Collection } from '#shared/security/compartments';
import { sameJson } from '#shared/sync/canonical';
import { isBy, isStamp } from '#shared/sync/clock';
import { fetched } from '#shared/sync/decisions';
import { DELETED_FIELD, type StoredDocument } from '#shared/sync/document';
import { HISTORY } from '#shared/sync/history';
import { fieldOf } from '#shared/sync/merge';

/** The id of the document that a history is about. */
const documentOf = (history: string) => history.slice(history.indexOf('_') + 1);

function refOf({ collection, id }: QuarantineRow): RowRef | null {
  return (COLLECTIONS as string[]).includes(collection) ? { collection: collection as Collection, id } : null;
}

/** A version opened; null when it does not open for this person. */
async function opened(store: Store, row: LocalRow, ref: RowRef): Promise<StoredDocument | null> {
  try {
    return (await openCurrent(store.keys(), ref.collection, row)).doc;
  } catch (error) {
    if (error instanceof RowError) return null;
    throw error;
  }
}

/** What people filled in that `before` does not have so; the mark of a deletion too. */
function changesOf(doc: StoredDocument, before: StoredDocument | null): RefusedView['changes'] {
  return Object.entries(doc.fields)
    .filter(([name, { value }]) => {
      if (name.startsWith('_') && name !== DELETED_FIELD) return false;
      const old = before && fieldOf(before, name);
      return !old || !sameJson(old.value, value);
    })
    .map(([field, { value }]) => ({
      field,
      value,
      before: before ? (fieldOf(before, field)?.value ?? null) : null,
    }));
}

/** Rows that the server or this version did not take over, and what people do about them. */
export function createQuarantine(options: {
  store: Store;
  documents: Documents;
  /** Tells screens that something was set free or went. */
  onChange: () => void;
}): QuarantineApi {
  const { store, documents, onChange } = options;

  /** The unsynchronised row of the store under the same name. */
  async function waiting(row: QuarantineRow): Promise<LocalRow | null> {
    const ref = refOf(row);
    const own = ref && (await store.storage.get([ref])).get(keyOf(ref));
    return own?.dirty === 1 ? own : null;
  }

  /** The row of the store that was refused, as long as it stands there unchanged. */
  async function standing(row: QuarantineRow): Promise<LocalRow | null> {
    const own = await waiting(row);
    return own?.rev === row.rev ? own : null;
  }

  /** It was changed since, and goes out again by itself. */
  async function isMended(row: QuarantineRow): Promise<boolean> {
    const own = await waiting(row);
    return row.row.dirty === 1 && own !== null && own.rev !== row.rev;
  }

  const isMine = ({ row }: QuarantineRow) => isBy(row.maxStamp, store.keys().personId);

  async function viewOf(aside: QuarantineRow): Promise<RefusedView> {
    const ref = refOf(aside);
    const own = await standing(aside);
    const doc = ref && (await opened(store, aside.row, ref));
    const base = ref && aside.row.base ? { ...aside.row, ...aside.row.base } : null;
    const here = ref && aside.row.dirty === 0 ? await store.read(ref) : null;
    const before = base && ref ? await opened(store, base, ref) : (here?.doc ?? null);
    const mine = aside.row.dirty === 1 && isMine(aside);
    const { maxStamp } = aside.row;
    return {
      key: aside.key,
      collection: aside.collection,
      id: aside.id,
      fileId: aside.row.fileId ?? null,
      code: aside.code as RefusedCode,
      since: aside.since,
      whose: aside.row.dirty === 0 ? 'server' : mine ? 'mine' : 'colleague',
      by: isStamp(maxStamp) ? store.keys().personOf(maxStamp) : null,
      changes: doc && changesOf(doc, before),
      value: doc && valuesOf(doc),
      can: {
        sendAgain: own !== null && aside.code !== 'erased',
        takeServers:
          own !== null && mine && aside.code === 'invalid' && aside.row.base !== undefined && aside.seq > 0,
        discard: mine,
      },
    };
  }

  async function find(key: string): Promise<QuarantineRow> {
    const row = (await store.storage.quarantine()).find((one) => one.key === key);
    if (!row) throw dataError('not-found');
    return row;
  }

  /** Earlier values that were refused with their document: whatever is decided about it holds for them. */
  async function companionsOf({ id, collection }: QuarantineRow): Promise<QuarantineRow[]> {
    if (collection === HISTORY) return [];
    const all = await store.storage.quarantine();
    return all.filter((one) => one.collection === HISTORY && documentOf(one.id) === id);
  }

  const release = (rows: readonly QuarantineRow[]) =>
    store.write([], () => ({ put: [], release: rows.map(({ key }) => key) }));

  const refsOf = (rows: readonly QuarantineRow[]) => rows.flatMap((row) => refOf(row) ?? []);

  /** The server's version in the place of ours; null where it has none. */
  const asServed = (entry: Entry): Entry | null => {
    const { base, seq } = entry.replica;
    return base && seq > 0 ? { ...entry, replica: fetched(base, seq) } : null;
  };

  /** Takes ours out of the store: the server's version stands again, or nothing where it has none. */
  async function drop(row: QuarantineRow): Promise<void> {
    const [ref, own] = [refOf(row), await standing(row)];
    if (ref && own?.base && own.seq > 0) {
      await store.write([ref], (entries) => {
        const entry = entries.get(keyOf(ref));
        const served = entry?.replica.version.rev === row.rev ? asServed(entry) : null;
        return served && { put: [served], release: [row.key] };
      });
      await store.forget([ref]);
    } else if (ref && own) await store.erase([{ ref, row: own }], { release: [row.key] });
    else {
      await release([row]);
      if (ref) await store.forget([ref]);
    }
  }

  return {
    async list() {
      const rows = (await store.storage.quarantine()).filter(({ code }) => !LOADING_CODES.includes(code));
      const keys = new Set(rows.map(({ key }) => key));
      const withDocument = ({ collection, id }: QuarantineRow) =>
        collection === HISTORY && COLLECTIONS.some((name) => keys.has(`${name}/${documentOf(id)}`));
      const alone = rows.filter((row) => !withDocument(row));
      const mended = await Promise.all(alone.map(isMended));
      const views = await Promise.all(alone.filter((_, at) => !mended[at]).map(viewOf));
      return views.sort((a, b) => (a.since < b.since ? 1 : -1));
    },
    async sendAgain(key) {
      const row = await find(key);
      const rows = [row, ...(await companionsOf(row))];
      await release(rows);
      // Rows that wait wake the synchronisation of whichever window leads.
      await store.reread(refsOf(rows));
      onChange();
    },
    async takeServers(key) {
      const row = await find(key);
      const view = await viewOf(row);
      const ref = refOf(row);
      if (!ref || !view.can.takeServers) throw dataError('no-right');
      const companions = await companionsOf(row);
      await documents.write(
        [ref],
        (entries) => {
          const entry = entries.get(keyOf(ref));
          const served = entry && asServed(entry);
          if (!served) throw dataError('not-found');
          return { put: [served], release: [key, ...companions.map((one) => one.key)] };
        },
        { drafts: true },
      );
      await store.forget([ref]);
      onChange();
    },
    async discard(key) {
      const row = await find(key);
      if (!(await viewOf(row)).can.discard) throw dataError('no-right');
      for (const one of [...(await companionsOf(row)), row]) await drop(one);
      onChange();
    },
    async sealedCopy(key) {
      const aside = await find(key);
      const asText = (_: string, value: unknown) =>
        value instanceof Uint8Array ? toBase64url(value) : value;
      return JSON.stringify({ format: 'wegbuch-set-aside', version: 1, ...aside }, asText, 2);
    },
    async readableCopy(key) {
      const { collection, id, fileId, code, since, value, changes } = await viewOf(await find(key));
      if (!value) throw dataError('not-found');
      const copy = {
        format: 'wegbuch-readable',
        version: 1,
        collection,
        id,
        fileId,
        code,
        since,
        value,
        changes,
      };
      return JSON.stringify(copy, null, 2);
    },
  };
}
