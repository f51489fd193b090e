import type * as Electron from 'electron';

/** The parts of Electron that the shell works with; handed over, so that the whole shell runs without it in tests. */
export type ElectronParts = Pick<
  typeof Electron,
  | 'BrowserWindow'
  | 'app'
  | 'clipboard'
  | 'dialog'
  | 'ipcMain'
  | 'powerMonitor'
  | 'protocol'
  | 'safeStorage'
  | 'session'
  | 'shell'
>;

/** Where the shell runs: what is packed beside it, and what it was started with. */
export interface Place {
  bundle: string;
  preloads: { staff: string; kiosk: string };
  argv: readonly string[];
  platform: NodeJS.Platform;
  arch: string;
  /** Ends a process at once and without a dump of its memory. Throws when it cannot. */
  endProcess(this: void, pid: number): void;
}
