import { join } from 'node:path';
import { createPinKeeper } from '#shared/security/pin-keeper';
import type { ClipboardGuard } from '../lock/clipboard';
import type { LockWatch } from '../lock/watch';
import type { IpcHandlers } from '../ipc/handle';
import { createBackupFiles } from '../device/backups';
import { createDeviceFiles } from '../device/files';
import { createDeviceSecret } from '../device/secret';
import { createEnvelopeStore } from '../kiosk/envelopes';
import { printLetters, saveLettersAsPdf, type PrintShell } from '../print/letters';
import { serverOrigin } from '../protocol/resolve';
import { ASSESSMENT_PAGE, CALLING_PAGE } from '../windows/replacement';
import type { Windows } from '../windows/windows';
import type { ElectronParts, Place } from './parts';
import type { Settings } from './settings';

/** What handlers work with. */
export interface Desk {
  electron: Pick<ElectronParts, 'app' | 'dialog' | 'powerMonitor' | 'safeStorage'>;
  place: Pick<Place, 'platform'>;
  windows: Windows;
  settings: Settings;
  lock: LockWatch;
  clipboard: ClipboardGuard;
  /** Ends the staff windows and opens one anew, locked. */
  replaceStaff(): Promise<void>;
}

const MOST_SERVERS = 10;

function printShell({ electron, windows }: Desk): PrintShell {
  return {
    openPaper: () => windows.open('paper', 'paper.html'),
    choosePdf: async (name) => {
      const choice = await electron.dialog.showSaveDialog({
        defaultPath: name,
        filters: [{ name: 'PDF', extensions: ['pdf'] }],
      });
      return choice.canceled || choice.filePath === '' ? null : choice.filePath;
    },
  };
}

type BackupChannel = Extract<keyof IpcHandlers, `staff:${string}backup${string}`>;

function backupHandlers({ electron }: Desk): Pick<IpcHandlers, BackupChannel> {
  const backups = createBackupFiles(join(electron.app.getPath('userData'), 'backup-folder'));
  return {
    'staff:choose-backup-folder': async () => {
      const { filePaths } = await electron.dialog.showOpenDialog({
        properties: ['openDirectory', 'createDirectory'],
      });
      const [folder] = filePaths;
      if (folder !== undefined) await backups.choose(folder);
      return folder !== undefined;
    },
    'staff:backup-folder': () => backups.folder(),
    'staff:write-backup': (name, position, bytes) => backups.write(name, position, bytes),
    'staff:finish-backup': (name) => backups.finish(name),
    'staff:read-backup': (name, position, length) => backups.read(name, position, length),
    'staff:thin-out-backups': () => backups.thinOut(),
  };
}

/** What each channel of the contract does. */
export function createHandlers(desk: Desk): IpcHandlers {
  const { electron, place, windows, settings, lock, clipboard } = desk;
  const folder = electron.app.getPath('userData');
  const envelopes = createEnvelopeStore(join(folder, 'envelopes'));
  const printing = printShell(desk);
  const { note, journal, freeBytes } = createDeviceFiles(join(folder, 'device'));
  const secret = createDeviceSecret(electron.safeStorage, join(folder, 'device-secret'), place.platform);
  return {
    ...backupHandlers(desk),
    'staff:print': (letters) => printLetters(printing, letters),
    'staff:save-pdf': (letters, name) => saveLettersAsPdf(printing, letters, name),
    'staff:open-calling-window': () => windows.show('companion', CALLING_PAGE),
    'staff:open-companion-window': () => windows.show('companion', ASSESSMENT_PAGE),
    'staff:idle-minutes': () => electron.powerMonitor.getSystemIdleTime() / 60,
    'staff:replace-after-lock': () => desk.replaceStaff(),
    'staff:allow-server': async (server) => {
      const origin = serverOrigin(server);
      if (origin === null) return false;
      const servers = [...settings.get().servers.filter((known) => known !== origin), origin];
      await settings.change({ servers: servers.slice(-MOST_SERVERS) });
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
    'staff:unlocked': (lockAfter) => lock.unlocked(lockAfter),
    'staff:copied': () => clipboard.copied(),
    // Linux cannot keep a window out of screenshots; nothing there may say that it does.
    'staff:content-protection': () => (place.platform === 'linux' ? null : settings.get().contentProtection),
    'staff:protect-content': async (on) => {
      await settings.change({ contentProtection: on });
      windows.protectAnew();
    },
    'staff:keep-secret': (text) => secret.keep(text),
    'staff:kept-secret': () => secret.read(),
    'staff:ask-pins': createPinKeeper(Date.now),
    'kiosk:save-envelope': (id, body) => envelopes.save(id, body),
    'kiosk:pending-envelopes': () => envelopes.pending(),
    'kiosk:settle': (what) =>
      what === 'visit-over' ? windows.replace('kiosk', 'kiosk.html') : envelopes.remove(what),
  };
}
