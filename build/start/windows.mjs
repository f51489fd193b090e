import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { sentence } from './messages.mjs';

/** A program that ends this soon did not open a window, in milliseconds. */
const EARLY_MS = 4000;
const PROBE_MS = 5000;
const FETCH_MS = 180_000;

const BROWSERS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
];

const isRoot = () => process.getuid?.() === 0 && process.platform === 'linux';

/** Path of the Electron binary that is there, or null. */
function presentElectron(root) {
  const pathFile = join(root, 'node_modules', 'electron', 'path.txt');
  const name = existsSync(pathFile)
    ? readFileSync(pathFile, 'utf8').trim()
    : process.platform === 'win32'
      ? 'electron.exe'
      : 'electron';
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH || join(root, 'node_modules', 'electron', 'dist');
  const path = join(folder, name);
  return existsSync(path) ? path : null;
}

async function downloadPossible() {
  try {
    await fetch(process.env.ELECTRON_MIRROR || 'https://github.com', {
      method: 'HEAD',
      signal: AbortSignal.timeout(PROBE_MS),
    });
    return true;
  } catch {
    return false;
  }
}

/** Path of the Electron binary, fetched if it can be; null if not, or for another reason not wanted. */
export async function electronBinary(root) {
  const present = presentElectron(root);
  const installer = join(root, 'node_modules', 'electron', 'install.js');
  if (present || process.env.ELECTRON_OVERRIDE_DIST_PATH || !existsSync(installer)) return present;
  if (!(await downloadPossible())) return null;
  console.log(sentence('fetching-electron'));
  const child = spawn(process.execPath, [installer], { cwd: root, stdio: 'ignore' });
  const timer = setTimeout(() => child.kill(), FETCH_MS);
  await new Promise((resolve) => {
    child.once('error', resolve);
    child.once('exit', resolve);
  });
  clearTimeout(timer);
  return presentElectron(root);
}

/** Whether windows can be shown at all. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** An installed Chromium, Chrome or Edge; WEGBUCH_BROWSER wins; null when there is none. */
export function installedBrowser() {
  const chosen = process.env.WEGBUCH_BROWSER;
  if (chosen) return existsSync(chosen) ? chosen : null;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const onPath = folders.flatMap((folder) => BROWSERS.map((name) => join(folder, name)));
  return [...onPath, ...PLACES].find((path) => existsSync(path)) ?? null;
}

/**
 * Runs a program with a window. Resolves when it ends: `failed` if it ended at once with an error, `handed-over`
 * if at once without one (a window of the same profile took over), else `closed`.
 */
function run(program, args) {
  const begin = Date.now();
  const child = spawn(program, args, { stdio: 'ignore', detached: process.platform !== 'win32' });
  const ended = new Promise((resolve) => {
    child.once('error', () => resolve('failed'));
    child.once('exit', (code) => {
      if (Date.now() - begin > EARLY_MS) resolve('closed');
      else resolve(code === 0 ? 'handed-over' : 'failed');
    });
  });
  return { ended, stop: () => child.kill('SIGTERM') };
}

/** Opens the desktop app. */
export function openElectron(binary, root, url, demo) {
  // Chromium refuses to run as root inside its sandbox.
  return run(binary, [
    ...(isRoot() ? ['--no-sandbox'] : []),
    root,
    `--server=${url}`,
    ...(demo ? ['--demo'] : []),
  ]);
}

/** Opens the web edition as an app window with a profile of its own. */
export function openBrowser(binary, dataFolder, address) {
  return run(binary, [
    `--app=${address}`,
    `--user-data-dir=${join(dataFolder, 'browser')}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--window-size=1360,900',
    ...(isRoot() ? ['--no-sandbox'] : []),
  ]);
}
