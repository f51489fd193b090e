import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import type { WindowKind } from '#shared/ipc/channels';
import { IPC, type IpcArgs, type IpcChannel } from '#shared/ipc/contract';
import { sampleLetter } from '../../../build/letters/sample-letters';
import { registerIpc, type IpcHandlers } from '../../../electron/ipc/handle';
import { atLeast, atMost, type Check, type Row, type Size } from '../support/check';
import { shellBundles } from './support/bundles';

type Listener = (event: unknown, ...args: unknown[]) => Promise<unknown>;
interface Event {
  sender: { id: number };
  senderFrame: unknown;
}

const PAGES: Record<WindowKind, string> = {
  staff: 'index.html',
  kiosk: 'kiosk.html',
  companion: 'companion.html',
  paper: 'paper.html',
};
const IDS: Record<WindowKind, number> = { staff: 1, kiosk: 2, companion: 3, paper: 4 };
const UNKNOWN_ID = 9;
/** A window that was locked: its process is ending, and nothing that it asks counts any more. */
const RETIRED_ID = 10;
const kindOf = (id: number) => (Object.keys(IDS) as WindowKind[]).find((kind) => IDS[kind] === id) ?? null;

const own = (kind: WindowKind): Event => ({
  sender: { id: IDS[kind] },
  senderFrame: { parent: null, url: `app://wegbuch/${PAGES[kind]}` },
});

/** Nine senders that may not call a channel of `kind`. */
function hostileSenders(kind: WindowKind): Record<string, Event> {
  const other: WindowKind = kind === 'kiosk' ? 'staff' : 'kiosk';
  const { sender, senderFrame } = own(kind);
  const frame = senderFrame as { url: string };
  return {
    'a window of another kind': own(other),
    'another kind under this page': { sender: { id: IDS[other] }, senderFrame },
    'an unknown window': { sender: { id: UNKNOWN_ID }, senderFrame },
    'a locked window': { sender: { id: RETIRED_ID }, senderFrame },
    'a frame inside': { sender, senderFrame: { parent: frame, url: frame.url } },
    'no frame': { sender, senderFrame: null },
    'a foreign page': { sender, senderFrame: { parent: null, url: `https://wegbuch/${PAGES[kind]}` } },
    'a page that looks like ours': {
      sender,
      senderFrame: { parent: null, url: `app://wegbuch@evil/${PAGES[kind]}` },
    },
    'another page of ours': { sender, senderFrame: { parent: null, url: `app://wegbuch/${PAGES.paper}` } },
  };
}

const poison = JSON.parse(
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
) as object;
const anything = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withTypedArray: true }),
  fc.constantFrom<unknown>(poison, [poison], null, undefined, Number.NaN, -1, '../../etc/passwd', 'a'.repeat(100_000), '\u0000', Symbol('x')),
  fc.webUrl(),
); // prettier-ignore
const payload = fc.array(anything, { maxLength: 4 });

const LETTER = sampleLetter({ language: 'ar', template: 'free', onStationery: false, long: false }, 0);
const BACKUP = 'Wegbuch-Sicherung-20261122-0800.wegbuch';
const BYTES = new Uint8Array(3);
/** Arguments that each channel takes: a new channel does not compile until it is attacked too. */
const VALID: { [C in IpcChannel]: IpcArgs<C> } = {
  'staff:print': [[LETTER]],
  'staff:save-pdf': [[LETTER], 'Schreiben.pdf'],
  'staff:open-calling-window': [],
  'staff:open-companion-window': [],
  'staff:idle-minutes': [],
  'staff:replace-after-lock': [],
  'staff:allow-server': ['https://s.example'],
  'staff:read-note': [],
  'staff:write-note': ['note'],
  'staff:free-bytes': [],
  'staff:open-journal': ['worker-a'],
  'staff:append-journal': ['worker-a', BYTES],
  'staff:read-journal': ['worker-a', 0],
  'staff:journal-size': ['worker-a'],
  'staff:replace-journal': ['worker-a', BYTES, 3],
  'staff:choose-backup-folder': [],
  'staff:backup-folder': [],
  'staff:write-backup': [BACKUP, 0, BYTES],
  'staff:finish-backup': [BACKUP],
  'staff:read-backup': [BACKUP, 0, 3],
  'staff:thin-out-backups': [],
  'staff:unlocked': [10],
  'staff:copied': [],
  'staff:content-protection': [],
  'staff:protect-content': [false],
  'staff:keep-secret': ['A'.repeat(43)],
  'staff:kept-secret': [],
  'staff:ask-pins': [{ ask: 'people' }],
  'kiosk:save-envelope': ['aaaaaaaa', 'envelope'],
  'kiosk:pending-envelopes': [],
  'kiosk:settle': ['visit-over'],
};

/** Registers the contract with handlers that only count; `register` is ours or a broken one. */
function counting(register: typeof registerIpc) {
  const listeners = new Map<string, Listener>();
  const executed: unknown[][] = [];
  const handlers = Object.fromEntries(
    Object.keys(IPC).map((channel) => [channel, (...args: unknown[]) => void executed.push(args)]),
  ) as unknown as IpcHandlers;
  register(
    { handle: (channel, listener) => void listeners.set(channel, listener as Listener) },
    kindOf,
    handlers,
  );
  return { listeners, executed };
}

interface Found {
  senders: number;
  calls: number;
  executed: number;
  /** Calls of the right window whose arguments do not parse, and that were executed all the same. */
  unparsed: number;
  leaked: number;
  /** Channels that answer their own window, asked as it should be. */
  served: number;
}

async function attack(register: typeof registerIpc, { long, seed }: Size): Promise<Found> {
  const { listeners, executed } = counting(register);
  const found: Found = { senders: 0, calls: 0, executed: 0, unparsed: 0, leaked: 0, served: 0 };
  const payloads = fc.sample(payload, { numRuns: long ? 1_000 : 100, seed });
  for (const channel of Object.keys(IPC) as IpcChannel[]) {
    const listener = listeners.get(channel);
    if (!listener) continue;
    const { window, args } = IPC[channel];
    const hostile = Object.values(hostileSenders(window));
    found.senders = hostile.length;
    for (const values of [VALID[channel] as unknown[], ...payloads]) {
      for (const event of hostile) {
        await listener(event, ...values).catch(() => undefined);
        found.calls += 1;
      }
      found.executed += executed.splice(0).length;
      const parses = args.safeParse(values).success;
      await listener(own(window), ...values).catch(() => undefined);
      const reached = executed.splice(0);
      if (!parses) found.unparsed += reached.length;
      else if (values === VALID[channel]) found.served += reached.length;
      found.leaked += reached.flat().filter((value) => isEvent(value)).length;
    }
  }
  return found;
}

const isEvent = (value: unknown) => typeof value === 'object' && value !== null && 'senderFrame' in value;

/** Broken on purpose: hands everything through, the event first. */
const trusting: typeof registerIpc = (ipcMain, _kindOf, handlers) => {
  for (const [channel, handler] of Object.entries(handlers)) {
    const call = handler as (...args: unknown[]) => unknown;
    ipcMain.handle(channel, async (event, ...args: unknown[]) => call(event, ...args));
  }
};

/** What a preload shows to its page, and what a listener of the page hears of the event. */
async function exposed(code: string): Promise<{ api: Record<string, string[]>; leaked: number }> {
  const api: Record<string, string[]> = {};
  let leaked = 0;
  const listeners: Array<(event: unknown) => void> = [];
  const electron = {
    contextBridge: {
      exposeInMainWorld(name: string, bridge: Record<string, (...args: unknown[]) => unknown>) {
        api[name] = Object.keys(bridge).sort();
        bridge['onSystemLock']?.((...heard: unknown[]) => (leaked += heard.length));
      },
    },
    ipcRenderer: {
      invoke: async () => undefined,
      on: (_channel: string, listener: (event: unknown) => void) => void listeners.push(listener),
      off: () => undefined,
    },
  };
  runInNewContext(code, { require: () => electron, exports: {}, module: { exports: {} } });
  for (const listener of listeners) listener({ sender: 'event' });
  return { api, leaked };
}

const snapshotFile = join(import.meta.dirname, 'snapshots/exposed.json');

/** What both preloads show, for the snapshot. */
export async function exposedNow(): Promise<Record<string, string[]>> {
  const { preloadStaff, preloadKiosk } = await shellBundles();
  return { ...(await exposed(preloadStaff)).api, ...(await exposed(preloadKiosk)).api };
}

async function run(size: Size): Promise<Row[]> {
  const found = await attack(registerIpc, size);
  const broken = await attack(trusting, { ...size, long: false });
  const { preloadStaff, preloadKiosk } = await shellBundles();
  const [staff, kiosk] = await Promise.all([exposed(preloadStaff), exposed(preloadKiosk)]);
  // Broken on purpose: hands the event to the page, and shows one call more.
  const leaky = await exposed(
    preloadStaff
      .replace('() => listener()', '(event) => listener(event)')
      .replace('print:', 'eval: () => 0, print:'),
  );
  const snapshot = await readFile(snapshotFile, 'utf8');
  const differs = (api: object) => (JSON.stringify(JSON.parse(snapshot)) === JSON.stringify(api) ? 0 : 1);
  const channels = Object.keys(IPC).length;
  return [
    atMost(5, 'calls of hostile senders executed', found.executed, 0, broken.executed > 0),
    atMost(5, 'calls executed whose arguments do not parse', found.unparsed, 0, broken.unparsed > 0),
    atMost(
      5,
      'event objects handed to a handler or a page',
      found.leaked + staff.leaked + kiosk.leaked,
      0,
      broken.leaked + leaky.leaked > 1,
    ),
    atMost(
      5,
      'calls exposed other than the snapshot',
      differs({ ...staff.api, ...kiosk.api }),
      0,
      differs({ ...leaky.api, ...kiosk.api }) > 0,
    ),
    atLeast(5, 'channels that answer their own window', found.served, channels),
    atLeast(5, 'kinds of hostile senders', found.senders, 9),
    atLeast(5, 'channels × senders × payloads', found.calls, channels * 9 * (size.long ? 1_000 : 100)),
  ];
}

export const check: Check = { name: 'shell-ipc', run };
