import type { KioskBridge } from '#shared/ipc/channels';
import { openFiles } from './files';

/**
 * The seam between the kiosk and where it runs: three calls of Electron's kiosk preload, or their browser twin
 * (one file per id in the origin's private file system). A save resolves only when the file is safe on disk.
 * What is saved: sealed envelopes, the counter of the day and the kiosk's own record. Never what a visitor typed.
 */
export interface KioskPlatform {
  save(id: string, body: string): Promise<void>;
  all(): Promise<Array<{ id: string; body: string }>>;
  remove(id: string): Promise<void>;
  /**
   * Ends the visit: a new process (Electron) or a new document in place of this one (web). `startAnew` clears
   * the page itself where no new document can be had, because the server is out of reach.
   */
  endVisit(startAnew: () => void): void;
}

/** The platform of this window. */
export function kioskPlatform(): KioskPlatform {
  const bridge = (globalThis as { wegbuchKiosk?: KioskBridge }).wegbuchKiosk;
  return bridge === undefined ? webPlatform() : electronPlatform(bridge);
}

function electronPlatform(bridge: KioskBridge): KioskPlatform {
  return {
    save: (id, body) => bridge.saveEnvelope(id, body),
    all: () => bridge.pendingEnvelopes(),
    remove: (id) => bridge.settle(id),
    endVisit: () => void bridge.settle('visit-over'),
  };
}

const REACH_MS = 1_500;

function webPlatform(): KioskPlatform {
  const files = openFiles();
  return {
    save: (id, body) => files.save(id, body),
    all: () => files.all(),
    remove: (id) => files.remove(id),
    endVisit(startAnew) {
      const page = globalThis.location.pathname;
      // The kept program opens without the server, so the document can always be replaced.
      if (navigator.serviceWorker?.controller) return globalThis.location.replace(page);
      // A document that cannot be fetched would leave the browser's error page standing in the waiting room.
      fetch(page, { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(REACH_MS) }).then(
        // `replace` leaves no entry behind, so "back" cannot bring a visitor's answers to the next one.
        ({ ok }) => (ok ? globalThis.location.replace(page) : startAnew()),
        startAnew,
      );
    },
  };
}
