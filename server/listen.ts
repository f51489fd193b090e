import type { ServerConfig } from './config';
import type { App } from './http/types';
import { Foreseen } from './messages';
import { freePort } from './storage/embedded';
import { reasonOf, type Settings, writeSettings } from './storage/folder';
import { listenerOf } from './storage/processes';

/** Tried first for a new data folder. */
const USUAL_PORT = 47300;
const USUAL_KIOSK_PORT = 47301;

/** Opens a port by `open`. Throws Foreseen port-taken, port-refused. */
export async function bind<T>(open: () => Promise<T>, host: string, port: number): Promise<T> {
  try {
    return await open();
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === 'EADDRINUSE') {
      const owner = await listenerOf(port);
      throw new Foreseen('port-taken', { port, by: owner === null ? '' : `: ${owner}` }, { cause: error });
    }
    if (reason.startsWith('E')) throw new Foreseen('port-refused', { host, port }, { cause: error });
    throw error;
  }
}

/** Binds the port that was asked for or kept; for new data the usual one, or any free one if that is taken. */
async function settle(
  app: App,
  config: ServerConfig,
  wanted: number | undefined,
  usual: number,
): Promise<number> {
  const open = async (port: number) => {
    await bind(() => app.listen({ host: config.host, port }), config.host, port);
    return port;
  };
  if (wanted !== undefined) return open(wanted);
  try {
    return await open(usual);
  } catch (error) {
    if (!(error instanceof Foreseen) || error.code !== 'port-taken') throw error;
    return open(await freePort());
  }
}

function address(config: ServerConfig, port: number): string {
  // By number, not as "localhost": another program could listen on the other of its two addresses.
  const host = ['0.0.0.0', '::', 'localhost'].includes(config.host) ? '127.0.0.1' : config.host;
  return `${config.tls === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

/**
 * Opens both origins. The ports belong to the data, because browsers keep an office under its address: they are
 * chosen once and kept (`kept`: what was read). Throws Foreseen port-taken, port-refused.
 */
export async function listen(
  config: ServerConfig,
  kept: Settings,
  staff: App,
  kiosk: App,
): Promise<{ url: string; kioskUrl: string; portBefore: number | null }> {
  const port = await settle(staff, config, config.port ?? kept.port, USUAL_PORT);
  const kioskPort = await settle(kiosk, config, config.kioskPort ?? kept.kioskPort, USUAL_KIOSK_PORT);
  if (port !== kept.port || kioskPort !== kept.kioskPort)
    await writeSettings(config.dataFolder, { port, kioskPort });
  return {
    url: address(config, port),
    kioskUrl: address(config, kioskPort),
    portBefore: kept.port !== undefined && kept.port !== port ? kept.port : null,
  };
}
