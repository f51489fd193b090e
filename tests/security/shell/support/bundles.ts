import { resolve } from 'node:path';
import { createBuilder } from 'vite';

/** The scripts of the shell as they are packed. */
export interface Bundles {
  main: string;
  preloadStaff: string;
  preloadKiosk: string;
}

const NAMES = ['main', 'preloadStaff', 'preloadKiosk'] as const;
const configFile = resolve(import.meta.dirname, '../../../../vite.config.ts');
let built: Promise<Bundles> | null = null;

async function build(): Promise<Bundles> {
  const write = { build: { write: false } };
  const builder = await createBuilder({
    configFile,
    logLevel: 'error',
    environments: { main: write, preloadStaff: write, preloadKiosk: write },
  });
  const bundles: Bundles = { main: '', preloadStaff: '', preloadKiosk: '' };
  for (const name of NAMES) {
    const environment = builder.environments[name];
    if (!environment) throw new Error(`vite.config.ts builds no ${name}`);
    const output = await builder.build(environment);
    const results = Array.isArray(output) ? output : 'output' in output ? [output] : [];
    const chunks = results.flatMap((result) => result.output).filter((part) => part.type === 'chunk');
    bundles[name] = chunks.map(({ code }) => code).join('\n');
  }
  return bundles;
}

/** Builds the shell once per process, as `npm run build` does, and writes nothing. */
export function shellBundles(): Promise<Bundles> {
  built ??= build();
  return built;
}
