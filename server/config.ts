import { isIP } from 'node:net';
import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { DestinationStream } from 'pino';
import { Foreseen } from './messages';

/** How often the routes may be called; tests set their own. */
export interface Limits {
  /** Requests a minute and address on routes that need no session. */
  anonymousPerMinute: number;
  /** Requests a minute and session. */
  sessionPerMinute: number;
  /** Check-ins a minute and kiosk. */
  checkInsPerMinute: number;
  /** Most unfiled envelopes of an office. */
  inboxItems: number;
  /** Largest blob, in bytes. */
  blobBytes: number;
}

export interface ServerConfig {
  dataFolder: string;
  /** Null: the embedded PostgreSQL. */
  databaseUrl: string | null;
  databaseOwnerUrl: string | null;
  /** The database was brought back to an earlier state by PostgreSQL's own means: devices are told. */
  restored: boolean;
  host: string;
  /** Null: the port kept in the data folder. */
  port: number | null;
  kioskPort: number | null;
  /** Null: no numbers for Prometheus. */
  metricsPort: number | null;
  tls: { certFile: string; keyFile: string } | null;
  /** Where the key lies that opens the secrets of second factors; null: in the data folder. */
  factorKeyFile: string | null;
  /** Addresses (or CIDR ranges) of proxies whose X-Forwarded headers count, besides those on this computer. */
  trustedProxies: string[];
  /** Folder of the built web edition. */
  webFolder: string;
  limits: Limits;
  /** A session lives this long, in milliseconds; a device that is unlocked opens the next one by itself. */
  sessionMs: number;
  /** Whether to log to standard output, or where else. */
  log: boolean | DestinationStream;
}

const DEFAULT_LIMITS: Limits = {
  anonymousPerMinute: 60,
  sessionPerMinute: 1200,
  checkInsPerMinute: 30,
  inboxItems: 5000,
  blobBytes: 25 * 1024 * 1024,
};

export const USAGE = `Wegbuch server

  npm run server -- [options]

  --database-url URL   PostgreSQL to use instead of the embedded one (or DATABASE_URL).
                       DATABASE_OWNER_URL: role that runs the migrations, if it is another one.
  --data FOLDER        data folder (or WEGBUCH_DATA; default ~/.local/share/wegbuch, as root /var/lib/wegbuch)
  --host ADDRESS       address to listen on (default 127.0.0.1)
  --port NUMBER        port of the web edition and the API; chosen once and kept in the data folder
  --kiosk-port NUMBER  port of the web kiosk; chosen once and kept in the data folder
  --metrics-port NUMBER  numbers for Prometheus under /metrics, for this computer only (default: none)
  --tls-cert FILE      certificate chain (PEM); with --tls-key needed on any other address than this computer
  --tls-key FILE       private key (PEM)
  --trusted-proxy ADDRESSES  load balancers whose X-Forwarded-For and -Proto count: addresses or
                       ranges, separated by commas; those on this computer always do
  --factor-key FILE    key to the secrets of second factors (default: factor-key in the data folder);
                       several servers of one database need the same
  --blob-limit MIB     largest attachment, in MiB (default 25, at most 1000)
  --backup FOLDER      backs up the embedded database of --data while its server runs, and ends
  --check-backup FOLDER  reads a backup to its last byte, and ends
  --restore FOLDER     puts a backup into an empty --data folder, and ends
  --restored           the database was brought back to an earlier state by other means: devices send again
                       what it has lost (once, at the first start after that)
  --demo-people        prints name, role and passphrase of the demo office's people
  --help               this text

  API description: /docs   health: /health
`;

/**
 * The data folder: WEGBUCH_DATA, else the place for a program's data of this user (as root /var/lib/wegbuch).
 * Works with HOME empty or unset; throws Foreseen folder-unknown when the system knows no home either.
 */
export function defaultDataFolder(env: NodeJS.ProcessEnv): string {
  if (env['WEGBUCH_DATA']) return resolve(env['WEGBUCH_DATA']);
  if (process.getuid?.() === 0) return '/var/lib/wegbuch';
  if (env['XDG_DATA_HOME']) return join(resolve(env['XDG_DATA_HOME']), 'wegbuch');
  const home = homeFolder();
  if (process.platform === 'win32')
    return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Wegbuch');
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', 'Wegbuch');
  return join(home, '.local', 'share', 'wegbuch');
}

function homeFolder(): string {
  if (process.env['HOME'] || process.platform === 'win32') return homedir();
  let home = '';
  try {
    home = userInfo().homedir;
  } catch {
    // No entry for this user in the system's table; the sentence below says what to do.
  }
  if (!home || home === '/' || home === '/nonexistent') throw new Foreseen('folder-unknown');
  return home;
}

/** Where the built web edition lies: beside the bundle, or in dist/ when run from the sources. */
function defaultWebFolder(moduleUrl: string): string {
  const relative = moduleUrl.endsWith('.ts') ? '../dist/renderer/' : '../renderer/';
  return fileURLToPath(new URL(relative, moduleUrl));
}

/** Everything by default, for the embedded database in `dataFolder`. */
export function defaultConfig(dataFolder: string): ServerConfig {
  return {
    dataFolder,
    databaseUrl: null,
    databaseOwnerUrl: null,
    restored: false,
    host: '127.0.0.1',
    port: null,
    kioskPort: null,
    metricsPort: null,
    tls: null,
    factorKeyFile: null,
    trustedProxies: [],
    webFolder: defaultWebFolder(import.meta.url),
    limits: DEFAULT_LIMITS,
    sessionMs: 15 * 60_000,
    log: true,
  };
}

/** The file of the factor key. */
export function factorKeyFile({ factorKeyFile: file, dataFolder }: ServerConfig): string {
  return file ?? join(dataFolder, 'factor-key');
}

const MOST_PORTS = 65535;

function wholeNumber(text: string | undefined, flag: string, most: number): number | null {
  if (text === undefined) return null;
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number <= most) return number;
  throw new Foreseen('flag-invalid', { reason: `${flag} ${text}: 1–${String(most)}.` });
}

/** Addresses or ranges like 10.0.0.0/8. */
function proxyAddresses(text: string | undefined): string[] {
  const addresses = text?.split(',') ?? [];
  for (const address of addresses) {
    const [host = '', bits = '0', ...rest] = address.split('/');
    const most = isIP(host) === 6 ? 128 : 32;
    if (isIP(host) === 0 || rest.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > most)
      throw new Foreseen('flag-invalid', { reason: `--trusted-proxy ${address}.` });
  }
  return addresses;
}

const TASKS = ['backup', 'check-backup', 'restore'] as const;

/** What the command line asks for instead of a server. */
export type Task = 'help' | 'demo-people' | BackupTask;
export interface BackupTask {
  kind: (typeof TASKS)[number];
  /** Folder of the backup. */
  folder: string;
  dataFolder: string;
}

/** Command line and environment → configuration, or what to do instead. Throws Foreseen on a flag that cannot be read. */
export function readConfig(args: string[], env: NodeJS.ProcessEnv): ServerConfig | Task {
  const flags = parseFlags(args);
  if (flags.help) return 'help';
  if (flags['demo-people']) return 'demo-people';
  const cert = flags['tls-cert'];
  const key = flags['tls-key'];
  if ((cert === undefined) !== (key === undefined)) {
    throw new Foreseen('flag-invalid', { reason: '--tls-cert + --tls-key.' });
  }
  const defaults = defaultConfig(flags.data ? resolve(flags.data) : defaultDataFolder(env));
  for (const kind of TASKS) {
    const folder = flags[kind];
    if (folder !== undefined) return { kind, folder: resolve(folder), dataFolder: defaults.dataFolder };
  }
  const blobMib = wholeNumber(flags['blob-limit'], '--blob-limit', 1000);
  return {
    ...defaults,
    databaseUrl: flags['database-url'] ?? env['DATABASE_URL'] ?? null,
    databaseOwnerUrl: env['DATABASE_OWNER_URL'] ?? null,
    restored: flags.restored,
    host: flags.host ?? '127.0.0.1',
    port: wholeNumber(flags.port, '--port', MOST_PORTS),
    kioskPort: wholeNumber(flags['kiosk-port'], '--kiosk-port', MOST_PORTS),
    metricsPort: wholeNumber(flags['metrics-port'], '--metrics-port', MOST_PORTS),
    tls: cert !== undefined && key !== undefined ? { certFile: cert, keyFile: key } : null,
    factorKeyFile: flags['factor-key'] === undefined ? null : resolve(flags['factor-key']),
    trustedProxies: proxyAddresses(flags['trusted-proxy']),
    limits: blobMib === null ? defaults.limits : { ...defaults.limits, blobBytes: blobMib * 1024 * 1024 },
  };
}

function parseFlags(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      options: {
        'database-url': text,
        data: text,
        host: text,
        port: text,
        'kiosk-port': text,
        'metrics-port': text,
        'tls-cert': text,
        'tls-key': text,
        'factor-key': text,
        'blob-limit': text,
        'trusted-proxy': text,
        backup: text,
        'check-backup': text,
        restore: text,
        restored: { type: 'boolean', default: false },
        'demo-people': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new Foreseen('flag-invalid', { reason: error instanceof Error ? error.message : String(error) });
  }
}
