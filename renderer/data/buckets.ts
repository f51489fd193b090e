import { dataError } from './errors';

/**
 * Places for the database. When a browser can neither open nor delete the files of its own store, a storage bucket
 * is a place of its own, with files of its own. The bucket with the highest number holds the database; without
 * one it lies in the ordinary place.
 */
interface Buckets {
  keys(): Promise<string[]>;
  open(name: string, options: { durability: 'strict'; persisted: true }): Promise<{ indexedDB: IDBFactory }>;
}

const PREFIX = 'database-';

const buckets = (navigator as { storageBuckets?: Buckets }).storageBuckets ?? null;

async function numbers(known: Buckets): Promise<number[]> {
  const names = (await known.keys()).filter((name) => name.startsWith(PREFIX));
  return names.map((name) => Number(name.slice(PREFIX.length)));
}

const open = async (known: Buckets, number: number) =>
  (await known.open(`${PREFIX}${number}`, { durability: 'strict', persisted: true })).indexedDB;

/** Where the database lies now. */
export async function currentPlace(): Promise<IDBFactory> {
  const newest = buckets ? Math.max(0, ...(await numbers(buckets))) : 0;
  return buckets && newest > 0 ? open(buckets, newest) : indexedDB;
}

/** A new place, in use from the next start on. Throws `storage-broken` where the browser has none to give. */
export async function nextPlace(): Promise<IDBFactory> {
  if (!buckets) throw dataError('storage-broken');
  return open(buckets, Math.max(0, ...(await numbers(buckets))) + 1);
}
