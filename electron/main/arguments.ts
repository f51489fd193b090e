import { serverOrigin } from '../protocol/resolve';

export interface MainArguments {
  kind: 'staff' | 'kiosk';
  demo: boolean;
  /** Origins windows may connect to, from `--server=…`. */
  servers: string[];
}

/** Reads the command line of the app; unknown words (Chromium's own switches) are left alone. */
export function readArguments(argv: readonly string[]): MainArguments {
  const servers = argv
    .filter((word) => word.startsWith('--server='))
    .map((word) => serverOrigin(word.slice('--server='.length)))
    .filter((origin) => origin !== null);
  return {
    kind: argv.includes('--kiosk-window') ? 'kiosk' : 'staff',
    demo: argv.includes('--demo'),
    servers,
  };
}
