import type { WindowKind } from '#shared/ipc/channels';

/** A window as the decision sees it; `page` with its words, such as `companion.html#calling`. */
export interface Standing {
  kind: WindowKind;
  page: string;
}

/** The page of the calling display: a number for the waiting room, nothing of a person. */
export const CALLING_PAGE = 'companion.html#calling';
export const ASSESSMENT_PAGE = 'companion.html#assessment';

/**
 * Which windows end with a lock (`staff`) or a visit (`kiosk`), process and all. A lock takes along whatever showed
 * something of a client; the calling display goes on.
 */
export function endsWith(kind: 'staff' | 'kiosk', { kind: own, page }: Standing): boolean {
  if (kind === 'kiosk') return own === 'kiosk';
  return own === 'staff' || own === 'paper' || (own === 'companion' && page !== CALLING_PAGE);
}
