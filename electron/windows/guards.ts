import type { Shell, WebContents } from 'electron';
import type { WindowKind } from '#shared/ipc/channels';
import { mayPress } from '../kiosk/keys';
import { WINDOW_OPEN_ANSWER, mayNavigate, mayOpenExternally, mayShowInFrame } from '../policy/navigation';

/** What guards need to know of their surroundings. */
export interface Surroundings {
  /** The kind of the window that contents belong to; null: of none, and nothing is allowed. */
  kindOf(this: void, contentsId: number): WindowKind | null;
  external: Pick<Shell, 'openExternal'>;
}

/**
 * Fits every guard to new contents, whatever they are and whoever made them. The kind is asked at each event:
 * contents exist before their window is known.
 */
export function guardContents(contents: WebContents, { kindOf, external }: Surroundings): void {
  const kind = () => kindOf(contents.id);
  const leave = (url: string) => {
    if (kind() === 'staff' && mayOpenExternally(url)) void external.openExternal(url);
  };
  contents.setWindowOpenHandler(({ url }) => {
    leave(url);
    return WINDOW_OPEN_ANSWER;
  });
  contents.on('will-navigate', (event) => {
    if (mayNavigate(event.url, kind())) return;
    event.preventDefault();
    leave(event.url);
  });
  contents.on('will-frame-navigate', (event) => {
    const may = event.isMainFrame ? mayNavigate : mayShowInFrame;
    if (!may(event.url, kind())) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    const may = event.isMainFrame ? mayNavigate : mayShowInFrame;
    if (!may(event.url, kind())) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.on('before-input-event', (event, input) => {
    if (kind() === 'kiosk' && !mayPress(input)) event.preventDefault();
  });
}
