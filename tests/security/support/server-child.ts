import { defaultConfig } from '../../../server/config';
import { startServer } from '../../../server/start';
import { freePort } from '../../../server/storage/embedded';
import { NO_LIMITS } from '../../integration/support/server';

/** The server in a process of its own, without limits of requests, that tells its memory when asked. */
const server = await startServer({
  ...defaultConfig(process.argv[2] ?? ''),
  port: await freePort(),
  kioskPort: await freePort(),
  limits: NO_LIMITS,
  log: false,
});
process.on('message', () => {
  for (let turn = 0; turn < 3; turn++) globalThis.gc?.();
  process.send?.({ memory: process.memoryUsage().rss });
});
process.once('disconnect', () => {
  server.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
process.send?.({ url: server.url, ownerUrl: server.ownerUrl });
