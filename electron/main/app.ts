import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Session } from 'electron';
import { SYSTEM_LOCK_EVENT, type WindowKind } from '#shared/ipc/channels';
import { registerIpc } from '../ipc/handle';
import { LOOK_SECONDS, decideReset } from '../kiosk/reset';
import { createClipboardGuard } from '../lock/clipboard';
import { watchLock } from '../lock/watch';
import { SWITCHES, refusedSwitches } from '../policy/switches';
import { createAssets } from '../protocol/assets';
import { serveSession, shutSession } from '../protocol/sessions';
import { RELEASE_KEYS } from '../update/keys';
import { releaseKey } from '../update/manifest';
import { lookForUpdate } from '../update/updater';
import { guardContents } from '../windows/guards';
import { createWindows, type Windows } from '../windows/windows';
import { readArguments, staffPage, type MainArguments } from './arguments';
import { createHandlers } from './handlers';
import { messagesIn } from './messages';
import type { ElectronParts, Place } from './parts';
import { openSettings, type Settings } from './settings';

const PARTITIONS: Record<WindowKind, string> = {
  staff: 'persist:staff',
  paper: 'paper',
  // The same session as the staff window: the two speak over a BroadcastChannel.
  companion: 'persist:staff',
  kiosk: 'kiosk',
};

function assembleWindows(
  electron: ElectronParts,
  place: Place,
  settings: Settings,
  servers: () => readonly string[],
): Windows {
  const assets = createAssets(place.bundle);
  const sessions = new Map<WindowKind, Session>();
  return createWindows({
    BrowserWindow: electron.BrowserWindow,
    sessionOf: (asked) => {
      const kind = asked === 'companion' ? 'staff' : asked;
      const known = sessions.get(kind);
      if (known) return known;
      const made = electron.session.fromPartition(PARTITIONS[kind]);
      serveSession(made, kind, assets, servers);
      sessions.set(kind, made);
      return made;
    },
    preloadOf: (kind) => (kind === 'staff' || kind === 'kiosk' ? place.preloads[kind] : null),
    endProcess: place.endProcess,
    protectsContent: () => settings.get().contentProtection,
  });
}

/** Looks for a new version once at the start and tells the person what became of it. */
async function offerUpdate(
  { app, dialog, shell }: ElectronParts,
  { platform, arch }: Place,
  offers: string,
  settings: Settings,
): Promise<void> {
  const { deviceId, newestSeen } = settings.get();
  const id = deviceId ?? randomUUID();
  if (deviceId === null) await settings.change({ deviceId: id });
  const folder = app.getPath('userData');
  const words = messagesIn(app.getLocale());
  const found = await lookForUpdate(
    {
      offers,
      verified: join(folder, 'updates'),
      device: join(folder, 'device'),
      exports: join(folder, 'exports'),
    },
    {
      id,
      version: app.getVersion(),
      newestSeen,
      channel: 'stable',
      platform: `${platform}-${arch}`,
    },
    RELEASE_KEYS.map(releaseKey),
    (version) => settings.change({ newestSeen: version }),
  );
  if (found.outcome === 'refused')
    await dialog.showMessageBox({ type: 'warning', message: words.updateRefused(found.because) });
  if (found.outcome !== 'ready') return;
  const { response } = await dialog.showMessageBox({
    type: 'info',
    message: words.updateReady(found.version),
    buttons: [words.showPackage, words.later],
    defaultId: 1,
    cancelId: 1,
  });
  if (response === 0) shell.showItemInFolder(found.path);
}

/** Sets a kiosk back that nobody touches any more, should its page not do so itself. */
function watchVisits({ powerMonitor }: ElectronParts, windows: Windows): void {
  let used = false;
  setInterval(() => {
    const visit = decideReset(used, powerMonitor.getSystemIdleTime());
    used = visit.used;
    if (visit.over) void windows.replace('kiosk', 'kiosk.html');
  }, LOOK_SECONDS * 1_000).unref();
}

async function start(electron: ElectronParts, place: Place, wanted: MainArguments): Promise<Windows> {
  const settings = await openSettings(join(electron.app.getPath('userData'), 'connections.json'));
  const servers = () => [...new Set([...wanted.servers, ...settings.get().servers])];
  const windows = assembleWindows(electron, place, settings, servers);
  const { app, powerMonitor, ipcMain } = electron;
  // Before the first window: contents tell of themselves while they are made.
  app.on('web-contents-created', (_event, contents) => {
    guardContents(contents, { kindOf: (id) => windows.kindOf(id), external: electron.shell });
  });
  const clipboard = createClipboardGuard(electron.clipboard, (ms, work) => void setTimeout(work, ms).unref());
  const replaceStaff = async () => {
    lock.replaced();
    void clipboard.clearOurs();
    await windows.replace('staff', staffPage({ demo: false, servers: servers() }));
  };
  const lock = watchLock(powerMonitor, {
    tell: () => {
      void clipboard.clearOurs();
      for (const window of windows.of('staff')) window.webContents.send(SYSTEM_LOCK_EVENT);
    },
    replace: () => void replaceStaff(),
    every: (ms, beat) => void setInterval(beat, ms).unref(),
  });
  const handlers = createHandlers({ electron, place, windows, settings, lock, clipboard, replaceStaff });
  registerIpc(ipcMain, (id) => windows.kindOf(id), handlers);
  await windows.open(
    wanted.kind,
    wanted.kind === 'kiosk' ? 'kiosk.html' : staffPage({ ...wanted, servers: servers() }),
  );
  if (wanted.kind === 'kiosk') watchVisits(electron, windows);
  if (wanted.updates !== null && wanted.kind === 'staff')
    offerUpdate(electron, place, wanted.updates, settings).catch((error: unknown) => {
      electron.dialog.showErrorBox('Wegbuch', messagesIn(app.getLocale()).updateRefused(reasonOf(error)));
    });
  return windows;
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Runs the shell. Resolves once its first window stands; null: another Wegbuch runs, or it may not start so. */
export async function runApp(electron: ElectronParts, place: Place): Promise<Windows | null> {
  const { app, dialog, protocol } = electron;
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
  app.enableSandbox();
  for (const name of SWITCHES) app.commandLine.appendSwitch(name);
  app.on('session-created', shutSession);
  // Chromium would hand the first certificate of the system to whoever asks.
  app.on('select-client-certificate', (event, _contents, _url, _certificates, answer) => {
    event.preventDefault();
    answer();
  });
  const refused = app.isPackaged ? refusedSwitches((name) => app.commandLine.hasSwitch(name)) : [];
  if (refused.length > 0) {
    dialog.showErrorBox('Wegbuch', messagesIn(app.getLocale()).switches(refused.join(', ')));
    app.exit(1);
    return null;
  }
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return null;
  }
  app.on('window-all-closed', () => {
    app.quit();
  });
  try {
    await app.whenReady();
    const windows = await start(electron, place, readArguments(place.argv));
    app.on('second-instance', () => windows.of('staff')[0]?.focus());
    return windows;
  } catch (error) {
    dialog.showErrorBox('Wegbuch', messagesIn(app.getLocale()).notStarted(reasonOf(error)));
    app.exit(1);
    return null;
  }
}
