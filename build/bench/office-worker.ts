import '../../renderer/data/jitless';
import { expose } from 'comlink';
import type { Engine } from '../../renderer/data/engine';
import type { Leadership } from '../../renderer/data/leadership';
import { COLLECTIONS, LocalDatabase } from '../../renderer/data/schema';
import { createServerClient } from '../../renderer/sync/http';
import type { Access } from './floor-worker';
import { PASSPHRASE, startEngine } from './start-engine';

/** When things had happened since synchronisation began, in ms. */
export interface SyncTimes {
  /** The first page of client files came from the server. */
  firstPage: number;
  /** The list of client files answered with files. */
  usable: number;
  /** Everything is here, merged, readable and compared with the server. */
  synced: number;
}

/** Clients per round of filling: what belongs together is pushed close together, as in the life of an office. */
const SLICE = 100;

let engine: Engine | null = null;
let databaseName = '';
/** Lets synchronisation begin: it waits here until it is measured. */
let begin: () => void = () => undefined;
let token = '';
let base = '';
const compartments = new Set<string>();
let firstPageAt: number | null = null;

const held: Leadership = {
  stand(elected) {
    begin = elected;
    return () => undefined;
  },
};

/** The browser's own fetch, with the session and the first page noted in passing. */
const noting: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  const address = new URL(input instanceof Request ? input.url : input);
  const compartment = address.pathname.endsWith('/sync/pull') && address.searchParams.get('compartment');
  if (compartment) {
    compartments.add(compartment);
    token = new Headers(init?.headers).get('authorization')?.slice('Bearer '.length) ?? token;
    if (compartment === 'stammdaten') firstPageAt ??= performance.now();
  }
  return response;
};

async function start(name: string): Promise<Engine> {
  databaseName = name;
  engine = await startEngine(name, {
    leadership: held,
    serverClient: (address) => {
      base = address;
      return createServerClient(address, noting);
    },
  });
  return engine;
}

function current(): Engine {
  if (!engine) throw new TypeError('Not started.');
  return engine;
}

async function countRows(): Promise<number> {
  const db = new LocalDatabase(databaseName, {}, false);
  await db.open();
  const counts = await Promise.all(COLLECTIONS.map((collection) => db.rows(collection).count()));
  db.close();
  return counts.reduce((sum, count) => sum + count, 0);
}

const office = {
  /** An office on a server with at least so many records; gives how many there are. */
  async fill(name: string, server: string, records: number): Promise<number> {
    const { api, seedDemo, syncOnce } = await start(name);
    await api.security.setUpOffice({
      officeName: 'Bench',
      personName: 'Bench',
      passphrase: PASSPHRASE,
      circles: 'small-team',
      server,
    });
    let count = 0;
    for (let seed = 1; count < records; seed++) {
      await seedDemo({ clients: SLICE, seed });
      await syncOnce();
      count = await countRows();
    }
    return count;
  },
  /** Codes with which further devices of the same person join. */
  async invite(count: number): Promise<string[]> {
    const { security } = current().api;
    const state = await security.state();
    if (state.state !== 'unlocked') throw new TypeError(state.state);
    const { id, name, role } = state.person;
    const codes: string[] = [];
    while (codes.length < count)
      codes.push((await security.invite({ purpose: 'device', name, role, personId: id })).code);
    return codes;
  },
  /** A code with which somebody new joins; this device must stay in touch to let them in. */
  async invitePerson(name: string): Promise<string> {
    const { code } = await current().api.security.invite({ purpose: 'person', name, role: 'counsellor' });
    return code;
  },
  /** A further device, unlocked, with the list ready and nothing pulled yet. */
  async join(name: string, server: string, code: string): Promise<void> {
    const { api } = await start(name);
    await api.security.join({ server, code, passphrase: PASSPHRASE });
    await api.clientFiles.page({ offset: 0, limit: 1 });
  },
  /** The same device on another day. */
  async unlock(name: string): Promise<void> {
    const { api } = await start(name);
    const state = await api.security.state();
    if (state.state !== 'locked') throw new TypeError(state.state);
    await api.security.unlock({ personId: state.people[0]?.id ?? '', passphrase: PASSPHRASE });
    await api.clientFiles.page({ offset: 0, limit: 1 });
  },
  /** Lets synchronisation begin as the app does, and waits until it says that everything is here. */
  async sync(): Promise<SyncTimes> {
    const { api, subscribe } = current();
    const begun = performance.now();
    firstPageAt = null;
    let usable: number | null = null;
    const look = async (collections: string[], done: () => void) => {
      if (usable === null && collections.includes('client-files')) {
        const { rows } = await api.clientFiles.page({ offset: 0, limit: 50 });
        if (rows.length > 0) usable ??= performance.now();
      }
      if (!collections.includes('sync')) return;
      const state = await api.sync.state();
      if (state.kind === 'synced') done();
      else if (state.kind !== 'syncing') throw new Error(JSON.stringify(state));
    };
    let stop: () => void = () => undefined;
    await new Promise<void>((done, fail) => {
      stop = subscribe(({ collections }) => {
        look(collections, done).catch(fail);
      });
      begin();
    }).finally(() => stop());
    const synced = performance.now() - begun;
    return { firstPage: (firstPageAt ?? begun) - begun, usable: (usable ?? begun) - begun, synced };
  },
  /** Session and compartments of the pulls so far. */
  access: (): Access => ({ base, token, compartments: [...compartments] }),
  /** Ids of client files, by their place in the list. */
  async files(count: number): Promise<string[]> {
    const { rows } = await current().api.clientFiles.page({ offset: 0, limit: count });
    return rows.map(({ id }) => id);
  },
  async save(id: string, note: string): Promise<void> {
    await current().api.documents.change('client-files', id, { contactNote: note });
  },
  /** Writes into the same field of each file who wrote it. */
  async changeEach(ids: string[], by: string): Promise<void> {
    for (const id of ids) await office.save(id, `${by} ${id}`);
  },
  syncOnce: () => current().syncOnce(),
  /** The values of that field that screens lead to: what stands there, and what an open conflict keeps. */
  async shown(ids: string[]): Promise<Record<string, unknown[]>> {
    const { documents, conflicts } = current().api;
    const open = (await conflicts.open()).filter(({ field }) => field === 'contactNote');
    const found: Record<string, unknown[]> = {};
    for (const id of ids) {
      const document = await documents.get('client-files', id);
      const asked = open.filter((conflict) => conflict.of.id === id);
      const kept = asked.flatMap((conflict) => [conflict.kept.value, conflict.other.value]);
      found[id] = [document?.value.contactNote, ...kept];
    }
    return found;
  },
  /** Waits until a client file reads so. */
  seen(id: string, note: string): Promise<void> {
    const { api, subscribe } = current();
    return new Promise((resolve, reject) => {
      const look = async () => {
        const found = await api.documents.get('client-files', id);
        if (found?.value.contactNote !== note) return;
        stop();
        resolve();
      };
      const stop = subscribe(({ collections }) => {
        if (collections.includes('client-files')) look().catch(reject);
      });
    });
  },
  close: () => current().close(),
  /** Takes the device's database away. */
  async clear(): Promise<void> {
    await current().close();
    await new LocalDatabase(databaseName, {}, false).delete();
  },
};

export type OfficeWorker = typeof office;

expose(office);
