import type { QueueApi } from './api';
import type { Collections } from './collections';
import { parseValue, valuesOf } from './documents';
import { dataError } from './errors';
import type { Entry } from './sealing';
import type { Store } from './store';
import { localDay } from '#shared/domain/days';
import type { Arrival, CheckIn } from '#shared/domain/queue';
import { makeStamp } from '#shared/sync/clock';
import { started } from '#shared/sync/decisions';
import type { StoredDocument } from '#shared/sync/document';

/** Letter of numbers that the staff desk gives ("Tresen"); kiosks get others when they are enrolled. */
const DESK_LETTER = 'T';

/** The arrival that a check-in becomes. */
function arrivalOf(item: CheckIn): Arrival {
  const { number, at, language, kind, reason, code, name, birthYear } = item;
  const state = { state: 'waiting' as const, at, by: null };
  return {
    number,
    at,
    language,
    kind,
    reason,
    code,
    name,
    birthYear,
    source: 'kiosk',
    clientFileId: null,
    state,
  };
}

/** Filing of check-ins, and numbers for arrivals added by hand. */
export function createQueue(options: { store: Store; collections: Collections }): QueueApi {
  const { store, collections } = options;

  /** The document of an item: id, content and stamps come from the item, so all devices make the same one. */
  async function entryOf(item: CheckIn): Promise<Entry> {
    const key = store.keys().current('stammdaten');
    if (!key) throw dataError('no-right');
    const id = await key.name(['arrival', item.id]);
    const values = parseValue('arrivals', arrivalOf(item));
    const stamp = makeStamp(Date.parse(item.at), 0, `item-${item.id.slice(0, 16)}`);
    const fields = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, { value, stamp }]),
    );
    const doc: StoredDocument = { id, collection: 'arrivals', schemaVersion: 1, fields };
    const ref = { collection: 'arrivals' as const, id };
    const place = { compartment: key.compartment, fileId: null };
    return { ref, place, replica: started(store.make(doc), store.make(doc)) };
  }

  return {
    async file(item) {
      const entry = await entryOf(item);
      await store.write([], () => ({ put: [], addMissing: [entry] }));
    },
    async nextNumber() {
      const today = localDay(store.clock.now());
      const rows = await collections.list('arrivals');
      const numbers = rows
        .map(({ doc }) => valuesOf<'arrivals'>(doc))
        .filter(({ number, at }) => number.startsWith(DESK_LETTER) && localDay(Date.parse(at)) === today)
        .map(({ number }) => Number(number.slice(2)));
      return `${DESK_LETTER}-${String(Math.max(0, ...numbers) + 1).padStart(2, '0')}`;
    },
  };
}
