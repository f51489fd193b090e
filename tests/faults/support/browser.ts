import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Page } from '@playwright/test';
import { browserPath, installedBrowser } from '../../../build/browser/launch';
import type { FaultPage, Save } from './page';

/** The page's functions, called from outside the browser. */
export type Office = {
  [Name in keyof FaultPage]: (...args: Parameters<FaultPage[Name]>) => ReturnType<FaultPage[Name]>;
} & { page: Page };

/** A real browser in a process group of its own, with its profile on disk. */
export interface Browser {
  /** Opens an office; `onSaved` hears of each save the moment the page says it. */
  open(address: string, onSaved?: (save: Save) => void): Promise<Office>;
  /** Ends it in order. */
  close(): Promise<void>;
  /** SIGKILL to every one of its processes. */
  kill(): Promise<void>;
  pid: number;
}

/** Wraps the page's functions; their errors keep their reason code. */
function officeOf(page: Page): Office {
  return new Proxy({} as Office, {
    get: (_, name: string) =>
      name === 'page'
        ? page
        : name === 'then'
          ? undefined
          : (...args: unknown[]) =>
              page.evaluate(
                async ([method, parameters]) => {
                  const { page: functions } = globalThis as unknown as {
                    page: Record<string, (...all: unknown[]) => Promise<unknown>>;
                  };
                  try {
                    return await functions[method]?.(...parameters);
                  } catch (error) {
                    throw new Error((error as { code?: string }).code ?? String(error));
                  }
                },
                [name, args] as const,
              ),
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/**
 * Starts the browser on a profile. `through`: a program that runs it (strace), with its arguments; `more`: its own.
 */
export async function startBrowser(
  profile: string,
  through: readonly string[] = [],
  more: readonly string[] = [],
): Promise<Browser> {
  // A killed browser leaves its lock behind.
  const left = await readdir(profile).catch(() => []);
  for (const name of left) if (name.startsWith('Singleton')) await rm(join(profile, name), { force: true });
  const path = await browserPath();
  const [program = path, ...rest] = [
    ...through,
    path,
    installedBrowser() === null ? '--headless=shell' : '--headless=new',
    '--no-sandbox',
    '--no-first-run',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--password-store=basic',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    ...more,
    'about:blank',
  ];
  const child = spawn(program, rest, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const { pid } = child;
  if (pid === undefined || !child.stderr) throw new Error('The browser did not start.');
  const address = await new Promise<string>((resolve, reject) => {
    const lines = createInterface(child.stderr);
    lines.on('line', (line) => {
      const found = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error('The browser ended before it was there.')));
  });
  const browser = await chromium.connectOverCDP(address);
  const [context] = browser.contexts();
  if (!context) throw new Error('The browser has no profile.');
  const kill = async () => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
    await ended(child);
    await browser.close().catch(() => undefined);
  };
  return {
    pid,
    kill,
    async open(address, onSaved = () => undefined) {
      const page = await context.newPage();
      await page.exposeFunction('acknowledged', (save: string) => onSaved(JSON.parse(save) as Save));
      await page.goto(address);
      return officeOf(page);
    },
    async close() {
      const session = await browser.newBrowserCDPSession();
      await session.send('Browser.close').catch(() => undefined);
      const late = setTimeout(() => void kill(), 20_000);
      await ended(child);
      clearTimeout(late);
      await browser.close().catch(() => undefined);
    },
  };
}
