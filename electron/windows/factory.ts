import type { BrowserWindow, BrowserWindowConstructorOptions, Session } from 'electron';
import type { WindowKind } from '#shared/ipc/channels';
import { mayPress } from '../kiosk/keys';
import { APP_ORIGIN, WINDOW_OPEN_ANSWER, mayNavigate, mayOpenExternally } from '../policy/navigation';

/** What the factory needs from Electron; passed in so that the decisions can be tested without it. */
export interface Shell {
  createWindow(options: BrowserWindowConstructorOptions): BrowserWindow;
  /** The session of a kind of window; the kiosk's lives in memory only. */
  sessionOf(kind: WindowKind): Session;
  preloadOf(kind: WindowKind): string | null;
  openExternal(url: string): Promise<void>;
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
  shell: Pick<Shell, 'sessionOf' | 'preloadOf'>,
): BrowserWindowConstructorOptions {
  const preload = shell.preloadOf(kind);
  return {
    ...SIZES[kind],
    show: kind !== 'paper',
    title: 'Wegbuch',
    autoHideMenuBar: true,
    kiosk: kind === 'kiosk',
    webPreferences: {
      session: shell.sessionOf(kind),
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
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
      disableDialogs: kind === 'kiosk',
      safeDialogs: true,
    },
  };
}

/** Makes a window, fits every guard, and loads its page. The only place that creates windows. */
export async function openWindow(kind: WindowKind, page: string, shell: Shell): Promise<BrowserWindow> {
  const window = shell.createWindow(windowOptions(kind, shell));
  const contents = window.webContents;
  window.setMenu(null);
  if (kind !== 'paper') window.setContentProtection(kind === 'staff');
  contents.setWindowOpenHandler(({ url }) => {
    if (kind === 'staff' && mayOpenExternally(url)) void shell.openExternal(url);
    return WINDOW_OPEN_ANSWER;
  });
  contents.on('will-navigate', (event) => {
    if (mayNavigate(event.url)) return;
    event.preventDefault();
    if (kind === 'staff' && mayOpenExternally(event.url)) void shell.openExternal(event.url);
  });
  contents.on('will-redirect', (event) => {
    if (!mayNavigate(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  if (kind === 'kiosk') {
    contents.on('before-input-event', (event, input) => {
      if (!mayPress(input)) event.preventDefault();
    });
  }
  await window.loadURL(`${APP_ORIGIN}/${page}`);
  return window;
}
