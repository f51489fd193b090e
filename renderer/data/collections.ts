import type { Collection } from '#shared/security/compartments';
import type { OpenRow } from './sealing';
import type { Store } from './store';

/**
 * Opened documents of whole collections, kept in memory while unlocked: what Heute, the waiting area and the
 * list of partners ask for again and again. Client files have their own read model.
 */
export function createCollections(store: Store) {
  const kept = new Map<Collection, Promise<Map<string, OpenRow>>>();

  function load(collection: Collection): Promise<Map<string, OpenRow>> {
    const known = kept.get(collection);
    if (known) return known;
    const written = new Map<string, OpenRow>();
    // What is written while the rows are being read is newer than what is read.
    const stop = store.onApplied((rows) => {
      for (const row of rows) if (row.ref.collection === collection) written.set(row.ref.id, row);
    });
    const loading = store
      .list(collection)
      .then((rows) => new Map([...rows.map((row) => [row.ref.id, row] as const), ...written]))
      .finally(stop);
    kept.set(collection, loading);
    loading.catch(() => kept.delete(collection));
    return loading;
  }

  store.onApplied((rows, _, erased) => {
    for (const row of rows) {
      void kept.get(row.ref.collection)?.then((map) => map.set(row.ref.id, row));
    }
    for (const { collection, id } of erased) void kept.get(collection)?.then((map) => map.delete(id));
  });

  return {
    /** All documents of a collection, deleted ones included, in no order. */
    async list(collection: Collection): Promise<OpenRow[]> {
      return [...(await load(collection)).values()];
    },
    /** Forgets everything (lock). */
    clear(): void {
      kept.clear();
    },
  };
}

export type Collections = ReturnType<typeof createCollections>;
