import type { BrowserWindow, Session } from 'electron';
import type { WindowKind } from '#shared/ipc/channels';
import { isProtected } from '../policy/content-protection';
import { makeWindow, showPage, type Workshop } from './factory';
import { endsWith, type Standing } from './replacement';

interface OpenWindow extends Standing {
  window: BrowserWindow;
  /** Its page stood once: if it ends now, it crashed, and another one will stand too. */
  shown: boolean;
}

/** All windows of the app and what kind each is. */
export interface Windows {
  open(kind: WindowKind, page: string): Promise<BrowserWindow>;
  /** Opens a window with this page or brings it to the front. */
  show(kind: WindowKind, page: string): Promise<void>;
  /** The kind of the window that contents belong to; null for contents of none, or of one that is ending. */
  kindOf(contentsId: number): WindowKind | null;
  of(kind: WindowKind): BrowserWindow[];
  /** Ends windows with their renderer process and opens a new one; nothing of the old stays in memory. */
  replace(kind: 'staff' | 'kiosk', page: string): Promise<void>;
  /** Tells every window anew whether it may be in screenshots. */
  protectAnew(): void;
}

/** Forgets what a visit left in a session that lives in memory. */
async function empty(session: Session): Promise<void> {
  await session.clearStorageData();
  await session.clearCache();
  await session.clearAuthCache();
}

export function createWindows(shop: Workshop): Windows {
  const open = new Map<number, OpenWindow>();
  const replacing = new Map<WindowKind, Promise<void>>();

  function make(kind: WindowKind, page: string): OpenWindow {
    const window = makeWindow(kind, shop);
    const { id } = window.webContents;
    const made = { kind, page, window, shown: false };
    open.set(id, made);
    window.on('closed', () => open.delete(id));
    window.webContents.on('render-process-gone', () => {
      if (!made.shown || open.get(id) !== made) return;
      made.shown = false;
      if (kind === 'staff' || kind === 'kiosk') void windows.replace(kind, page);
      else if (kind === 'companion') void show(made);
    });
    return made;
  }

  async function show(made: OpenWindow): Promise<BrowserWindow> {
    await showPage(made.window, made.page);
    made.shown = true;
    return made.window;
  }

  /**
   * From here on nothing that the window asks is answered, and its process is gone: windows may share one, so it
   * ends before the next begins. The empty window covers the desktop until that one stands.
   */
  function silence({ window: { webContents } }: OpenWindow): void {
    open.delete(webContents.id);
    const pid = webContents.getOSProcessId();
    try {
      if (pid > 0) shop.endProcess(pid);
    } catch {
      webContents.forcefullyCrashRenderer();
    }
  }

  async function replaceNow(kind: 'staff' | 'kiosk', page: string): Promise<void> {
    const ending = [...open.values()].filter((each) => endsWith(kind, each));
    const [first] = ending.filter((each) => each.kind === kind);
    const bounds = first?.window.getBounds();
    const maximised = first?.window.isMaximized() ?? false;
    ending.forEach(silence);
    try {
      if (kind === 'kiosk') await empty(shop.sessionOf('kiosk'));
      const made = make(kind, page);
      if (bounds) made.window.setBounds(bounds);
      if (maximised) made.window.maximize();
      await show(made);
    } finally {
      for (const { window } of ending) window.destroy();
    }
  }

  const windows: Windows = {
    open: (kind, page) => show(make(kind, page)),
    async show(kind, page) {
      const known = [...open.values()].find((each) => each.kind === kind && each.page === page);
      if (known) known.window.focus();
      else await windows.open(kind, page);
    },
    kindOf: (contentsId) => open.get(contentsId)?.kind ?? null,
    of: (kind) => [...open.values()].filter((each) => each.kind === kind).map(({ window }) => window),
    // Page, system and clock may ask at the same time; one replacement answers all of them.
    replace(kind, page) {
      const running = replacing.get(kind) ?? replaceNow(kind, page).finally(() => replacing.delete(kind));
      replacing.set(kind, running);
      return running;
    },
    protectAnew() {
      for (const { kind, window } of open.values())
        window.setContentProtection(isProtected(kind, shop.protectsContent()));
    },
  };
  return windows;
}
