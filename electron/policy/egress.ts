/**
 * Whether a window may send a request: to our own files, and to servers that this device was told to use. The
 * gate stands in the main process, so that a page cannot widen it and a new server needs no reload.
 */
export function mayRequest(url: string, servers: readonly string[]): boolean {
  if (url.startsWith('app://wegbuch/') || /^(blob|data):/.test(url)) return true;
  try {
    return servers.includes(new URL(url).origin);
  } catch {
    return false;
  }
}
