import type { FileOutcome, StaffBridge } from '#shared/ipc/channels';
import type { DeviceFiles } from '../data/device';
import { dataError } from '../data/errors';
import type { BackupFolder, Platform } from './platform';

/** The desktop app: every call goes through the bridge of the staff window's preload. */
export function electronPlatform(bridge: StaffBridge): Platform {
  tellOfCopies(bridge);
  return {
    kind: 'electron',
    print: (letters) => bridge.print(letters),
    savePdf: (letters, suggestedName) => bridge.savePdf(letters, suggestedName),
    openCallingWindow: () => bridge.openCallingWindow().then(() => null),
    openCompanionWindow: () => bridge.openCompanionWindow().then(() => null),
    idleMinutes: () => bridge.idleMinutes(),
    unlocked: (lockAfter) => void bridge.unlocked(lockAfter),
    copyText: async (text) => {
      await navigator.clipboard.writeText(text);
      await bridge.copied();
    },
    contentProtection: {
      current: () => bridge.contentProtection(),
      change: (on) => bridge.protectContent(on),
    },
    onSystemLock: (listener) => bridge.onSystemLock(listener),
    // The address that the app was started with; it names a server, never a person.
    defaultServer: () => new URLSearchParams(window.location.search).get('server'),
    allowServer: (server) => bridge.allowServer(server),
    deviceFiles: deviceFiles(bridge),
    backups: backupFolder(bridge),
    pins: (question) => bridge.askPins(question),
    replaceAfterLock: () => void bridge.replaceAfterLock(),
  };
}

/** Strg+C and Strg+X: once the text lies in the clipboard, the main process remembers that it came from here. */
function tellOfCopies(bridge: StaffBridge): void {
  const page = globalThis as Partial<Pick<Window, 'addEventListener'>>;
  for (const name of ['copy', 'cut'] as const)
    page.addEventListener?.(name, () => void setTimeout(() => void bridge.copied(), 0));
}

/** What the main process says of a write. Throws DataError. */
function check(outcome: FileOutcome): void {
  if (outcome !== 'done') throw dataError(outcome === 'full' ? 'storage-full' : 'storage-broken');
}

/** Journal and note as files of the main process, flushed there. */
function deviceFiles(bridge: StaffBridge): DeviceFiles {
  return {
    marker: {
      read: () => bridge.readNote(),
      write: async (note) => check(await bridge.writeNote(note)),
    },
    freeBytes: () => bridge.freeBytes(),
    async openJournal(name) {
      check(await bridge.openJournal(name));
      return {
        // The desktop app has one window with a store.
        beside: () => Promise.resolve(false),
        append: async (bytes) => check(await bridge.appendJournal(name, bytes)),
        // The main process has flushed each record before it answered.
        flush: () => Promise.resolve(),
        read: (from) => bridge.readJournal(name, from),
        size: () => bridge.journalSize(name),
        replace: async (bytes, end) => check(await bridge.replaceJournal(name, bytes, end)),
      };
    },
  };
}

/** Bytes of a backup that travel at once. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** The folder for backups, written and read by the main process piece by piece. */
function backupFolder(bridge: StaffBridge): BackupFolder {
  const checkFolder = (outcome: FileOutcome): void => {
    if (outcome !== 'done') throw dataError(outcome === 'full' ? 'backup-folder-full' : 'backup-folder');
  };
  async function readBack(name: string): Promise<Blob> {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for (let from = 0; ;) {
      const piece = await bridge.readBackup(name, from, PIECE_BYTES);
      if (piece.length === 0) return new Blob(parts);
      parts.push(Uint8Array.from(piece));
      from += piece.length;
    }
  }
  return {
    mayChoose: () => true,
    current: () => bridge.backupFolder(),
    choose: () => bridge.chooseBackupFolder(),
    async write(name, file) {
      if ((await bridge.backupFolder()) === null) return null;
      for (let from = 0; from === 0 || from < file.size; from += PIECE_BYTES) {
        const piece = new Uint8Array(await file.slice(from, from + PIECE_BYTES).arrayBuffer());
        checkFolder(await bridge.writeBackup(name, from, piece));
      }
      checkFolder(await bridge.finishBackup(name));
      return readBack(name);
    },
    thinOut: () => bridge.thinOutBackups(),
  };
}
