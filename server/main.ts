import { DEMO_PEOPLE } from '#shared/demo/people';
import { backUp } from './backup/backup';
import { checkBackup } from './backup/manifest';
import { restore } from './backup/restore';
import { type BackupTask, readConfig, USAGE } from './config';
import { Foreseen, type MessageCode, sentence } from './messages';
import { type RunningServer, startServer } from './start';

/** What a parent process (npm start) is told over IPC. */
export type ServerMessage =
  | { kind: 'note'; sentence: string }
  | { kind: 'ready'; url: string; kioskUrl: string; folder: string; sentence: string }
  | { kind: 'failed'; sentence: string };

/** Says a sentence to the parent process, which shows it, or else to the terminal. */
function say(message: ServerMessage): void {
  if (process.send) process.send(message);
  else process.stderr.write(`${message.sentence}\n`);
}

/** Ends with one sentence; a stack trace only for what nobody foresaw, and only when asked for. */
function fail(error: unknown): void {
  const text =
    error instanceof Foreseen
      ? error.message
      : sentence('unexpected', { reason: error instanceof Error ? error.message : String(error) });
  if (!(error instanceof Foreseen) && process.env['WEGBUCH_DEBUG']) console.error(error);
  say({ kind: 'failed', sentence: text });
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
  let asked = 0;
  process.on('SIGINT', () => {
    // Asked twice at the keyboard: now, even if something hangs.
    if (++asked > 1) process.exit(1);
    end();
  });
  process.on('SIGTERM', end);
  process.on('SIGHUP', end);
  // The parent that started us is gone.
  process.on('disconnect', end);
}

/** Does what is asked about backups and says how it went. */
async function doTask({ kind, folder, dataFolder }: BackupTask): Promise<string> {
  const done = async (manifest: ReturnType<typeof checkBackup>, code: MessageCode, place: string) => {
    const { at, files } = await manifest;
    return sentence(code, { folder: place, at, files: Object.keys(files).length });
  };
  switch (kind) {
    case 'backup':
      return done(backUp(dataFolder, folder), 'backup-made', folder);
    case 'check-backup':
      return done(checkBackup(folder), 'backup-sound', folder);
    case 'restore':
      return done(restore(folder, dataFolder), 'backup-restored', dataFolder);
  }
}

async function main(): Promise<void> {
  const config = readConfig(process.argv.slice(2), process.env);
  if (config === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  if (config === 'demo-people') {
    for (const { name, role, passphrase } of DEMO_PEOPLE)
      process.stdout.write(`${name}\t${role}\t${passphrase}\n`);
    return;
  }
  if ('kind' in config) {
    process.stdout.write(`${await doTask(config)}\n`);
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
  if (portBefore !== null) {
    say({
      kind: 'note',
      sentence: sentence('port-changed', { port: new URL(url).port, before: portBefore }),
    });
  }
  const text = sentence('running', { url, kiosk: kioskUrl, folder: config.dataFolder });
  say({ kind: 'ready', url, kioskUrl, folder: config.dataFolder, sentence: text });
}

main().catch((error: unknown) => {
  fail(error);
  process.exit();
});
