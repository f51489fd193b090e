import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { chromium, type Browser, type LaunchOptions } from '@playwright/test';

const root = resolve(import.meta.dirname, '../..');

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Path of an installed Chromium, Chrome or Edge; `WEGBUCH_BROWSER` wins; null when there is none. */
export function installedBrowser(): string | null {
  const chosen = process.env['WEGBUCH_BROWSER'];
  if (chosen) return chosen;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...onPath, ...PLACES].find((path) => existsSync(path)) ?? null;
}

/**
 * The headless Chromium of the npm package @sparticuz/chromium, unpacked into the project's cache. It would
 * unpack into the system's temporary folder under a name without version, and leave out its own libraries
 * unless it believes to run in a cloud function: both must be set before the package is loaded.
 */
async function packagedBrowser(): Promise<string> {
  const cache = join(root, '.cache', 'chromium-147');
  await mkdir(cache, { recursive: true });
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = cache;
  process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs20.x';
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    return await packaged.executablePath();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

/** Path of the browser that checks and command-line letters run in: an installed one, else the packaged one. */
export async function browserPath(): Promise<string> {
  return installedBrowser() ?? (await packagedBrowser());
}

/** Starts a headless browser. Throws when neither an installed nor the packaged one starts. */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const installed = installedBrowser();
  return chromium.launch({
    ...options,
    executablePath: installed ?? (await packagedBrowser()),
    args: ['--no-sandbox', ...(installed === null ? ['--headless=shell'] : []), ...(options.args ?? [])],
  });
}
