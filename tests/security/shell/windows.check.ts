import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WebPreferences } from 'electron';
import type { WindowKind } from '#shared/ipc/channels';
import { windowOptions } from '../../../electron/windows/factory';
import { atLeast, atMost, type Check, type Row } from '../support/check';
import type { StubSession, StubWindow } from './support/electron-stub';
import { lastWindow, ownEvent, withShell } from './support/running-shell';

/** What Electron takes where nothing is said (documentation of `WebPreferences`). */
const DEFAULTS: WebPreferences = {
  devTools: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  sandbox: true,
  contextIsolation: true,
  javascript: true,
  webSecurity: true,
  allowRunningInsecureContent: false,
  images: true,
  webgl: true,
  plugins: false,
  experimentalFeatures: false,
  enableWebSQL: true,
  enableDeprecatedPaste: false,
  offscreen: false,
  webviewTag: false,
  additionalArguments: [],
  safeDialogs: false,
  disableDialogs: false,
  navigateOnDragDrop: false,
  spellcheck: true,
};

type Snapshot = Record<WindowKind, unknown>;
const snapshotFile = join(import.meta.dirname, 'snapshots/web-preferences.json');

/** The preferences that a window really has, as plain data. */
function effective(preferences: WebPreferences = {}): unknown {
  const { session, ...rest } = preferences;
  const partition = (session as unknown as StubSession | undefined)?.partition ?? null;
  return JSON.parse(JSON.stringify({ ...DEFAULTS, ...rest, session: partition })) as unknown;
}

const kindOfPage = (loaded: string): WindowKind =>
  loaded.includes('index') ? 'staff' : (/\/(kiosk|companion|paper)\./.exec(loaded)?.[1] as WindowKind);

/** Every way there is to a window, walked: at the start, by a call, after a lock, after a visit. */
async function everyWindow(): Promise<StubWindow[]> {
  const staff = await withShell(['--server=https://s.example'], async (shell) => {
    const call = async (channel: string, ...args: unknown[]) => {
      const contents = shell.windows.of('staff')[0]?.webContents;
      await shell.record.ipc.get(channel)?.(ownEvent(contents as never, 'index.html'), ...args);
    };
    await call('staff:open-calling-window');
    await call('staff:open-companion-window');
    await shell.windows.open('paper', 'paper.html');
    await call('staff:replace-after-lock');
    return shell.record.windows;
  });
  const kiosk = await withShell(['--kiosk-window'], async (shell) => {
    const event = ownEvent(lastWindow(shell).webContents, 'kiosk.html');
    await shell.record.ipc.get('kiosk:settle')?.(event, 'visit-over');
    return shell.record.windows;
  });
  return [...staff, ...kiosk];
}

/** How many windows have other preferences than the snapshot. */
function deviating(
  windows: ReadonlyArray<{ kind: WindowKind; preferences: unknown }>,
  snapshot: Snapshot,
): number {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  return windows.filter(({ kind, preferences }) => !same(preferences, snapshot[kind])).length;
}

/** Each preference turned round, in turn: so many broken factories that the snapshot must tell from ours. */
function brokenVariants(snapshot: Snapshot): { made: number; found: number } {
  const { webPreferences } = windowOptions('staff', {
    sessionOf: () => ({ partition: 'persist:staff' }) as unknown as Electron.Session,
    preloadOf: () => '/preload/staff.cjs',
  });
  const turned = Object.entries(webPreferences ?? {}).filter(([, value]) => typeof value === 'boolean');
  const found = turned.filter(([name, value]) => {
    const preferences = effective({ ...webPreferences, [name]: !(value as boolean) });
    return deviating([{ kind: 'staff', preferences }], snapshot) === 1;
  });
  return { made: turned.length, found: found.length };
}

/** What each kind of window really has, for the snapshot. */
export async function preferencesNow(): Promise<Array<{ kind: WindowKind; preferences: unknown }>> {
  return (await everyWindow()).map(described);
}

const described = ({ seen: { options, loaded } }: StubWindow) => ({
  kind: kindOfPage(loaded),
  preferences: effective(options.webPreferences),
});

type Told = Pick<StubWindow['seen'], 'loaded' | 'protection'>;
const untold = (windows: readonly Told[]) =>
  windows.filter(({ protection }) => protection.length === 0).length;
/** Windows that are in screenshots and should not be, or the other way round. */
const wronglyShown = (windows: readonly Told[]) =>
  windows.filter(
    ({ loaded, protection }) => protection.at(-1) !== ['staff', 'paper'].includes(kindOfPage(loaded)),
  ).length;

async function run(): Promise<Row[]> {
  const snapshot = JSON.parse(await readFile(snapshotFile, 'utf8')) as Snapshot;
  const windows = await everyWindow();
  const seen = windows.map(described);
  const told = windows.map((window): Told => window.seen);
  // Broken on purpose: a factory that says nothing, and one that hides nothing.
  const silent = told.map(({ loaded }) => ({ loaded, protection: [] }));
  const open = told.map(({ loaded }) => ({ loaded, protection: [false] }));
  const broken = brokenVariants(snapshot);
  const control = broken.made > 10 && broken.found === broken.made;
  return [
    atMost(2, 'windows with preferences other than the snapshot', deviating(seen, snapshot), 0, control),
    atLeast(2, 'windows, made in every way there is', windows.length, 7),
    atLeast(2, 'kinds of windows', new Set(seen.map(({ kind }) => kind)).size, 4),
    atMost(22, 'windows without a word on screenshots', untold(told), 0, untold(silent) > 0),
    atMost(
      22,
      'windows wrongly in screenshots, or wrongly not',
      wronglyShown(told),
      0,
      wronglyShown(open) > 0,
    ),
  ];
}

export const check: Check = { name: 'shell-windows', run };
