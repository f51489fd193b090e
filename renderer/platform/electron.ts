import type { StaffBridge } from '#shared/ipc/channels';
import type { Platform } from './platform';

/** The desktop app: every call goes through the bridge of the staff window's preload. */
export function electronPlatform(bridge: StaffBridge): Platform {
  return {
    kind: 'electron',
    print: (letters) => bridge.print(letters),
    savePdf: (letters, suggestedName) => bridge.savePdf(letters, suggestedName),
    openCallingWindow: () => bridge.openCallingWindow(),
    openCompanionWindow: () => bridge.openCompanionWindow(),
    idleMinutes: () => bridge.idleMinutes(),
    onSystemLock: (listener) => bridge.onSystemLock(listener),
    // The address that the app was started with; it names a server, never a person.
    defaultServer: () => new URLSearchParams(window.location.search).get('server'),
    allowServer: (server) => bridge.allowServer(server),
    replaceAfterLock: () => void bridge.replaceAfterLock(),
  };
}
