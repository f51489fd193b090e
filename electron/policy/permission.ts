import type { WindowKind } from '#shared/ipc/channels';

/** Permissions that a kind of window may have; every other one is refused (architecture § 7). */
const ALLOWED: Record<WindowKind, readonly string[]> = {
  staff: ['persistent-storage', 'clipboard-sanitized-write'],
  kiosk: ['persistent-storage'],
  companion: [],
  paper: [],
};

/** Answers both permission requests and permission checks. Unknown windows and unknown names: no. */
export function mayUse(window: WindowKind | null, permission: string): boolean {
  return window !== null && ALLOWED[window].includes(permission);
}
