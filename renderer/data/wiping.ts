import { BULK_DEADLINE_MS, database, within, DATABASE_DEADLINE_MS } from './errors';
import type { HandingInOptions } from './handing-in';
import type { LocalRow, SealedVersion } from './schema';
import { keyOf } from './storage';
import { toBase64url } from '#shared/crypto/bytes';
import type { HandedRow } from '#shared/security/handed-in';

const versionOf = ({ rev, keyId, maxStamp, body }: SealedVersion) => ({
  rev,
  keyId,
  maxStamp,
  body: toBase64url(body),
});

function handedRow(collection: string, row: LocalRow): HandedRow {
  const { id, fileId = null, compartment, seq, base, sent } = row;
  return {
    collection,
    id,
    fileId,
    compartment,
    seq,
    ...versionOf(row),
    base: base ? versionOf(base) : null,
    sent: sent ? { ...versionOf(sent), seq: sent.seq } : null,
  };
}

/**
 * All that this device has and the server has not, as it lies here: rows that wait, those that were set aside, and
 * those that only the journal has. A decision to erase that was not carried out is left out: what it says is not so.
 */
export async function rowsToHandIn(options: HandingInOptions): Promise<HandedRow[]> {
  const store = options.store();
  const waiting = await store.unsynced.all(true);
  const undone = await options.undone();
  const refs = [...waiting.values()].flatMap(({ ref }) => (undone.has(keyOf(ref)) ? [] : [ref]));
  const present = await store.storage.get(refs);
  const aside = await store.storage.quarantine();
  const rows: { collection: string; row: LocalRow }[] = [
    ...refs.flatMap((ref) => {
      const row = present.get(keyOf(ref));
      return row?.dirty === 1 ? [{ collection: ref.collection, row }] : [];
    }),
    ...aside.filter(({ key, row }) => row.dirty === 1 && !undone.has(key)),
    ...(await options.unread()),
  ];
  const byVersion = new Map(rows.map((one) => [`${one.collection}/${one.row.id}/${one.row.rev}`, one]));
  return [...byVersion.values()].map(({ collection, row }) => handedRow(collection, row));
}

/** Whether the content of an attachment stands here and nowhere else. */
async function hasContentAlone({ strict }: HandingInOptions): Promise<boolean> {
  const contents = await database(strict.blobs.toArray());
  return contents.some(({ onServer, begun }) => onServer === 0 && begun === 0);
}

/**
 * Wipes the device: rows, journal, note, keys. Not while it has something that the server has not and that is in
 * none of these versions, nor while it alone has the content of an attachment. Gives whether it did. `local`: small
 * values that stay. Broken off, it is begun again from the database, which goes last.
 */
export async function wipeBut(
  options: HandingInOptions,
  revs: ReadonlySet<string>,
  local: Record<string, number>,
): Promise<boolean> {
  const { strict, journal, marker } = options;
  const rows = await rowsToHandIn(options);
  if (rows.some(({ rev }) => !revs.has(rev)) || (await hasContentAlone(options))) return false;
  await journal.reset([], await journal.size());
  await within(DATABASE_DEADLINE_MS, marker.write(null));
  const values = Object.entries(local).map(([name, value]) => ({ name, value }));
  const clear = async () => {
    await Promise.all(strict.tables.map((table) => table.clear()));
    await strict.local.bulkPut(values);
  };
  await database(strict.transaction('rw', strict.tables, clear), BULK_DEADLINE_MS);
  options.store().unsynced.forget();
  options.onWiped();
  return true;
}
