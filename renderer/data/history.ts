import { FILE_FIELD, type Entry, type RowRef } from './sealing';
import { keyOf } from './storage';
import type { Store } from './store';
import { bucketSize } from '#shared/crypto/envelope';
import { COLLECTION_COMPARTMENT } from '#shared/security/compartments';
import { isBy, millisOf } from '#shared/sync/clock';
import { edited, started } from '#shared/sync/decisions';
import type { Json, Stamp } from '#shared/sync/document';
import { emptyHistory, historyId, overwrittenFields, pastValues } from '#shared/sync/history';

/** A value that a field held, when and by whom it was set. */
export interface PastValue {
  field: string;
  value: Json;
  stamp: Stamp;
  /** ISO. */
  at: string;
  /** Person id; null when it was nobody of this office. */
  by: string | null;
}

/** A part that takes this many bytes on disk is full; further values go into the next one. */
const FULL_BYTES = bucketSize(8 * 1024);
/** A value that its own writer replaces sooner than this was still being written: typing saves as one goes. */
const SITTING_MS = 10 * 60_000;

/** What fields held before they were changed, kept beside the documents (ADR 13). */
export class History {
  /** Parts known to be full, by document: they stay so. */
  private readonly full = new Map<string, number>();

  constructor(private readonly store: Store) {}

  /** The part of a document's history that takes further values, as far as is known. */
  openPart(ref: RowRef): RowRef {
    return { collection: 'history', id: historyId(ref.id, (this.full.get(keyOf(ref)) ?? 0) + 1) };
  }

  /** Notes which of the `parts`, by document, turn out to be full. Whether one is: then others are open. */
  isFull(parts: ReadonlyMap<string, RowRef>, found: ReadonlyMap<string, Entry>): boolean {
    let full = false;
    for (const [document, part] of parts) {
      const bytes = found.get(keyOf(part))?.replica.version.sealed?.body.length ?? 0;
      if (bytes < FULL_BYTES) continue;
      this.full.set(document, (this.full.get(document) ?? 0) + 1);
      full = true;
    }
    return full;
  }

  /**
   * Histories with what `changed` entries overwrite of those before; `parts` are the open ones, by document.
   * `drafts`: also of values that were still being written.
   */
  kept(
    changed: readonly Entry[],
    before: ReadonlyMap<string, Entry>,
    parts: ReadonlyMap<string, RowRef>,
    drafts: boolean,
  ): Entry[] {
    return changed.flatMap((entry): Entry[] => {
      const old = before.get(keyOf(entry.ref));
      if (!old || COLLECTION_COMPARTMENT[entry.ref.collection] === 'inherited') return [];
      const past = overwrittenFields(old.replica.version.doc, entry.replica.version.doc);
      for (const [name, { stamp }] of Object.entries(past))
        if (!drafts && this.isDraft(stamp)) delete past[name];
      if (Object.keys(past).length === 0) return [];
      const part = parts.get(keyOf(entry.ref));
      if (!part) throw new RangeError('history: no open part');
      const own = before.get(keyOf(part)) ?? this.begin(entry, part);
      return [{ ...own, replica: edited(own.replica, past, 1, this.store.make) }];
    });
  }

  private isDraft(stamp: Stamp): boolean {
    const { personId } = this.store.keys();
    const age = this.store.clock.now() - millisOf(stamp);
    return isBy(stamp, personId) && age >= 0 && age < SITTING_MS;
  }

  /** An empty part; it is its own base, since every device begins it alike. */
  private begin({ ref, place }: Entry, own: RowRef): Entry {
    const part = Number(own.id.slice(1, own.id.indexOf('_')));
    const doc = emptyHistory(ref, part, place.fileId === null ? {} : { [FILE_FIELD]: place.fileId });
    return { ref: own, place, replica: started(this.store.make(doc), this.store.make(doc)) };
  }

  /** All that the fields of a document held before, newest first. */
  async of(ref: RowRef): Promise<PastValue[]> {
    const found: { field: string; value: Json; stamp: Stamp }[] = [];
    for (let part = 1; ; part++) {
      const row = await this.store.read({ collection: 'history', id: historyId(ref.id, part) });
      if (!row) break;
      found.push(...pastValues(row.doc));
    }
    const { personOf } = this.store.keys();
    return found
      .sort((a, b) => (a.stamp < b.stamp ? 1 : -1))
      .map(({ field, value, stamp }) => ({
        field,
        value,
        stamp,
        at: new Date(millisOf(stamp)).toISOString(),
        by: personOf(stamp),
      }));
  }
}
