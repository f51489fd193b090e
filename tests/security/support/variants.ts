import { pino } from 'pino';
import { openFactorKey } from '../../../server/accounts/factor-key';
import { defaultConfig, factorKeyFile } from '../../../server/config';
import { staffApp } from '../../../server/http/app';
import { Metrics } from '../../../server/http/metrics';
import type { App, Services } from '../../../server/http/types';
import { LiveHub } from '../../../server/sync/live-hub';
import { NO_LIMITS, type TestServer } from '../../integration/support/server';

/** A server with a safeguard taken away, on the database of a sound one. */
export interface Variant {
  url: string;
  end(this: void): Promise<void>;
}

/** The staff's origin as `breaking` changes it, before it has any route. */
export async function variantOf(
  server: TestServer,
  breaking: (app: App) => void,
  change: Partial<Services> = {},
): Promise<Variant> {
  const hub = new LiveHub(server.store.appUrl, () => undefined);
  await hub.start();
  const config = { ...defaultConfig(server.dataFolder), limits: NO_LIMITS };
  const log = pino({ level: 'silent' });
  const metrics = new Metrics();
  const factorKey = await openFactorKey(factorKeyFile(config));
  const services = {
    config,
    store: server.store,
    hub,
    log,
    metrics,
    factorKey,
    ports: { kiosk: 0 },
    ...change,
  };
  const app = await staffApp(services, breaking).catch(async (error: unknown) => {
    await hub.stop();
    throw error;
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    end: async () => {
      await hub.stop();
      await app.close();
    },
  };
}

/** Its routes take whatever comes. */
export function withoutSchemas(server: TestServer): Promise<Variant> {
  return variantOf(server, (app) => {
    app.setValidatorCompiler(() => (value: unknown) => ({ value }));
  });
}

/** Its bodies are parsed by JSON.parse alone. */
export function withPlainJson(server: TestServer): Promise<Variant> {
  return variantOf(server, (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      'application/json',
      { parseAs: 'string' },
      async (_: unknown, text: string): Promise<unknown> => JSON.parse(text),
    );
  });
}
