import type { Browser } from './browser';
import { openBrowser } from './browser';
import type { Row } from './rows';
import { buildProduct, startBenchServer, type BenchServer } from './server';

/** What groups of measures share: one browser, one server, and what was asked for. */
export interface Context {
  /** Sizes of offices: client files for what happens on one device, records for synchronisation. */
  sizes: readonly number[];
  /** Whether a row of that name (or whose name begins so) is asked for. */
  wants(this: void, name: string): boolean;
  /** Takes in what was measured. */
  report(this: void, ...rows: Row[]): void;
  browser(this: void): Promise<Browser>;
  server(this: void): Promise<BenchServer>;
  close(this: void): Promise<void>;
}

/** Keeps what was made first. */
function once<T>(make: () => Promise<T>): { get: () => Promise<T>; made: () => Promise<T> | null } {
  let kept: Promise<T> | null = null;
  return { get: () => (kept ??= make()), made: () => kept };
}

export function createContext(
  sizes: readonly number[],
  only: readonly string[],
  report: Context['report'],
): Context {
  const browser = once(openBrowser);
  const server = once(async () => {
    await buildProduct();
    return startBenchServer();
  });
  return {
    sizes,
    report,
    wants: (name) =>
      only.length === 0 || only.some((asked) => name.startsWith(asked) || asked.startsWith(name)),
    browser: browser.get,
    server: server.get,
    async close() {
      await (await browser.made()?.catch(() => null))?.close();
      await (await server.made()?.catch(() => null))?.stop();
    },
  };
}
