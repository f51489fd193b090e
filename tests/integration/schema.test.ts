import { readFile } from 'node:fs/promises';
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LocalDatabase } from '../../renderer/data/schema';
import type { Engine } from '../../renderer/data/engine';
import { newDisk, startEngine, type Disk } from '../support/engine-device';
import { SyncServerDouble } from '../support/sync-server-double';
import { narrowed, type JsonSchema } from '../fixtures/schemas/additive';
import { currentSchemas } from '../fixtures/schemas/current';
import { IDBKeyRange } from 'fake-indexeddb';
import { SCHEMAS, type Values } from '#shared/domain/registry';
import type { Collection } from '#shared/security/compartments';

const PASSPHRASE = 'Vier Kraniche am Fluss';
/** Versions of the local database that people may still have. */
const FROZEN = [1, 2, 4, 5];

interface Frozen {
  version: number;
  note: string | null;
  stores: Record<
    string,
    {
      keyPath: string | string[];
      indexes: { name: string; keyPath: string | string[] }[];
      rows: Record<string, unknown>[];
    }
  >;
}

const server = new SyncServerDouble(Date.now);
const start = (disk: Disk) =>
  startEngine({ disk, serverClient: (base) => server.client(base), now: Date.now });
const fixture = (name: string) => readFile(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');

async function frozen(version: number): Promise<Frozen> {
  return JSON.parse(await fixture(`databases/version-${version}.json`), (_, value: unknown) => {
    const bytes = (value as { $bytes?: unknown } | null)?.$bytes;
    return typeof bytes === 'string' ? Uint8Array.from(Buffer.from(bytes, 'base64')) : value;
  }) as Frozen;
}

/** A disk on which the frozen database lies. */
async function diskWith({ version, note, stores }: Frozen): Promise<Disk> {
  const disk = newDisk();
  await new Promise<void>((resolve, reject) => {
    const request = disk.indexedDB.open('wegbuch', version);
    request.onupgradeneeded = () => {
      for (const [name, { keyPath, indexes, rows }] of Object.entries(stores)) {
        const store = request.result.createObjectStore(name, { keyPath });
        for (const index of indexes) store.createIndex(index.name, index.keyPath);
        for (const row of rows) store.put(row);
      }
    };
    request.onsuccess = () => (request.result.close(), resolve());
    request.onerror = () => reject(request.error ?? new Error('The database did not open.'));
  });
  await disk.marker.write(note);
  return disk;
}

async function unlocked(disk: Disk): Promise<Engine> {
  const engine = await start(disk);
  const state = await engine.api.security.state();
  if (state.state !== 'locked') throw new Error(JSON.stringify(state));
  await engine.api.security.unlock({ personId: state.people[0]?.id ?? '', passphrase: PASSPHRASE });
  return engine;
}

const rowTables = ({ stores }: Frozen) =>
  Object.entries(stores).filter(
    ([name]) => !['vault', 'local', 'pages', 'quarantine', 'blobs', 'chunks', 'audit'].includes(name),
  );

/** How many rows the engine of today reads of each collection that was there. */
async function readable(engine: Engine, database: Frozen): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [name] of rowTables(database))
    counts[name] = (await engine.api.documents.list(name as Collection)).length;
  return counts;
}

const rowsIn = (database: Frozen) =>
  Object.fromEntries(rowTables(database).map(([name, { rows }]) => [name, rows.length]));

describe('the local database over time', () => {
  it.each(FROZEN)('version %i opens today with every row readable', async (version) => {
    const database = await frozen(version);
    const engine = await unlocked(await diskWith(database));
    const expected = rowsIn(database);
    expect(expected['client-files']).toBe(5);
    expect(await readable(engine, database)).toEqual(expected);
    const found = await engine.api.clientFiles.search('haile');
    expect(found).toMatchObject([{ concern: 'Sprachkurs', saved: 'here' }]);
    // What was not synchronised then still waits now.
    const waiting = rowTables(database).flatMap(([, { rows }]) =>
      rows.filter(({ dirty }) => dirty === 1),
    ).length;
    expect(waiting).toBeGreaterThan(0);
    expect(await engine.api.sync.state()).toMatchObject({ waiting });
    // And it goes on from there.
    await engine.api.documents.change('client-files', found[0]?.id ?? '', { concern: 'Arbeit' });
    expect((await engine.api.documents.history('client-files', found[0]?.id ?? '')).length).toBeGreaterThan(
      0,
    );
    await engine.close();
  });

  it('notices a row that does not open any more (control)', async () => {
    const database = await frozen(1);
    const body = database.stores['client-files']?.rows[0]?.body as Uint8Array;
    body[40] = (body[40] ?? 0) ^ 1;
    const engine = await unlocked(await diskWith(database));
    expect(await readable(engine, database)).not.toEqual(rowsIn(database));
    await engine.close();
  });

  it('every version has its frozen database', () => {
    const { verno } = new LocalDatabase('names', { indexedDB: new IDBFactory(), IDBKeyRange });
    expect(verno).toBe(Math.max(...FROZEN));
  });

  it('a newer database is used by an older app, which leaves alone what it does not know', async () => {
    const database = await frozen(5);
    const future = { keyPath: 'id', indexes: [], rows: [{ id: 'kept', body: new Uint8Array(3) }] };
    const disk = await diskWith({ ...database, version: 990, stores: { ...database.stores, future } });
    const engine = await unlocked(disk);
    expect(await readable(engine, database)).toEqual(rowsIn(database));
    await engine.api.clientFiles.create({ name: { family: 'Haidari', given: 'Yusuf', block: false } });
    await engine.close();
    const found = await new Promise<{ version: number; future: unknown[]; files: number }>(
      (resolve, reject) => {
        const request = disk.indexedDB.open('wegbuch');
        request.onerror = () => reject(request.error ?? new Error('The database did not open.'));
        request.onsuccess = () => {
          const db = request.result;
          const reading = db.transaction(['future', 'client-files']);
          const kept = reading.objectStore('future').getAll();
          const files = reading.objectStore('client-files').count();
          reading.oncomplete = () =>
            resolve({ version: db.version, future: kept.result as unknown[], files: files.result });
        };
      },
    );
    expect(found).toMatchObject({ version: 990, future: [{ id: 'kept' }], files: 6 });
  });
});

describe('the schemas over time', () => {
  const problems = (before: Record<string, JsonSchema>, after: Record<string, JsonSchema>) =>
    Object.entries(before).flatMap(([name, one]) => narrowed(one, after[name] ?? { type: 'null' }, name));

  it('change additively only, and the snapshot knows all of them', async () => {
    const snapshot = JSON.parse(await fixture('schemas/snapshot.json')) as Record<string, JsonSchema>;
    const retired = JSON.parse(await fixture('schemas/retired.json')) as Record<string, string[]>;
    const current = currentSchemas();
    expect(problems(snapshot, current)).toEqual([]);
    expect(problems(current, snapshot)).toEqual([]);
    for (const [collection, names] of Object.entries(retired))
      for (const name of names) expect(current[collection]?.properties).not.toHaveProperty(name);
  });

  it('notices what is not additive (control)', () => {
    const change = (after: z.ZodObject) => {
      const before = z.object({ a: z.string().max(10), b: z.enum(['x', 'y']).optional() });
      const json = (schema: z.ZodObject) => z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
      return narrowed(json(before), json(after));
    };
    const a = z.string().max(10);
    const b = z.enum(['x', 'y']).optional();
    expect(change(z.object({ a, b, c: z.string().optional() }))).toEqual([]);
    expect(change(z.object({ a: z.string().max(20), b: z.enum(['x', 'y', 'z']).optional() }))).toEqual([]);
    expect(change(z.object({ a }))).toEqual(['.b: removed']);
    expect(change(z.object({ a: z.string().max(5), b }))).toEqual(['.a: shorter']);
    expect(change(z.object({ a, b: z.enum(['x']).optional() }))).toEqual(['.b: values removed']);
    expect(change(z.object({ a, b, c: z.string() }))).toEqual([': c is required now']);
    expect(change(z.object({ a: z.number(), b }))).toContain('.a: type');
  });
});

/** Runs work as a version does whose client files have one field more. */
async function asNewer<T>(work: () => Promise<T>): Promise<T> {
  const entry = SCHEMAS['client-files'] as { schema: z.ZodObject; version: number };
  const { schema, version } = entry;
  Object.assign(entry, { schema: schema.extend({ pronouns: z.string().optional() }), version: version + 1 });
  try {
    return await work();
  } finally {
    Object.assign(entry, { schema, version });
  }
}

it('a field of a newer version survives the edit of an older one, there and back', async () => {
  const newer = await start(newDisk());
  await newer.api.security.setUpOffice({
    officeName: 'Servicestelle', personName: 'Miriam Okafor', passphrase: PASSPHRASE, circles: 'small-team',
    server: 'https://server.example',
  }); // prettier-ignore
  const state = await newer.api.security.state();
  if (state.state !== 'unlocked') throw new Error(state.state);
  const { id: personId, name, role } = state.person;
  const { code } = await newer.api.security.invite({ purpose: 'device', name, role, personId });
  const older = await start(newDisk());
  await older.api.security.join({ server: 'https://server.example', code, passphrase: PASSPHRASE });

  const { id } = await newer.api.clientFiles.create({
    name: { family: 'Haile', given: 'Selam', block: false },
  });
  const pronouns = { pronouns: 'sie' } as object as Partial<Values<'client-files'>>;
  await asNewer(() => newer.api.documents.change('client-files', id, pronouns));
  // Control: a version that does not know the field does not take it from a screen.
  await expect(newer.api.documents.change('client-files', id, pronouns)).rejects.toMatchObject({
    code: 'invalid',
  });
  await newer.syncOnce();
  await older.syncOnce();
  await older.api.documents.change('client-files', id, { concern: 'Sprachkurs' });
  await older.syncOnce();
  await asNewer(() => newer.syncOnce());
  const view = await asNewer(() => newer.api.documents.get('client-files', id));
  expect(view?.value).toMatchObject({ pronouns: 'sie', concern: 'Sprachkurs' });
  await Promise.all([newer.close(), older.close()]);
});
