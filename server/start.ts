import type { Server } from 'node:http';
import { type Logger, pino } from 'pino';
import { openFactorKey } from './accounts/factor-key';
import { tellLost } from './backup/restored';
import { factorKeyFile, type ServerConfig } from './config';
import { staffApp, kioskApp } from './http/app';
import { plain } from './http/errors';
import { Metrics, serveMetrics } from './http/metrics';
import type { App, Services } from './http/types';
import { bind, listen } from './listen';
import { databaseAccess } from './storage/access';
import { openStore, type Store } from './storage/database';
import { type EmbeddedPostgres, startEmbedded } from './storage/embedded';
import { lockInstance, openDataFolder, readSettings } from './storage/folder';
import { migrate } from './storage/migrate';
import { LiveHub } from './sync/live-hub';

export interface RunningServer {
  /** Address of the web edition and the API. */
  url: string;
  /** Address of the web kiosk. */
  kioskUrl: string;
  /** Present if the port is another than before: offices in browsers are bound to the old one. */
  portBefore: number | null;
  store: Store;
  /** For the owner of the database (migrations, tests). */
  ownerUrl: string;
  app: App;
  embedded: EmbeddedPostgres | null;
  /** Ends streams, closes everything cleanly; resolves when the database has stopped. */
  stop(): Promise<void>;
}

/** Undo steps, run backwards: what was started last ends first. */
class Undo {
  readonly #steps: Array<() => Promise<unknown>> = [];
  add(step: () => Promise<unknown>): void {
    this.#steps.push(step);
  }
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      await step().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'not everything could be stopped');
  }
}

/**
 * Starts the central server: data folder, database, migrations, both origins. `onLost` is called if the
 * embedded database ends by itself. Throws Foreseen, with everything stopped again.
 */
export async function startServer(
  config: ServerConfig,
  onLost: () => void = () => undefined,
): Promise<RunningServer> {
  const undo = new Undo();
  try {
    return await start(config, onLost, undo);
  } catch (error) {
    await undo.run();
    throw error;
  }
}

/** The one log of a server process; neither it nor its lines name the computer. */
function logTo(place: ServerConfig['log']): Logger {
  const options = { level: place === false ? 'silent' : 'info', base: null };
  return typeof place === 'boolean' ? pino(options) : pino(options, place);
}

/** Ends a server of Node's own, whoever still holds a connection to it. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

async function start(config: ServerConfig, onLost: () => void, undo: Undo): Promise<RunningServer> {
  await openDataFolder(config.dataFolder);
  const lock = await lockInstance(config.dataFolder);
  undo.add(() => lock.release());
  const settings = await readSettings(config.dataFolder);
  const embedded = config.databaseUrl === null ? await startEmbedded(config.dataFolder, onLost) : null;
  if (embedded !== null) undo.add(() => embedded.stop());
  const access = databaseAccess(
    embedded?.ownerUrl ?? config.databaseUrl ?? '',
    embedded === null ? config.databaseOwnerUrl : null,
  );
  await migrate(access);
  await tellLost(access.ownerUrl, config.dataFolder, config.restored);

  const log = logTo(config.log);
  const onError = (error: unknown) => {
    log.error({ error: plain(error) }, 'database connection');
  };
  const store = await openStore(access, onError);
  undo.add(() => store.close());
  const hub = new LiveHub(access.appUrl, onError);
  await hub.start();
  undo.add(() => hub.stop());
  const metrics = new Metrics();
  const factorKey = await openFactorKey(factorKeyFile(config));
  const services: Services = { config, store, hub, log, metrics, factorKey, ports: { kiosk: 0 } };
  const staff = await staffApp(services);
  undo.add(() => staff.close());
  const kiosk = await kioskApp(services);
  undo.add(() => kiosk.close());
  const addresses = await listen(config, settings, staff, kiosk);
  const { metricsPort } = config;
  if (metricsPort !== null) {
    const text = () => metrics.text(store.connections());
    const server = await bind(() => serveMetrics(metricsPort, text), '127.0.0.1', metricsPort);
    undo.add(() => closed(server));
  }
  services.ports.kiosk = Number(new URL(addresses.kioskUrl).port);
  await lock.answersAt(addresses.url);
  return {
    ...addresses,
    store,
    ownerUrl: access.ownerUrl,
    app: staff,
    embedded,
    stop: async () => {
      // Streams never end by themselves.
      await hub.stop();
      await undo.run();
    },
  };
}
