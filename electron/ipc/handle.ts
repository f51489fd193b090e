import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import type { WindowKind } from '#shared/ipc/channels';
import { IPC, type IpcArgs, type IpcChannel, type IpcResult } from '#shared/ipc/contract';
import { APP_ORIGIN } from '../policy/navigation';

/** Who is calling: the kind of the window whose main frame sent it, or null. */
export type SenderKind = (event: IpcMainInvokeEvent) => WindowKind | null;

export type IpcHandlers = {
  [C in IpcChannel]: (...args: IpcArgs<C>) => Promise<IpcResult<C>> | IpcResult<C>;
};

/** Whether a call comes from the main frame of one of our own pages. */
function isOwnMainFrame(event: Pick<IpcMainInvokeEvent, 'senderFrame'>): boolean {
  const frame = event.senderFrame;
  if (!frame || frame.parent !== null) return false;
  return frame.url.startsWith(`${APP_ORIGIN}/`);
}

/**
 * Registers every channel of the contract. A call is answered only when it comes from the main frame of the kind
 * of window the contract names and its arguments parse; otherwise the caller gets one neutral error.
 */
export function registerIpc(
  ipcMain: Pick<IpcMain, 'handle'>,
  kindOf: SenderKind,
  handlers: IpcHandlers,
): void {
  for (const channel of Object.keys(IPC) as IpcChannel[]) {
    const entry = IPC[channel];
    const handler = handlers[channel] as (...args: unknown[]) => unknown;
    ipcMain.handle(channel, async (event, ...raw: unknown[]) => {
      if (!isOwnMainFrame(event) || kindOf(event) !== entry.window) throw new Error('refused');
      const args = entry.args.safeParse(raw);
      if (!args.success) throw new Error('invalid');
      return entry.result.parse(await handler(...args.data));
    });
  }
}
