import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runApp } from '../../../../electron/main/app';
import type { Windows } from '../../../../electron/windows/windows';
import { stubElectron, type StubContents, type StubElectron, type StubWindow } from './electron-stub';

/** The whole shell at work on the stub, in a folder of its own. */
export interface RunningShell extends StubElectron {
  windows: Windows;
  folder: string;
  bundle: string;
}

/** Starts the shell as the command line says, lends it, and takes its folder away. */
export async function withShell<T>(
  argv: readonly string[],
  use: (shell: RunningShell) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'wegbuch-shell-'));
  try {
    const bundle = join(folder, 'bundle');
    const userData = join(folder, 'data');
    await mkdir(bundle);
    await mkdir(userData);
    await writeFile(join(bundle, 'index.html'), '<!doctype html>');
    const stub = stubElectron({ userData });
    const preloads = { staff: '/preload/staff.cjs', kiosk: '/preload/kiosk.cjs' };
    const windows = await runApp(stub.electron, {
      bundle,
      preloads,
      argv: ['wegbuch', ...argv],
      platform: 'win32',
      arch: 'x64',
      endProcess: stub.endProcess,
    });
    if (!windows) throw new Error(`the shell did not start: ${stub.record.messages.join()}`);
    return await use({ ...stub, windows, folder, bundle });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The last window that was made. */
export function lastWindow({ record }: Pick<RunningShell, 'record'>): StubWindow {
  const window = record.windows.at(-1);
  if (!window) throw new Error('no window was made');
  return window;
}

/** An event of an IPC call as it comes from a window that shows its page in its main frame. */
export function ownEvent(contents: StubContents, page: string) {
  return { sender: contents, senderFrame: { parent: null, url: `app://wegbuch/${page}` } };
}
