import { trustedScript } from '../lib/trusted-script';

/**
 * Keeps the program itself (never data) in the browser, so that the web edition opens and goes on without its
 * server. Electron has the program on disk, and the development server changes it all the time.
 */
export function keepOffline(edition: 'staff' | 'kiosk'): void {
  if (import.meta.env.DEV || !('serviceWorker' in navigator) || !window.location.protocol.startsWith('http'))
    return;
  const address = new URL(`offline.js?${edition}`, document.baseURI);
  // Without it the app still works as long as the server answers; the next start tries again.
  navigator.serviceWorker.register(trustedScript(address.href)).catch((reason: unknown) => {
    console.warn('Wegbuch is not kept for offline use.', reason);
  });
}
