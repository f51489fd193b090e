import { serverOrigin } from '../protocol/resolve';

export interface MainArguments {
  kind: 'staff' | 'kiosk';
  demo: boolean;
  /** Origins windows may connect to, from `--server=…`. */
  servers: string[];
  /** The folder in which IT lays new versions, from `--updates=…`; null: nobody does. */
  updates: string | null;
}

/** Reads the command line of the app; unknown words (Chromium's own switches) are left alone. */
export function readArguments(argv: readonly string[]): MainArguments {
  const valuesOf = (name: string) =>
    argv.filter((word) => word.startsWith(`${name}=`)).map((word) => word.slice(name.length + 1));
  return {
    kind: argv.includes('--kiosk-window') ? 'kiosk' : 'staff',
    demo: argv.includes('--demo'),
    servers: valuesOf('--server')
      .map(serverOrigin)
      .filter((origin) => origin !== null),
    updates: valuesOf('--updates')[0] || null,
  };
}

/** The staff page with what the command line said: the demo, or the address of a server. Nothing personal. */
export function staffPage({ demo, servers }: { demo: boolean; servers: readonly string[] }): string {
  const words = new URLSearchParams();
  if (demo) words.set('demo', '');
  if (servers[0] !== undefined) words.set('server', servers[0]);
  return words.size > 0 ? `index.html?${words.toString()}` : 'index.html';
}
