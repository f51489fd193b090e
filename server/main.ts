import { readConfig, USAGE } from './config';
import { Foreseen, sentence } from './messages';
import { type RunningServer, startServer } from './start';

/** What a parent process (npm start) is told over IPC. */
export type ServerMessage = { kind: 'ready'; url: string; kioskUrl: string } | { kind: 'failed'; sentence: string };

function tellParent(message: ServerMessage): void {
  process.send?.(message);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Ends with one sentence; a stack trace only for what nobody foresaw, and only when asked for. */
function fail(error: unknown): void {
  const text =
    error instanceof Foreseen
      ? error.message
      : sentence('unexpected', { reason: error instanceof Error ? error.message : String(error) });
  if (!(error instanceof Foreseen) && process.env['WEGBUCH_DEBUG']) console.error(error);
  say(text);
  tellParent({ kind: 'failed', sentence: text });
  process.exitCode = 1;
}

function stopOnSignals(stop: () => Promise<void>): void {
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    stop()
      .catch(fail)
      .finally(() => process.exit());
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  process.on('SIGHUP', end);
  // The parent that started us is gone.
  process.on('disconnect', end);
}

async function main(): Promise<void> {
  const config = readConfig(process.argv.slice(2), process.env);
  if (config === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  let running: RunningServer | null = null;
  const starting = startServer(config, () => {
    fail(new Foreseen('database-start', { reason: 'ended', folder: config.dataFolder }));
    void Promise.resolve(running?.stop()).finally(() => process.exit(1));
  });
  // Signals during the start wait for it: the database must not be left half made.
  stopOnSignals(async () => {
    const server = await starting.catch(() => null);
    await server?.stop();
  });
  running = await starting;
  const { url, kioskUrl, portBefore } = running;
  if (portBefore !== null) say(sentence('port-changed', { port: new URL(url).port, before: portBefore }));
  say(sentence('running', { url, kiosk: kioskUrl, folder: config.dataFolder }));
  tellParent({ kind: 'ready', url, kioskUrl });
}

main().catch((error: unknown) => {
  fail(error);
  process.exit();
});
