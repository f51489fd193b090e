import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { WindowKind } from '#shared/ipc/channels';
import { serveSession, shutSession } from '../../../electron/protocol/sessions';
import { atLeast, atMost, type Check, type Row } from '../support/check';
import { stubSession, type StubSession } from './support/electron-stub';

const NETWORK = ['local-network', 'local-network-access', 'loopback-network'];
/** What each kind of window may have, written down a second time: a change has to be made here too. */
const EXPECTED: Record<WindowKind, readonly string[]> = {
  staff: ['clipboard-sanitized-write', ...NETWORK, 'persistent-storage'],
  kiosk: [...NETWORK, 'persistent-storage'],
  companion: [],
  paper: [],
};

/** Every permission that Electron's own types name. */
async function namedPermissions(): Promise<string[]> {
  const package_ = createRequire(import.meta.url).resolve('electron/package.json');
  const types = await readFile(join(dirname(package_), 'electron.d.ts'), 'utf8');
  const lines = types.split('\n').filter((line) => /setPermission(Request|Check)Handler\(handler/.test(line));
  const names = lines.flatMap((line) => {
    const [, union = ''] = /permission: ((?:'[^']+'(?: \| )?)+)/.exec(line) ?? [];
    return [...union.matchAll(/'([^']+)'/g)].map(([, name = '']) => name);
  });
  return [...new Set(names)].sort();
}

/** Names that no version knows, and names that are known spelled otherwise. */
const UNKNOWN = Array.from({ length: 38 }, (_, at) => `unknown-permission-${at}`).concat('', ' ', 'persistent-storage ', 'Persistent-Storage', 'persistentStorage', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'media\u0000', 'persistent-storage\n', '*'); // prettier-ignore

type Ask = (contents: unknown, permission: string, answer: (granted: boolean) => void) => void;
type Look = (contents: unknown, permission: string) => boolean;

/** What a session gives, by request and by check. */
function granted(session: StubSession, names: readonly string[]): { asked: string[]; checked: string[] } {
  const ask = session.handlers.get('permission-request') as Ask;
  const look = session.handlers.get('permission-check') as Look;
  const asked = names.filter((name) => {
    let answered = false;
    ask({}, name, (yes) => (answered = yes));
    return answered;
  });
  return { asked, checked: names.filter((name) => look({}, name)) };
}

const differences = (a: readonly string[], b: readonly string[]) =>
  a.filter((name) => !b.includes(name)).length + b.filter((name) => !a.includes(name)).length;

/** What a session allows of devices and screens. */
function devices(session: StubSession): number {
  const device = session.handlers.get('device') as (details: unknown) => boolean;
  const screens = session.handlers.get('display-media') as (r: unknown, a: (s: object) => void) => void;
  let allowed = ['hid', 'serial', 'usb'].filter((deviceType) => device({ deviceType })).length;
  screens({}, (streams) => (allowed += Object.keys(streams).length));
  return allowed;
}

async function run(): Promise<Row[]> {
  const names = [...(await namedPermissions()), ...UNKNOWN];
  let wrong = 0;
  let given = 0;
  for (const kind of Object.keys(EXPECTED) as WindowKind[]) {
    const session = stubSession(kind);
    serveSession(
      session as unknown as Electron.Session,
      kind,
      async () => new Response(),
      () => [],
    );
    const { asked, checked } = granted(session, names);
    wrong += differences(asked, EXPECTED[kind]) + differences(checked, EXPECTED[kind]);
    given += devices(session);
  }
  const foreign = stubSession('of nobody');
  shutSession(foreign as unknown as Electron.Session);
  const strangers = granted(foreign, names);
  wrong += strangers.asked.length + strangers.checked.length;
  given += devices(foreign);
  // Broken on purpose: without handlers Electron grants everything.
  const open = stubSession('open');
  open.setPermissionRequestHandler((_contents: unknown, _name: string, answer: (yes: boolean) => void) =>
    answer(true),
  );
  open.setPermissionCheckHandler(() => true);
  open.setDevicePermissionHandler(() => true);
  open.setDisplayMediaRequestHandler((_r: unknown, answer: (s: object) => void) => answer({ video: {} }));
  const control = differences(granted(open, names).asked, EXPECTED.staff) > 0;
  return [
    atMost(6, 'permissions other than listed, asked for and looked at', wrong, 0, control),
    atMost(6, 'devices and screens allowed', given, 0, devices(open) > 0),
    atLeast(6, 'permissions that Electron names', names.length - UNKNOWN.length, 40),
    atLeast(6, 'permissions that nobody knows', UNKNOWN.length, 50),
  ];
}

export const check: Check = { name: 'shell-permissions', run };
