/** The only origin that windows of Wegbuch ever show. */
export const APP_ORIGIN = 'app://wegbuch';

/** Pages that exist, by path; anything else is refused. */
const PAGES = new Set(['/index.html', '/kiosk.html', '/paper.html', '/companion.html']);

function parse(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

/**
 * Whether a window may navigate to `url`: only to one of our own pages, without user info or port. Node does
 * not treat `app:` as a special scheme, so host and path are compared as text rather than by `origin`.
 */
export function mayNavigate(url: string): boolean {
  const parsed = parse(url);
  if (!parsed || parsed.protocol !== 'app:') return false;
  if (parsed.host !== 'wegbuch' || parsed.username !== '' || parsed.password !== '' || parsed.port !== '')
    return false;
  return PAGES.has(parsed.pathname);
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
