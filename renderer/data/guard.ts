import type { DBCore, DBCoreMutateRequest, Middleware } from 'dexie';

/**
 * Nothing readable gets on disk by mistake (architecture § 5): every table has a fixed set of fields, and plain
 * ones only hold ids, numbers, stamps and codes. Anything else throws before it reaches the store.
 */
type Check = (value: unknown) => boolean;

const word: Check = (value) => typeof value === 'string' && /^[A-Za-z0-9_.:/-]{0,90}$/.test(value);
const count: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value);
const bytes: Check = (value) => ArrayBuffer.isView(value);
const flag: Check = (value) => value === 0 || value === 1;
const anything: Check = () => true;
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

function shape(fields: Record<string, Check>): Check {
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).every((key) => Object.hasOwn(fields, key)) &&
    Object.entries(fields).every(([key, check]) => check((value as Record<string, unknown>)[key]));
}

/** Ids, numbers and lists or records of them: all that a small value of this device may hold. */
const plainValue: Check = (value) =>
  value === null ||
  typeof value === 'boolean' ||
  word(value) ||
  count(value) ||
  (Array.isArray(value) && value.every(plainValue)) ||
  (typeof value === 'object' && Object.entries(value).every(([key, item]) => word(key) && plainValue(item)));

const version = { rev: word, keyId: word, maxStamp: word, body: bytes };
const row = shape({
  ...version,
  id: word,
  fileId: optional(word),
  compartment: word,
  seq: count,
  dirty: flag,
  base: optional(shape(version)),
  sent: optional(shape({ ...version, seq: count })),
});

const TABLES: Record<string, Check> = {
  // Security keeps only public, wrapped or sealed records here; their content is its own affair.
  vault: shape({ name: word, value: anything }),
  local: shape({ name: word, value: plainValue }),
  pages: shape({ id: word, keyId: word, body: bytes }),
  quarantine: shape({
    key: word,
    id: word,
    collection: word,
    compartment: word,
    code: word,
    since: word,
    seq: count,
    rev: word,
    row,
  }),
  blobs: shape({
    id: word,
    begun: count,
    onServer: flag,
    keep: flag,
    used: count,
    refused: optional(word),
  }),
  chunks: shape({ id: word, n: count, body: bytes }),
  audit: shape({ deviceId: word, number: count, previous: word, key: count, body: bytes, at: count }),
};

/** Names the first table whose value breaks the rule; the value itself is never part of the message. */
class GuardError extends Error {
  override name = 'GuardError';
  constructor(readonly table: string) {
    super(`A row of "${table}" has a field that may not lie on disk.`);
  }
}

function check(table: string, request: DBCoreMutateRequest): void {
  if (request.type !== 'add' && request.type !== 'put') return;
  const allowed = TABLES[table] ?? row;
  if (!request.values.every(allowed)) throw new GuardError(table);
}

/** Dexie middleware of every handle. */
export const guard: Middleware<DBCore> = {
  stack: 'dbcore',
  name: 'wegbuch-guard',
  create: (core) => ({
    ...core,
    table(name) {
      const table = core.table(name);
      return {
        ...table,
        mutate(request) {
          try {
            check(name, request);
          } catch (error) {
            return Promise.reject(error);
          }
          return table.mutate(request);
        },
      };
    },
  }),
};
