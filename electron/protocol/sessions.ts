import type { Session } from 'electron';
import type { WindowKind } from '#shared/ipc/channels';
import { mayRequest } from '../policy/egress';
import { mayDownload } from '../policy/navigation';
import { mayUse } from '../policy/permission';
import type { Assets } from './assets';

/**
 * Shuts a session that nobody has a use for: no request, no permission, no device. Every session begins like this;
 * `serveSession` then opens the few doors of ours.
 */
export function shutSession(target: Session): void {
  target.webRequest.onBeforeRequest((_details, answer) => {
    answer({ cancel: true });
  });
  target.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(mayUse(null, permission));
  });
  target.setPermissionCheckHandler((_contents, permission) => mayUse(null, permission));
  target.setDevicePermissionHandler(() => false);
  target.setDisplayMediaRequestHandler((_request, answer) => {
    answer({});
  });
  target.setSpellCheckerEnabled(false);
}

/** Serves the bundle in a session, which is closed to everything that this kind of window has no use for. */
export function serveSession(
  target: Session,
  kind: WindowKind,
  assets: Assets,
  servers: () => readonly string[],
): Session {
  shutSession(target);
  target.protocol.handle('app', (request) => assets(request.url));
  target.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !mayRequest(details.url, servers()) });
  });
  target.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(mayUse(kind, permission));
  });
  target.setPermissionCheckHandler((_contents, permission) => mayUse(kind, permission));
  target.on('will-download', (event, item) => {
    if (!mayDownload(item.getURL(), kind)) event.preventDefault();
  });
  return target;
}
