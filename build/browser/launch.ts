import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
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

const FONTS_CONF = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/font-cache</cachedir>
</fontconfig>
`;

/**
 * The headless Chromium of the npm package @sparticuz/chromium, unpacked once into the project's cache. Three
 * things must be set before the package is loaded: the temporary folder, where it would unpack under a name
 * without version; that it shall bring its own libraries, which it does only if it believes to run in a cloud
 * function; and where fonts are, for it names a fixed folder, and without any font printing ends the browser.
 */
async function packagedBrowser(): Promise<string> {
  const cache = join(root, '.cache', 'chromium-147');
  // Unpacked beside it first: what has its final name is whole, also when two processes unpack at once.
  const folder = existsSync(cache) ? cache : `${cache}.${String(process.pid)}`;
  await mkdir(folder, { recursive: true });
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs20.x';
  process.env['FONTCONFIG_PATH'] ??= join(cache, 'fontconfig');
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    await packaged.executablePath();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
  if (folder === cache) return join(cache, 'chromium');
  await mkdir(join(folder, 'fontconfig'), { recursive: true });
  await writeFile(join(folder, 'fontconfig', 'fonts.conf'), FONTS_CONF(cache));
  await rename(folder, cache).catch(() => rm(folder, { recursive: true, force: true }));
  process.env['LD_LIBRARY_PATH'] = (process.env['LD_LIBRARY_PATH'] ?? '').replaceAll(folder, cache);
  return join(cache, 'chromium');
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
