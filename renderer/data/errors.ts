import type { DataError, DataErrorCode } from './api';

/** Makes the one error type of the worker; a plain object, because it must survive structured clone. */
export function dataError(
  code: DataErrorCode,
  details: Pick<DataError, 'fields' | 'retryAfterSeconds'> = {},
): DataError {
  return { name: 'DataError', code, ...details };
}

/** True for what the worker throws. */
export function isDataError(value: unknown): value is DataError {
  return typeof value === 'object' && value !== null && (value as { name?: unknown }).name === 'DataError';
}

const BROKEN = new Set([
  'OpenFailedError',
  'VersionError',
  'UnknownError',
  'DataError',
  'InvalidStateError',
  'NotFoundError',
  'DatabaseClosedError',
]);

/** Names of an error and of those it wraps (Dexie keeps the browser's own error in `inner`). */
function namesOf(error: unknown): string[] {
  const names: string[] = [];
  let at = error as { name?: unknown; inner?: unknown } | null | undefined;
  for (let depth = 0; at && typeof at === 'object' && depth < 5; depth++) {
    if (typeof at.name === 'string') names.push(at.name);
    at = at.inner as typeof at;
  }
  return names;
}

/** Any failure as a DataError: the store's own errors by what a person can do about them. */
export function toDataError(error: unknown): DataError {
  if (isDataError(error) && typeof (error as { code?: unknown }).code === 'string') return error;
  const names = namesOf(error);
  if (names.includes('QuotaExceededError')) return dataError('storage-full');
  if (names.includes('TimeoutError')) return dataError('time-out');
  if (names.some((name) => BROKEN.has(name))) return dataError('storage-broken');
  return dataError('unknown');
}

/** How long one call of the database may take, in milliseconds. */
export const DATABASE_DEADLINE_MS = 20_000;
export const BULK_DEADLINE_MS = 120_000;

/** Ends a wait that would never end: rejects with `time-out` after `ms` milliseconds. */
export async function within<T>(ms: number, work: PromiseLike<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(dataError('time-out')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A database call with its deadline and its errors in our words. */
export async function database<T>(work: PromiseLike<T>, ms = DATABASE_DEADLINE_MS): Promise<T> {
  try {
    return await within(ms, work);
  } catch (error) {
    throw toDataError(error);
  }
}
