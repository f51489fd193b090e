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

function parse(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

/**
 * Whether `url` is the page of this kind of window, without user info or port. Node does not treat `app:` as a
 * special scheme, so host and path are compared as text rather than by `origin`.
 */
export function isPageOf(kind: WindowKind, url: string): boolean {
  const parsed = parse(url);
  if (!parsed || parsed.protocol !== 'app:' || !url.startsWith(`${APP_ORIGIN}/`)) return false;
  if (parsed.host !== 'wegbuch' || parsed.username !== '' || parsed.password !== '' || parsed.port !== '')
    return false;
  return parsed.pathname === PAGE_OF[kind];
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
  if (/[\s\u0000-\u001f\\]/.test(url)) return false;
  const parsed = parse(url);
  if (!parsed) return false;
  if (parsed.protocol === 'tel:') return /^tel:\+?[0-9()/.-]{3,30}$/.test(url);
  if (parsed.protocol === 'mailto:') return /^mailto:[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}$/.test(url);
  return false;
}

/** Whether a window may save a download: only the staff window, and only what its own page made. */
export function mayDownload(url: string, kind: WindowKind): boolean {
  return kind === 'staff' && url.startsWith(`blob:${APP_ORIGIN}/`);
}
