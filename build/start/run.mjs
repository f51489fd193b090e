import { execFileSync, fork } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfNeeded } from './build.mjs';
import { Foreseen, sentence } from './messages.mjs';
import { electronBinary, hasDisplay, installedBrowser, openBrowser, openElectron } from './windows.mjs';

const root = resolve(import.meta.dirname, '../..');
const serverFile = join(root, 'dist', 'server', 'main.js');

const USAGE = `Wegbuch

  npm start -- [options]

  Builds if needed, starts the server with its database, and opens the app: Electron where it can be had, else
  an app window of an installed Chromium, Chrome or Edge, else only the address.

  --demo          opens a demo office and prints its people with their passphrases
  --web           the browser even where Electron is there
  --port NUMBER   port of the web edition; chosen once and kept in the data folder
  --data FOLDER   data folder (or WEGBUCH_DATA; default ~/.local/share/wegbuch, as root /var/lib/wegbuch)
  --help          this text
`;

function readFlags(args) {
  try {
    return parseArgs({
      args,
      options: {
        demo: { type: 'boolean', default: false },
        web: { type: 'boolean', default: false },
        port: { type: 'string' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new Foreseen('flag-invalid', { reason: error.message });
  }
}

/** Starts the server; resolves when it answers. Throws Foreseen with the server's own sentence. */
function startServer(flags) {
  const args = [
    ...(flags.port === undefined ? [] : ['--port', flags.port]),
    ...(flags.data === undefined ? [] : ['--data', flags.data]),
  ];
  const server = fork(serverFile, args, { cwd: process.cwd(), stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  return new Promise((done, reject) => {
    let said = '';
    server.on('message', (message) => {
      if (message.kind === 'note') console.log(message.sentence);
      if (message.kind === 'failed') said = message.sentence;
      if (message.kind === 'ready') done({ server, ready: message });
    });
    server.once('error', reject);
    server.once('exit', () =>
      reject(said ? Object.assign(new Error(said), { foreseen: true }) : new Foreseen('server-ended')),
    );
  });
}

function printDemoPeople() {
  const lines = execFileSync(process.execPath, [serverFile, '--demo-people'], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const people = lines.map((line) => line.split('\t'));
  const width = Math.max(...people.map(([name]) => name.length));
  console.log(sentence('demo-people'));
  for (const [name, role, passphrase] of people)
    console.log(`  ${name.padEnd(width)}  ${passphrase}  (${sentence(role)})`);
}

/** Opens the best window there is. Resolves true when the app was closed by its user and everything may end. */
async function openWindow(flags, { url, folder }, stops) {
  const binary = flags.web ? null : await electronBinary(root);
  if (binary && hasDisplay()) {
    const window = openElectron(binary, root, url, flags.demo);
    stops.push(window.stop);
    if ((await window.ended) !== 'failed') return true;
    console.log(sentence('electron-failed'));
  } else if (!binary && !flags.web) {
    console.log(sentence('no-electron'));
  }
  const address = flags.demo ? `${url}/?demo` : `${url}/`;
  const browser = installedBrowser();
  if (!hasDisplay() || !browser) {
    const reason = sentence(hasDisplay() ? 'no-browser' : 'no-display');
    console.log(sentence('no-window', { reason, url: address }));
    return false;
  }
  const window = openBrowser(browser, folder, address);
  stops.push(window.stop);
  const ended = await window.ended;
  if (ended === 'failed')
    console.log(sentence('no-window', { reason: sentence('browser-failed'), url: address }));
  if (ended === 'closed') console.log(sentence('window-closed', { url: address }));
  return false;
}

async function start(args) {
  const flags = readFlags(args);
  if (flags.help) {
    process.stdout.write(USAGE);
    return;
  }
  await buildIfNeeded(root);
  const { server, ready } = await startServer(flags);
  console.log(ready.sentence);
  if (flags.demo) printDemoPeople();
  const stops = [() => server.kill('SIGTERM')];
  let stopping = false;
  const stop = () => {
    stopping = true;
    for (const end of stops) end();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
  server.once('exit', () => {
    if (!stopping) console.error(sentence('server-ended'));
    process.exit(stopping ? 0 : 1);
  });
  if ((await openWindow(flags, ready, stops)) && !stopping) stop();
}

/** Runs `npm start`; every failure is one sentence. */
export async function main(args) {
  try {
    await start(args);
  } catch (error) {
    console.error(error.foreseen ? error.message : sentence('unexpected', { reason: error.message }));
    process.exit(1);
  }
}
