import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

/** Parts of zod that only describe schemas as JSON Schema: the server does, no page ever asks for it. */
const JSON_SCHEMA = /[\\/]zod[\\/]v4[\\/]core[\\/](?:to-json-schema|json-schema-processors)\.js$/;
const EXPORTED = /^export (?:async )?(?:function|const) (\w+)|^export \{ \w+ as (\w+) \}/gm;

/** HPKE asks Node for WebCrypto where there is none; every browser that we name has it. */
const NODE_CRYPTO = '\0wegbuch-web-crypto';

/** The same exports with nothing behind them: a method maker gives a method, everything says that it is gone. */
function withoutJsonSchema(code: string): string {
  const names = [...code.matchAll(EXPORTED)].map(([, plain, renamed]) => plain ?? renamed);
  const lines = names.map((name) =>
    /^create\w+Method$/.test(name ?? '')
      ? `export const ${name} = () => gone;`
      : `export { gone as ${name} };`,
  );
  return `const gone = () => { throw new Error('JSON Schema is not part of this program.'); };\n${lines.join('\n')}`;
}

/** Leaves out of pages and workers what libraries bring for other surroundings: about 10 kB of gzip. */
export function slimLibraries(): Plugin {
  const dexie = join(dirname(createRequire(import.meta.url).resolve('dexie')), 'modern/dexie.mjs');
  return {
    name: 'wegbuch-slim-libraries',
    enforce: 'pre',
    applyToEnvironment: (environment) => environment.name === 'client',
    resolveId(source, importer) {
      // The usual build is written for browsers without classes and async functions.
      if (source === 'dexie') return dexie;
      return source === 'crypto' && importer?.includes('@hpke') ? NODE_CRYPTO : null;
    },
    load: (id) => (id === NODE_CRYPTO ? 'export const webcrypto = globalThis.crypto;' : null),
    transform: (code, id) => (JSON_SCHEMA.test(id) ? { code: withoutJsonSchema(code), map: null } : null),
  };
}
