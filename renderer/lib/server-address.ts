/**
 * The origin of a server as people type it: "wegbuch.stadt.example", "https://…/", "localhost:8080".
 * Null when it is no address. Plain http is kept only for this machine.
 */
export function serverAddress(typed: string): string | null {
  const text = typed.trim();
  if (text === '' || /\s/.test(text)) return null;
  const local = /^(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(text);
  const full = /^https?:\/\//i.test(text) ? text : `${local ? 'http' : 'https'}://${text}`;
  if (!URL.canParse(full)) return null;
  const url = new URL(full);
  if (url.username !== '' || url.password !== '') return null;
  return url.hostname === '' ? null : url.origin;
}
