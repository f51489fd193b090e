import { wrap, type Remote } from 'comlink';
import type { DataApi, View } from '../../../renderer/data/api';
import type { Faults, Mode } from './faults-worker';
import FaultsWorker from './faults-worker.ts?worker';

const PASSPHRASE = 'Vier Kraniche am Fluss';

/** A save of a person: a client file made, or its note changed to a higher number. */
export interface Save {
  id: string;
  /** 0: the file itself. */
  note: number;
  /** When the app said so, Unix ms. */
  at: number;
}

declare global {
  /** Tells the test, outside the browser, that the app said „saved“. */
  function acknowledged(save: string): Promise<void>;
}

let worker: Remote<Faults> | null = null;

function call<T>(group: keyof DataApi, method: string, ...parameters: unknown[]): Promise<T> {
  if (!worker) throw new TypeError('Not begun.');
  return worker.call(group, method, parameters) as Promise<T>;
}

async function personId(): Promise<string> {
  const state = await call<{ people?: Array<{ id: string }> }>('security', 'state');
  const outlook = await call<{ people: Array<{ id: string }> }>('storage', 'outlook');
  return (state.people ?? outlook.people)[0]?.id ?? '';
}

async function newFile(): Promise<string> {
  const name = { family: 'Beispiel', given: crypto.randomUUID(), block: false };
  return (await call<View<'client-files'>>('clientFiles', 'create', { name })).id;
}

/** Long enough that some hundred saves fill the browser's log. */
const textOf = (note: number) => String(note).padStart(1_000, '0');
const changeNote = (id: string, note: number) =>
  call<unknown>('documents', 'change', 'client-files', id, { concern: textOf(note) });

const saved = (id: string, note: number) =>
  JSON.stringify({ id, note, at: performance.timeOrigin + performance.now() } satisfies Save);

/** One person at one file: makes it, then changes its note again and again. */
async function work(ask: { saves: number; ackBeforeCommit: boolean }): Promise<void> {
  const id = await newFile();
  await acknowledged(saved(id, 0));
  for (let note = 1; note <= ask.saves; note++) {
    const change = changeNote(id, note);
    if (!ask.ackBeforeCommit) await change;
    await acknowledged(saved(id, note));
    await change;
  }
}

/** What a test asks of the page. */
const page = {
  async begin(mode: Mode): Promise<string> {
    worker = wrap<Faults>(new FaultsWorker());
    const state = await worker.begin(mode);
    return state.state === 'broken' ? `broken: ${state.reason}` : state.state;
  },
  setUp: () =>
    call<void>('security', 'setUpOffice', {
      officeName: 'Büro',
      personName: 'Ada',
      passphrase: PASSPHRASE,
      circles: 'small-team',
      server: null,
    }),
  unlock: async () =>
    call<void>('security', 'unlock', { personId: await personId(), passphrase: PASSPHRASE }),
  outlook: () => call<{ unsynced: number; people: unknown[] }>('storage', 'outlook'),
  rebuild: async () =>
    call<void>('storage', 'rebuild', { personId: await personId(), passphrase: PASSPHRASE }),
  room: () => call<{ level: string; journal: boolean }>('storage', 'room'),
  /** Several people at once, each saving `saves` times; ends by itself or with the browser. */
  work: async (ask: { people: number; saves: number; ackBeforeCommit: boolean }) => {
    await Promise.all(Array.from({ length: ask.people }, () => work(ask)));
  },
  newFile,
  /** `saved`, or the reason code of the refusal. */
  async save(id: string, note: number): Promise<string> {
    try {
      await changeNote(id, note);
      return 'saved';
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  },
  /** Every file with the number of its note. */
  async saved(): Promise<Omit<Save, 'at'>[]> {
    const all = await call<View<'client-files'>[]>('documents', 'list', 'client-files');
    return all.map(({ id, value }) => ({ id, note: Number(value.concern ?? 0) }));
  },
};

export type FaultPage = typeof page;
Object.assign(globalThis, { page });
