import '../../renderer/data/jitless';
import { expose } from 'comlink';
import { openRow, sealRow } from '#shared/crypto/envelope';
import { createKdf } from '#shared/crypto/kdf';
import type { Engine } from '../../renderer/data/engine';
import { LocalDatabase, type LocalRow } from '../../renderer/data/schema';
import { argon2id } from '../../renderer/security/argon2';
import { PASSPHRASE, startEngine } from './start-engine';

let engine: Engine | null = null;
let bare: LocalDatabase | null = null;

/** An hour after the filling: rows of the last minute are read once more when unlocking. */
const LATER_MS = 3_600_000;

async function start(name: string, ahead = 0): Promise<Engine> {
  engine = await startEngine(name, { ahead });
  return engine;
}

function current(): Engine {
  if (!engine) throw new TypeError('Not started.');
  return engine;
}

async function measured(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Client files that hold everything; beyond them, files hold what stands on their first page (old, closed ones). */
const WHOLE_FILES = 10_000;

const bench = {
  /** An office without server, with so many client files. */
  async fill(name: string, clients: number): Promise<void> {
    const { api, seedDemo, close } = await start(name);
    await api.security.setUpOffice({
      officeName: 'Bench',
      personName: 'Bench',
      passphrase: PASSPHRASE,
      circles: 'small-team',
      server: null,
    });
    await seedDemo({ clients: Math.min(clients, WHOLE_FILES), seed: 1 });
    for (let done = WHOLE_FILES, seed = 2; done < clients; done += WHOLE_FILES, seed++)
      await seedDemo({ clients: Math.min(clients - done, WHOLE_FILES), seed, only: ['client-files'] });
    await api.clientFiles.page({ offset: 0, limit: 1 });
    await close();
  },
  /** From the derived key to the first window of the list, in ms. */
  async unlock(name: string): Promise<number> {
    const { api } = await start(name, LATER_MS);
    const state = await api.security.state();
    if (state.state !== 'locked') throw new TypeError(state.state);
    return measured(async () => {
      await api.security.unlock({ personId: state.people[0]?.id ?? '', passphrase: PASSPHRASE });
      await api.clientFiles.page({ offset: 0, limit: 50 });
    });
  },
  close: () => current().close(),
  search: (text: string) => current().api.clientFiles.search(text, 20),
  page: (offset: number) => current().api.clientFiles.page({ offset, limit: 50 }),
  /** Ids of client files that hold everything. */
  async wholeFiles(): Promise<string[]> {
    const assessments = await current().api.documents.list('assessments');
    return [...new Set(assessments.flatMap(({ fileId }) => fileId ?? []))];
  },
  /** Everything that the page of a file asks for. */
  async open(id: string): Promise<void> {
    const { documents } = current().api;
    await documents.get('client-files', id);
    const parts = [
      'aliases',
      'language-skills',
      'residence',
      'assessments',
      'educations',
      'work-experiences',
      'skills',
      'referrals',
      'letters',
    ] as const;
    await Promise.all(parts.map((collection) => documents.list(collection, { fileId: id })));
  },
  async save(id: string, note: string): Promise<void> {
    await current().api.documents.change('client-files', id, { contactNote: note });
  },
  /** The real derivation of a passphrase, in ms. */
  kdf: () => measured(() => createKdf(argon2id).derive('argon2id-128m-t3', PASSPHRASE, new Uint8Array(16))),
  /** Raw ceilings with rows of the usual size: sealing nothing but bytes, storing nothing but rows. */
  async ceilings(count: number): Promise<{ bulkPut: number; toArray: number; decrypt: number }> {
    const aes = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ]);
    const place = { table: 'client-files', id: 'x', keyId: 'k', maxStamp: '' };
    const body = await sealRow(aes, place, new Uint8Array(900));
    const rows = Array.from({ length: count }, (_, at): LocalRow => ({
      id: `id-${at}`, fileId: `id-${at}`, compartment: 'stammdaten', keyId: 'k', seq: at, rev: 'r', dirty: 0, maxStamp: '', body,
    })); // prettier-ignore
    const db = new LocalDatabase('bench-raw', { chromeTransactionDurability: 'relaxed' }, false);
    await db.delete();
    await db.open();
    const bulkPut = await measured(async () => {
      for (let at = 0; at < count; at += 5_000)
        await db.rows('client-files').bulkPut(rows.slice(at, at + 5_000));
    });
    const toArray = await measured(() => db.rows('client-files').toArray());
    const decrypt = await measured(async () => {
      for (let at = 0; at < count; at += 500)
        await Promise.all(rows.slice(at, at + 500).map(() => openRow(aes, place, body)));
    });
    await db.delete();
    return { bulkPut, toArray, decrypt };
  },
  /** Opens a store that holds nothing, for bare strict puts. */
  async openBare(): Promise<void> {
    bare = new LocalDatabase('bench-strict', { chromeTransactionDurability: 'strict' }, false);
    await bare.open();
  },
  /** One row put and flushed, with nothing else around it. */
  async strictPut(seq: number): Promise<void> {
    const row: LocalRow = { id: 'bare', fileId: 'bare', compartment: 'stammdaten', keyId: 'k', seq, rev: 'r', dirty: 0, maxStamp: '', body: new Uint8Array(1024) }; // prettier-ignore
    await bare?.rows('client-files').put(row);
  },
};

export type Bench = typeof bench;

expose(bench);
