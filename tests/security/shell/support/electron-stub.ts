import { EventEmitter } from 'node:events';
import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  PowerMonitor,
  SafeStorage,
  Session,
  WebContents,
} from 'electron';
import type { ElectronParts } from '../../../../electron/main/parts';

/** Only names that Electron's own types know: a stub of something that is not there would show nothing. */
type Named<T> = { [K in keyof T]?: unknown };

export type ContentsType = ReturnType<WebContents['getType']>;
type WindowOpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0];
/** An event that a handler may prevent. */
export interface StubEvent {
  url: string;
  isMainFrame: boolean;
  prevented: boolean;
  preventDefault(): void;
}

export function stubEvent(url: string, isMainFrame = true): StubEvent {
  return {
    url,
    isMainFrame,
    prevented: false,
    preventDefault() {
      this.prevented = true;
    },
  };
}

let contentsMade = 0;
let processesMade = 4_000;

/** Web contents with what was done to them. */
export function stubContents(type: ContentsType) {
  const seen = {
    id: ++contentsMade,
    process: ++processesMade,
    killed: false,
    openHandler: null as WindowOpenHandler | null,
    sent: [] as string[],
  };
  const contents = new EventEmitter();
  const named = {
    id: seen.id,
    getType: () => type,
    getOSProcessId: () => seen.process,
    setWindowOpenHandler: (handler: WindowOpenHandler) => void (seen.openHandler = handler),
    send: (channel: string) => void seen.sent.push(channel),
    forcefullyCrashRenderer: () => undefined,
    executeJavaScript: async () => undefined,
    print: () => undefined,
  } satisfies Named<WebContents>;
  return Object.assign(contents, named, { seen });
}
export type StubContents = ReturnType<typeof stubContents>;

export type StubWindow = ReturnType<typeof stubWindow>;

function stubWindow(options: BrowserWindowConstructorOptions, contents: StubContents) {
  const window = new EventEmitter();
  const seen = { options, loaded: '', protection: [] as boolean[], destroyed: false, focused: 0 };
  const named = {
    setMenu: () => undefined,
    setContentProtection: (on: boolean) => void seen.protection.push(on),
    loadURL: async (url: string) => void (seen.loaded = url),
    destroy: () => {
      seen.destroyed = true;
      window.emit('closed');
    },
    focus: () => void (seen.focused += 1),
    getBounds: () => ({ x: 1, y: 2, width: 3, height: 4 }),
    setBounds: () => undefined,
    isMaximized: () => false,
    maximize: () => undefined,
  } satisfies Named<BrowserWindow>;
  return Object.assign(window, named, { webContents: contents, seen });
}

/** A session with the handlers that were set. */
export function stubSession(partition: string) {
  const handlers = new Map<string, unknown>();
  const set = (name: string) => (handler: unknown) => void handlers.set(name, handler);
  const cleared: string[] = [];
  const named = {
    protocol: {
      handle: (scheme: string, handler: unknown) => void handlers.set(`protocol:${scheme}`, handler),
    },
    webRequest: { onBeforeRequest: set('request') },
    setPermissionRequestHandler: set('permission-request'),
    setPermissionCheckHandler: set('permission-check'),
    setDevicePermissionHandler: set('device'),
    setDisplayMediaRequestHandler: set('display-media'),
    setSpellCheckerEnabled: (on: boolean) => void handlers.set('spell-checker', on),
    clearStorageData: async () => void cleared.push('storage'),
    clearCache: async () => void cleared.push('cache'),
    clearAuthCache: async () => void cleared.push('auth'),
  } satisfies Named<Session>;
  return Object.assign(new EventEmitter(), named, { partition, handlers, cleared });
}
export type StubSession = ReturnType<typeof stubSession>;

export interface StubOptions {
  userData: string;
  isPackaged?: boolean;
  /** Switches of the command line. */
  switches?: readonly string[];
  locale?: string;
}

/** Electron without Electron: everything that the shell uses, and a record of what it did with it. */
export function stubElectron({ userData, isPackaged = false, switches = [], locale = 'de' }: StubOptions) {
  const app = new EventEmitter();
  const record = {
    windows: [] as StubWindow[],
    sessions: new Map<string, StubSession>(),
    ipc: new Map<string, (event: unknown, ...args: unknown[]) => Promise<unknown>>(),
    external: [] as string[],
    switches: [] as string[],
    messages: [] as string[],
    shown: [] as string[],
    exit: null as number | null,
    quits: 0,
    sandboxed: false,
    idleSeconds: 0,
    clipboard: '',
  };
  function StubBrowserWindow(options: BrowserWindowConstructorOptions) {
    const contents = stubContents('window');
    // As in Electron: contents tell of themselves before their window is known to anybody.
    app.emit('web-contents-created', {}, contents);
    const window = stubWindow(options, contents);
    record.windows.push(window);
    return window;
  }
  const appNamed = {
    isPackaged,
    getPath: () => userData,
    getLocale: () => locale,
    getVersion: () => '0.1.0',
    enableSandbox: () => void (record.sandboxed = true),
    commandLine: {
      appendSwitch: (name: string) => void record.switches.push(name),
      hasSwitch: (name: string) => switches.includes(name),
    },
    requestSingleInstanceLock: () => true,
    whenReady: async () => undefined,
    exit: (code: number) => void (record.exit = code),
    quit: () => void (record.quits += 1),
  } satisfies Named<App>;
  const power = Object.assign(new EventEmitter(), {
    getSystemIdleTime: () => record.idleSeconds,
    getSystemIdleState: () => 'active',
  } satisfies Named<PowerMonitor>);
  const keyring = {
    isAsyncEncryptionAvailable: async () => false,
    getSelectedStorageBackend: () => 'basic_text',
    encryptStringAsync: async () => Promise.reject(new Error('no keyring')),
    decryptStringAsync: async () => Promise.reject(new Error('no keyring')),
  } satisfies Named<SafeStorage>;
  const parts = {
    BrowserWindow: StubBrowserWindow,
    app: Object.assign(app, appNamed),
    clipboard: {
      readText: async () => record.clipboard,
      clear: () => void (record.clipboard = ''),
    } satisfies Named<ElectronParts['clipboard']>,
    dialog: {
      showErrorBox: (_title: string, text: string) => void record.messages.push(text),
      showMessageBox: async ({ message }: { message: string }) => {
        record.messages.push(message);
        return { response: 0, checkboxChecked: false };
      },
    } satisfies Named<ElectronParts['dialog']>,
    ipcMain: {
      handle: (channel: string, handler: (event: unknown, ...args: unknown[]) => Promise<unknown>) =>
        void record.ipc.set(channel, handler),
    } satisfies Named<ElectronParts['ipcMain']>,
    powerMonitor: power,
    protocol: { registerSchemesAsPrivileged: () => undefined } satisfies Named<ElectronParts['protocol']>,
    safeStorage: keyring,
    session: {
      fromPartition: (partition: string) => {
        const known = record.sessions.get(partition);
        if (known) return known;
        const made = stubSession(partition);
        record.sessions.set(partition, made);
        app.emit('session-created', made);
        return made;
      },
    },
    shell: {
      openExternal: async (url: string) => void record.external.push(url),
      showItemInFolder: (path: string) => void record.shown.push(path),
    } satisfies Named<ElectronParts['shell']>,
  } satisfies Record<keyof ElectronParts, unknown>;
  const endProcess = (pid: number) => {
    const ended = record.windows.filter(({ webContents }) => webContents.seen.process === pid);
    if (ended.length === 0) throw new Error('no such process');
    for (const { webContents } of ended) {
      webContents.seen.killed = true;
      webContents.emit('render-process-gone');
    }
  };
  return { electron: parts as unknown as ElectronParts, record, app, power, endProcess };
}
export type StubElectron = ReturnType<typeof stubElectron>;
