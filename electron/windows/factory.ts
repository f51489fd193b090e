import type { BrowserWindow, BrowserWindowConstructorOptions, Session } from 'electron';
import type { WindowKind } from '#shared/ipc/channels';
import { isProtected } from '../policy/content-protection';
import { APP_ORIGIN } from '../policy/navigation';

/** What the factory needs from Electron; passed in so that the decisions can be tested without it. */
export interface Workshop {
  BrowserWindow: typeof BrowserWindow;
  /** The session of a kind of window; the kiosk's lives in memory only. */
  sessionOf(kind: WindowKind): Session;
  preloadOf(kind: WindowKind): string | null;
  /** Ends a process at once and without a dump of its memory. Throws when it cannot. */
  endProcess(pid: number): void;
  /** Whether this device keeps Wegbuch out of screenshots. */
  protectsContent(): boolean;
}

const SIZES: Record<WindowKind, { width: number; height: number }> = {
  staff: { width: 1440, height: 900 },
  kiosk: { width: 1080, height: 1920 },
  companion: { width: 1280, height: 800 },
  paper: { width: 900, height: 1200 },
};

/** Constructor options of one kind of window: the same strict preferences for all, a preload per trust level. */
export function windowOptions(
  kind: WindowKind,
  shop: Pick<Workshop, 'sessionOf' | 'preloadOf'>,
): BrowserWindowConstructorOptions {
  const preload = shop.preloadOf(kind);
  return {
    ...SIZES[kind],
    show: kind !== 'paper',
    title: 'Wegbuch',
    autoHideMenuBar: true,
    kiosk: kind === 'kiosk',
    webPreferences: {
      session: shop.sessionOf(kind),
      ...(preload === null ? {} : { preload }),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      plugins: false,
      enableDeprecatedPaste: false,
      navigateOnDragDrop: false,
      // Chromium would fetch its dictionaries from a server that is not the office's.
      spellcheck: false,
      devTools: false,
      disableDialogs: kind === 'kiosk',
      safeDialogs: true,
    },
  };
}

/** Makes a window and shows its page. The only place that creates windows; guards come with the contents. */
export function makeWindow(kind: WindowKind, shop: Workshop): BrowserWindow {
  const window = new shop.BrowserWindow(windowOptions(kind, shop));
  window.setMenu(null);
  window.setContentProtection(isProtected(kind, shop.protectsContent()));
  return window;
}

/** Loads a page of ours (`index.html`, with its words behind) into a window. */
export async function showPage(window: BrowserWindow, page: string): Promise<void> {
  await window.loadURL(`${APP_ORIGIN}/${page}`);
}
