import type { WindowKind } from '#shared/ipc/channels';

/**
 * Whether a window is kept out of screenshots and shared screens. `wanted` is the setting of this device. What
 * companion and kiosk show is meant for the client before them; a wireless display would show it black.
 */
export function isProtected(kind: WindowKind, wanted: boolean): boolean {
  return wanted && (kind === 'staff' || kind === 'paper');
}
