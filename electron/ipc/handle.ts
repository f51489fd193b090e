import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import type { WindowKind } from '#shared/ipc/channels';
import { IPC, type IpcArgs, type IpcChannel, type IpcResult } from '#shared/ipc/contract';
import { isPageOf } from '../policy/navigation';

export type IpcHandlers = {
  [C in IpcChannel]: (...args: IpcArgs<C>) => Promise<IpcResult<C>> | IpcResult<C>;
};

/** Whether a call comes from the main frame of this kind of window, while it shows its own page. */
function comesFrom(
  kind: WindowKind,
  event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  kindOf: (contentsId: number) => WindowKind | null,
): boolean {
  const frame = event.senderFrame;
  if (!frame || frame.parent !== null || !isPageOf(kind, frame.url)) return false;
  return kindOf(event.sender.id) === kind;
}

/**
 * Registers every channel of the contract. A call is answered only when it comes from the main frame of the kind
 * of window the contract names and its arguments parse; otherwise the caller gets one neutral error.
 */
export function registerIpc(
  ipcMain: Pick<IpcMain, 'handle'>,
  kindOf: (contentsId: number) => WindowKind | null,
  handlers: IpcHandlers,
): void {
  for (const channel of Object.keys(IPC) as IpcChannel[]) {
    const entry = IPC[channel];
    const handler = handlers[channel] as (...args: unknown[]) => unknown;
    ipcMain.handle(channel, async (event, ...raw: unknown[]) => {
      if (!comesFrom(entry.window, event, kindOf)) throw new Error('refused');
      const args = entry.args.safeParse(raw);
      if (!args.success) throw new Error('invalid');
      return entry.result.parse(await handler(...args.data));
    });
  }
}
