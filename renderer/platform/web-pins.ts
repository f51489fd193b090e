import type { AskPins, PinAnswer } from '#shared/security/pin-keeper';

/** The keeper must be asked so often, or the browser ends it (and sleep could not be told from work). */
const KEEP_AWAKE_MS = 20_000;
const PATIENCE_MS = 2_000;

/** The service worker of this page; null where the browser has none (private windows, the first moments). */
async function keeper(): Promise<ServiceWorker | null> {
  if (!('serviceWorker' in navigator)) return null;
  const { controller } = navigator.serviceWorker;
  return controller ?? (await navigator.serviceWorker.getRegistration())?.active ?? null;
}

let awake: ReturnType<typeof setInterval> | undefined;

/** The keeper of the web edition: the memory of its service worker, which outlives a page but not the browser. */
export const webPins: AskPins = async (question) => {
  const worker = await keeper().catch(() => null);
  if (!worker) return null;
  awake ??= setInterval(() => void webPins({ ask: 'people' }), KEEP_AWAKE_MS);
  const { port1, port2 } = new MessageChannel();
  return new Promise<PinAnswer | null>((resolve) => {
    const late = setTimeout(() => resolve(null), PATIENCE_MS);
    port1.onmessage = ({ data }: MessageEvent<PinAnswer>) => {
      clearTimeout(late);
      port1.close();
      resolve(data);
    };
    worker.postMessage({ pins: question }, [port2]);
  });
};
