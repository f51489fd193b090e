import type { WindowKind } from '#shared/ipc/channels';

/** The only origin that windows of Wegbuch ever show. */
export const APP_ORIGIN = 'app://wegbuch';

/** The one page of each kind of window. */
const PAGE_OF: Record<WindowKind, string> = {
  staff: '/index.html',
  kiosk: '/kiosk.html',
  companion: '/companion.html',
  paper: '/paper.html',
};

/**
 * Whether `url` is the page of this kind of window. Compared as text: Chromium hands over addresses in one form, and
 * what is written differently is not ours.
 */
export function isPageOf(kind: WindowKind, url: string): boolean {
  const page = `${APP_ORIGIN}${PAGE_OF[kind]}`;
  return url === page || url.startsWith(`${page}?`) || url.startsWith(`${page}#`);
}

/** Whether a window may navigate: only to its own page. Contents of no known window go nowhere. */
export function mayNavigate(url: string, kind: WindowKind | null): boolean {
  return kind !== null && isPageOf(kind, url);
}

/** Whether a frame inside a window may show `url`: only paper, inside the staff window. */
export function mayShowInFrame(url: string, kind: WindowKind | null): boolean {
  return kind === 'staff' && isPageOf('paper', url);
}

/** Whether a new window may be opened by a page: never. Windows come from the factory alone. */
export const WINDOW_OPEN_ANSWER = { action: 'deny' } as const;

/**
 * The one gate for addresses that leave the app (phone numbers and mail). Web pages are not opened: nothing in
 * Wegbuch links to one, and a stored text must never become a click into the web.
 */
export function mayOpenExternally(url: string): boolean {
  return (
    /^tel:\+?[0-9()/.-]{3,30}$/.test(url) ||
    /^mailto:[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188}[A-Za-z0-9])?$/.test(url)
  );
}

/** Whether a window may save a download: only the staff window, and only what its own page made. */
export function mayDownload(url: string, kind: WindowKind): boolean {
  return kind === 'staff' && url.startsWith(`blob:${APP_ORIGIN}/`);
}
