import type { WindowKind } from '#shared/ipc/channels';

/**
 * The server of an office may stand in its own network or on this machine; Chromium asks before a page reaches
 * either. Which servers are reached at all is decided by `egress.ts`.
 */
const NETWORK = ['local-network', 'local-network-access', 'loopback-network'] as const;

/** Permissions that a kind of window may have; every other one is refused (architecture § 7). */
const ALLOWED: Record<WindowKind, readonly string[]> = {
  staff: ['persistent-storage', 'clipboard-sanitized-write', ...NETWORK],
  kiosk: ['persistent-storage', ...NETWORK],
  companion: [],
  paper: [],
};

/** Answers both permission requests and permission checks. Unknown windows and unknown names: no. */
export function mayUse(window: WindowKind | null, permission: string): boolean {
  return window !== null && ALLOWED[window].includes(permission);
}
