import { DAMAGED, damagedRows, mend } from './damage';
import { valuesOf, type Documents } from './documents';
import { dataError } from './errors';
import type { QuarantineApi, RefusedCode, RefusedView } from './quarantine-api';
import { COLLECTIONS, type LocalRow, type QuarantineRow } from './schema';
import { ERASED, openCurrent, RowError, type Entry, type RowRef } from './sealing';
import { keyOf } from './storage';
import type { Store } from './store';
import type { Transfers } from '../sync/blobs';
import { GRACE_MS } from '../sync/erasures';
import { LOADING_CODES } from '../sync/remote';
import { toBase64url } from '#shared/crypto/bytes';
import { COLLECTION_COMPARTMENT, type Collection } from '#shared/security/compartments';
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
      // Of a history only the values are for people, not what it is the history of.
      if (doc.collection === HISTORY && !name.includes('@')) return false;
      const old = before && fieldOf(before, name);
      return !old || !sameJson(old.value, value);
    })
    .map(([name, { value }]) => ({
      field: name.split('@')[0] ?? name,
      value,
      before: before ? (fieldOf(before, name)?.value ?? null) : null,
    }));
}

/** Whether what is given up would stand in a history. */
const hasHistory = ({ collection }: QuarantineRow) =>
  COLLECTION_COMPARTMENT[collection as Collection] !== 'inherited';

/** The server's version in the place of ours; null where it has none. */
function asServed(entry: Entry): Entry | null {
  const { base, seq } = entry.replica;
  return base && seq > 0 ? { ...entry, replica: fetched(base, seq) } : null;
}

/** Prefix of the names of contents of attachments that the server refuses. */
const CONTENT = 'content/';
/** The server's reasons for refusing a content; whatever else it says is `blob-refused`. */
const CONTENT_CODES: Readonly<Record<string, RefusedCode>> = {
  'blob-too-large': 'blob-too-large',
  'file-missing': 'blob-missing',
  'no-right': 'no-right',
};

interface QuarantineOptions {
  store: Store;
  documents: Documents;
  contents: Pick<Transfers, 'refusals' | 'sendAgain'>;
  /** Puts back what the journal has and the store does not. */
  replay: () => Promise<unknown>;
  /** Something waits to be sent or fetched. */
  wake: () => void;
  /** Tells screens that something was set free or went. */
  onChange: () => void;
}

/** Rows that the server or this version did not take over, and what people do about them. */
export class Quarantine implements QuarantineApi {
  /** Since when a damaged row or a refused content is known, ISO, by its name. */
  private readonly known = new Map<string, string>();

  constructor(private readonly options: QuarantineOptions) {}

  private get store(): Store {
    return this.options.store;
  }

  /** The unsynchronised row of the store under the same name. */
  private async waiting(row: QuarantineRow): Promise<LocalRow | null> {
    const ref = refOf(row);
    const own = ref && (await this.store.storage.get([ref])).get(keyOf(ref));
    return own?.dirty === 1 ? own : null;
  }

  /** The row of the store that was refused, as long as it stands there unchanged. */
  private async standing(row: QuarantineRow): Promise<LocalRow | null> {
    const own = await this.waiting(row);
    return own?.rev === row.rev ? own : null;
  }

  /** It was changed since, and goes out again by itself. */
  private async isMended(row: QuarantineRow): Promise<boolean> {
    const own = await this.waiting(row);
    return row.row.dirty === 1 && own !== null && own.rev !== row.rev;
  }

  /** What the server has of a row, or for a row of the server what stands here; null where nothing opens. */
  private async before({ row }: QuarantineRow, ref: RowRef): Promise<StoredDocument | null> {
    if (row.dirty === 0) return (await this.store.read(ref))?.doc ?? null;
    return row.base ? opened(this.store, { ...row, ...row.base }, ref) : null;
  }

  private async viewOf(aside: QuarantineRow): Promise<RefusedView> {
    const ref = refOf(aside);
    const own = await this.standing(aside);
    const doc = ref && (await opened(this.store, aside.row, ref));
    const before = ref && (await this.before(aside, ref));
    const keys = this.store.keys();
    const { dirty, maxStamp, base } = aside.row;
    const mine = dirty === 1 && isBy(maxStamp, keys.personId);
    return {
      key: aside.key,
      collection: aside.collection,
      id: aside.id,
      fileId: aside.row.fileId ?? null,
      code: aside.code as RefusedCode,
      since: aside.since,
      goesOn: aside.code === ERASED ? new Date(Date.parse(aside.since) + GRACE_MS).toISOString() : null,
      whose: dirty === 0 ? 'server' : mine ? 'mine' : 'colleague',
      by: isStamp(maxStamp) ? keys.personOf(maxStamp) : null,
      changes: doc && (aside.collection === 'erasures' ? [] : changesOf(doc, before)),
      value: doc && valuesOf(doc),
      can: {
        sendAgain: own !== null && aside.code !== ERASED && aside.code !== DAMAGED,
        fetchAgain: aside.code === DAMAGED && (dirty === 1 || aside.seq > 0),
        takeServers:
          own !== null &&
          mine &&
          aside.code === 'invalid' &&
          base !== undefined &&
          aside.seq > 0 &&
          hasHistory(aside),
        discard: mine,
        copy: true,
      },
    };
  }

  private sinceOf(key: string): string {
    const since = this.known.get(key) ?? new Date(this.store.clock.now()).toISOString();
    this.known.set(key, since);
    return since;
  }

  private async damaged(): Promise<QuarantineRow[]> {
    const rows: QuarantineRow[] = [];
    for await (const row of damagedRows(this.store)) rows.push({ ...row, since: this.sinceOf(row.key) });
    return rows;
  }

  /** Contents of attachments that the server refuses: their documents went without. */
  private async contents(): Promise<RefusedView[]> {
    const views = (await this.options.contents.refusals()).map(async ({ id, code }) => {
      const open = await this.store.read({ collection: 'attachments', id });
      if (!open) return [];
      const key = CONTENT + id;
      const view: RefusedView = {
        key,
        collection: open.ref.collection,
        id,
        fileId: open.place.fileId,
        code: CONTENT_CODES[code] ?? 'blob-refused',
        since: this.sinceOf(key),
        goesOn: null,
        whose: 'mine',
        by: null,
        changes: [],
        value: valuesOf(open.doc),
        can: { sendAgain: true, fetchAgain: false, takeServers: false, discard: false, copy: false },
      };
      return [view];
    });
    return (await Promise.all(views)).flat();
  }

  private async find(key: string): Promise<QuarantineRow> {
    const aside = key.startsWith(`${DAMAGED}/`)
      ? await this.damaged()
      : await this.store.storage.quarantine();
    const row = aside.find((one) => one.key === key);
    if (!row) throw dataError('not-found');
    return row;
  }

  /** Earlier values that were refused with their document: whatever is decided about it holds for them. */
  private async companionsOf({ id, collection }: QuarantineRow): Promise<QuarantineRow[]> {
    if (collection === HISTORY) return [];
    const all = await this.store.storage.quarantine();
    return all.filter((one) => one.collection === HISTORY && documentOf(one.id) === id);
  }

  private release(rows: readonly QuarantineRow[]): Promise<Entry[]> {
    return this.store.write([], () => ({ put: [], release: rows.map(({ key }) => key) }));
  }

  /** Takes ours out of the store: the server's version stands again, or nothing where it has none. */
  private async drop(row: QuarantineRow): Promise<void> {
    const { store } = this;
    const [ref, own] = [refOf(row), await this.standing(row)];
    if (ref && own && row.code === DAMAGED) {
      await store.erase([{ ref, row: own }], {});
      await mend(store, { ...row, row: { ...row.row, dirty: 0 } }, this.options.replay);
    } else if (ref && own?.base && own.seq > 0) {
      await store.write([ref], (entries) => {
        const entry = entries.get(keyOf(ref));
        const served = entry?.replica.version.rev === row.rev ? asServed(entry) : null;
        return served && { put: [served], release: [row.key] };
      });
      await store.forget([ref]);
    } else if (ref && own) await store.erase([{ ref, row: own }], { release: [row.key] });
    else {
      await this.release([row]);
      if (ref) await store.forget([ref]);
    }
  }

  async list(): Promise<RefusedView[]> {
    const aside = await this.store.storage.quarantine();
    const rows = aside.filter(({ code }) => !LOADING_CODES.includes(code));
    const keys = new Set(rows.map(({ key }) => key));
    const withDocument = ({ collection, id }: QuarantineRow) =>
      collection === HISTORY && COLLECTIONS.some((name) => keys.has(`${name}/${documentOf(id)}`));
    const alone = rows.filter((row) => !withDocument(row));
    const mended = await Promise.all(alone.map((row) => this.isMended(row)));
    const waiting = alone.filter((_, at) => !mended[at]);
    const all = [...waiting, ...(await this.damaged())];
    const views = await Promise.all(all.map((row) => this.viewOf(row)));
    return [...views, ...(await this.contents())].sort((a, b) => (a.since < b.since ? 1 : -1));
  }

  async sendAgain(key: string): Promise<void> {
    if (key.startsWith(CONTENT)) {
      await this.options.contents.sendAgain(key.slice(CONTENT.length));
      this.known.delete(key);
      this.options.wake();
      return this.options.onChange();
    }
    const row = await this.find(key);
    if (!(await this.viewOf(row)).can.sendAgain) throw dataError('no-right');
    const rows = [row, ...(await this.companionsOf(row))];
    await this.release(rows);
    // Rows that wait wake the synchronisation of whichever window leads.
    await this.store.reread(rows.flatMap((one) => refOf(one) ?? []));
    this.options.onChange();
  }

  async fetchAgain(key: string): Promise<void> {
    await mend(this.store, await this.find(key), this.options.replay);
    this.options.wake();
    this.options.onChange();
  }

  async takeServers(key: string): Promise<void> {
    const row = await this.find(key);
    const ref = refOf(row);
    if (!ref || !(await this.viewOf(row)).can.takeServers) throw dataError('no-right');
    const companions = await this.companionsOf(row);
    await this.options.documents.write(
      [ref],
      (entries) => {
        const entry = entries.get(keyOf(ref));
        const served = entry && asServed(entry);
        if (!served) throw dataError('not-found');
        return { put: [served], release: [key, ...companions.map((one) => one.key)] };
      },
      { drafts: true },
    );
    await this.store.forget([ref]);
    this.options.onChange();
  }

  async discard(key: string): Promise<void> {
    const row = await this.find(key);
    if (!(await this.viewOf(row)).can.discard) throw dataError('no-right');
    for (const one of [...(await this.companionsOf(row)), row]) await this.drop(one);
    this.options.onChange();
  }

  async sealedCopy(key: string): Promise<string> {
    const aside = await this.find(key);
    const asText = (_: string, value: unknown) => (value instanceof Uint8Array ? toBase64url(value) : value);
    return JSON.stringify({ format: 'wegbuch-set-aside', version: 1, ...aside }, asText, 2);
  }

  async readableCopy(key: string): Promise<string> {
    const { value, changes, ...view } = await this.viewOf(await this.find(key));
    if (!value) throw dataError('not-found');
    const { collection, id, fileId, code, since } = view;
    const told = { collection, id, fileId, code, since, value, changes };
    return JSON.stringify({ format: 'wegbuch-readable', version: 1, ...told }, null, 2);
  }
}
