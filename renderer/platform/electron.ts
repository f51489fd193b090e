import type { FileOutcome, StaffBridge } from '#shared/ipc/channels';
import type { DeviceFiles } from '../data/device';
import { dataError } from '../data/errors';
import type { Platform } from './platform';

/** The desktop app: every call goes through the bridge of the staff window's preload. */
export function electronPlatform(bridge: StaffBridge): Platform {
  return {
    kind: 'electron',
    print: (letters) => bridge.print(letters),
    savePdf: (letters, suggestedName) => bridge.savePdf(letters, suggestedName),
    openCallingWindow: () => bridge.openCallingWindow().then(() => null),
    openCompanionWindow: () => bridge.openCompanionWindow().then(() => null),
    idleMinutes: () => bridge.idleMinutes(),
    onSystemLock: (listener) => bridge.onSystemLock(listener),
    // The address that the app was started with; it names a server, never a person.
    defaultServer: () => new URLSearchParams(window.location.search).get('server'),
    allowServer: (server) => bridge.allowServer(server),
    deviceFiles: deviceFiles(bridge),
    replaceAfterLock: () => void bridge.replaceAfterLock(),
  };
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
        append: async (bytes) => check(await bridge.appendJournal(name, bytes)),
        read: (from) => bridge.readJournal(name, from),
        size: () => bridge.journalSize(name),
        replace: async (bytes, end) => check(await bridge.replaceJournal(name, bytes, end)),
      };
    },
  };
}
