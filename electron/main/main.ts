import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BrowserWindow,
  app,
  dialog,
  ipcMain,
  powerMonitor,
  protocol,
  session,
  shell,
  type Session,
} from 'electron';
import { SYSTEM_LOCK_EVENT, type WindowKind } from '#shared/ipc/channels';
import { registerIpc, type IpcHandlers } from '../ipc/handle';
import { createBackupFiles } from '../device/backups';
import { createDeviceFiles } from '../device/files';
import { createEnvelopeStore } from '../kiosk/envelopes';
import { mayRequest } from '../policy/egress';
import { mayUse } from '../policy/permission';
import { printLetters, saveLettersAsPdf, type PrintShell } from '../print/letters';
import { resolveAsset, responseHeaders, serverOrigin } from '../protocol/resolve';
import { openWindow, type Shell } from '../windows/factory';
import { readArguments } from './arguments';
import { readSettings, writeSettings } from './settings';

const here = import.meta.dirname;
const BUNDLE = join(here, '../../renderer');
const PARTITIONS: Record<WindowKind, string> = {
  staff: 'persist:staff',
  paper: 'paper',
  // The same session as the staff window: the two speak over a BroadcastChannel.
  companion: 'persist:staff',
  kiosk: 'kiosk',
};

const kinds = new Map<number, WindowKind>();
let allowedServers: string[] = [];

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
]);

/** Serves the bundle in a session and closes it to everything else. */
function prepare(target: Session, kind: WindowKind): Session {
  target.protocol.handle('app', async (request) => {
    const asset = resolveAsset(request.url);
    if ('refused' in asset) return new Response(null, { status: 404 });
    const headers = { ...responseHeaders(asset.path), 'Content-Type': asset.type };
    try {
      return new Response(new Uint8Array(await readFile(join(BUNDLE, asset.path))), { headers });
    } catch {
      return new Response(null, { status: 404 });
    }
  });
  target.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !mayRequest(details.url, allowedServers) });
  });
  target.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(mayUse(kind, permission));
  });
  target.setPermissionCheckHandler((_contents, permission) => mayUse(kind, permission));
  target.setDevicePermissionHandler(() => false);
  target.setDisplayMediaRequestHandler((_request, answer) => {
    answer({});
  });
  target.setSpellCheckerEnabled(false);
  return target;
}

function createShell(): Shell {
  const sessions = new Map<WindowKind, Session>();
  return {
    createWindow: (options) => new BrowserWindow(options),
    sessionOf: (asked) => {
      const kind = asked === 'companion' ? 'staff' : asked;
      const known = sessions.get(kind);
      if (known) return known;
      const made = prepare(session.fromPartition(PARTITIONS[kind]), kind);
      sessions.set(kind, made);
      return made;
    },
    preloadOf: (kind) => {
      if (kind === 'staff') return join(here, '../preload-staff/staff.cjs');
      return kind === 'kiosk' ? join(here, '../preload-kiosk/kiosk.cjs') : null;
    },
    openExternal: (url) => shell.openExternal(url),
  };
}

async function open(kind: WindowKind, page: string, windows: Shell): Promise<BrowserWindow> {
  const window = await openWindow(kind, page, {
    ...windows,
    createWindow: (options) => {
      const made = windows.createWindow(options);
      const id = made.webContents.id;
      kinds.set(id, kind);
      made.on('closed', () => kinds.delete(id));
      return made;
    },
  });
  return window;
}

/** Replaces a window by a new one in a new renderer process, so that nothing stays in memory. */
async function replace(kind: 'staff' | 'kiosk', windows: Shell): Promise<void> {
  const old = BrowserWindow.getAllWindows().filter((window) => kinds.get(window.webContents.id) === kind);
  await open(
    kind,
    kind === 'staff' ? staffPage({ demo: false, servers: allowedServers }) : 'kiosk.html',
    windows,
  );
  for (const window of old) window.destroy();
}

function createHandlers(windows: Shell, settingsPath: string): IpcHandlers {
  const envelopes = createEnvelopeStore(join(app.getPath('userData'), 'envelopes'));
  const printing: PrintShell = {
    openPaper: () => open('paper', 'paper.html', windows),
    choosePdf: async (name) => {
      const choice = await dialog.showSaveDialog({
        defaultPath: name,
        filters: [{ name: 'PDF', extensions: ['pdf'] }],
      });
      return choice.canceled || choice.filePath === '' ? null : choice.filePath;
    },
  };
  const backups = createBackupFiles(join(app.getPath('userData'), 'backup-folder'));
  const { note, journal, freeBytes } = createDeviceFiles(join(app.getPath('userData'), 'device'));
  return {
    'staff:print': (letters) => printLetters(printing, letters),
    'staff:save-pdf': (letters, name) => saveLettersAsPdf(printing, letters, name),
    'staff:open-calling-window': async () => {
      await open('companion', 'companion.html#calling', windows);
    },
    'staff:open-companion-window': async () => {
      await open('companion', 'companion.html#assessment', windows);
    },
    'staff:idle-minutes': () => powerMonitor.getSystemIdleTime() / 60,
    'staff:replace-after-lock': () => replace('staff', windows),
    'staff:allow-server': async (server) => {
      const origin = serverOrigin(server);
      if (origin === null) return false;
      allowedServers = [...new Set([...allowedServers, origin])];
      await writeSettings(settingsPath, { servers: allowedServers });
      return true;
    },
    'staff:read-note': () => note.read(),
    'staff:write-note': (text) => note.write(text),
    'staff:free-bytes': () => freeBytes(),
    'staff:open-journal': (name) => journal.open(name),
    'staff:append-journal': (name, bytes) => journal.append(name, bytes),
    'staff:read-journal': (name, from) => journal.read(name, from),
    'staff:journal-size': (name) => journal.size(name),
    'staff:replace-journal': (name, bytes, end) => journal.replace(name, bytes, end),
    'staff:choose-backup-folder': async () => {
      const { filePaths } = await dialog.showOpenDialog({ properties: ['openDirectory', 'createDirectory'] });
      const [folder] = filePaths;
      if (folder !== undefined) await backups.choose(folder);
      return folder !== undefined;
    },
    'staff:backup-folder': () => backups.folder(),
    'staff:write-backup': (name, position, bytes) => backups.write(name, position, bytes),
    'staff:finish-backup': (name) => backups.finish(name),
    'staff:read-backup': (name, position, length) => backups.read(name, position, length),
    'staff:thin-out-backups': () => backups.thinOut(),
    'kiosk:save-envelope': (id, body) => envelopes.save(id, body),
    'kiosk:pending-envelopes': () => envelopes.pending(),
    'kiosk:settle': (what) => (what === 'visit-over' ? replace('kiosk', windows) : envelopes.remove(what)),
  };
}

function lockAllWindows(): void {
  for (const window of BrowserWindow.getAllWindows()) {
    if (kinds.get(window.webContents.id) === 'staff') window.webContents.send(SYSTEM_LOCK_EVENT);
  }
}

/** The staff page with what the command line said: the demo, or the address of a server. Nothing personal. */
function staffPage({ demo, servers }: { demo: boolean; servers: readonly string[] }): string {
  const words = new URLSearchParams();
  if (demo) words.set('demo', '');
  if (servers[0] !== undefined) words.set('server', servers[0]);
  return words.size > 0 ? `index.html?${words.toString()}` : 'index.html';
}

async function start(): Promise<void> {
  const wanted = readArguments(process.argv);
  const settingsPath = join(app.getPath('userData'), 'connections.json');
  allowedServers = [...new Set([...wanted.servers, ...(await readSettings(settingsPath)).servers])];
  const windows = createShell();
  registerIpc(ipcMain, (event) => kinds.get(event.sender.id) ?? null, createHandlers(windows, settingsPath));
  powerMonitor.on('suspend', lockAllWindows);
  powerMonitor.on('lock-screen', lockAllWindows);
  const page = wanted.kind === 'kiosk' ? 'kiosk.html' : staffPage(wanted);
  await open(wanted.kind, page, windows);
}

if (app.requestSingleInstanceLock()) {
  app.enableSandbox();
  app.on('second-instance', () => BrowserWindow.getAllWindows()[0]?.focus());
  app.on('window-all-closed', () => {
    app.quit();
  });
  app.on('web-contents-created', (_event, contents) => {
    // Contents that the factory did not make (there should be none) may go nowhere.
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      dialog.showErrorBox('Wegbuch', `Wegbuch konnte nicht starten: ${reason}`);
      app.exit(1);
    });
} else {
  app.quit();
}
