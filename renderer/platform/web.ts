import { webBackupFolder } from './backup-folder';
import type { Platform } from './platform';
import { webPins } from './web-pins';

/** The web edition: everything a browser can do by itself. */
export const webPlatform: Platform = {
  kind: 'web',
  async print(letters) {
    return (await import('./web-print')).printLetters(letters);
  },
  async savePdf(letters, suggestedName) {
    return (await import('./web-print')).saveLetters(letters, suggestedName);
  },
  openCallingWindow: () => openWindow('calling'),
  openCompanionWindow: () => openWindow('assessment'),
  idleMinutes: () => Promise.resolve(null),
  // Nobody stands beside a page to lock it.
  unlocked: () => undefined,
  copyText: (text) => navigator.clipboard.writeText(text),
  contentProtection: null,
  // A browser does not tell pages that the system was locked; the idle lock stands in.
  onSystemLock: () => () => undefined,
  defaultServer: () => (window.location.protocol.startsWith('http') ? window.location.origin : null),
  // The web edition talks to the server that it came from; its content policy allows no other.
  allowServer: (server) => Promise.resolve(sameOrigin(server)),
  deviceFiles: null,
  backups: webBackupFolder,
  pins: webPins,
  replaceAfterLock: () => window.location.reload(),
};

function sameOrigin(server: string): boolean {
  try {
    return new URL(server).origin === window.location.origin;
  } catch {
    return false;
  }
}

/** One window per display; a second call brings the first to the front. */
function openWindow(view: 'calling' | 'assessment'): Promise<string | null> {
  const { href } = new URL(`companion.html#${view}`, document.baseURI);
  const opened = window.open(href, `wegbuch-${view}`, 'popup,width=1280,height=800');
  opened?.focus();
  return Promise.resolve(opened ? null : href);
}
