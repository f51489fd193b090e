import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron as electron } from '@playwright/test';
import { goTo, synced, takeIn } from './support/flows';
import { expect, PASSPHRASE, setUpOffice, test } from './support/wegbuch';

const root = resolve(import.meta.dirname, '../..');

/** Path of the Electron binary, or null where it could not be fetched; never starts a download. */
function electronBinary(): string | null {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const folder = override ?? join(createRequire(import.meta.url).resolve('electron/package.json'), '../dist');
  const path = join(folder, process.platform === 'win32' ? 'electron.exe' : 'electron');
  return existsSync(path) ? path : null;
}

const executablePath = electronBinary();

/** Opens the desktop app with a profile of its own, lends its first window, and closes both. */
async function withDesktop(
  server: string,
  use: (page: import('@playwright/test').Page) => Promise<void>,
): Promise<void> {
  if (executablePath === null) throw new Error('no Electron binary');
  const profile = await mkdtemp(join(tmpdir(), 'wegbuch-desktop-'));
  const app = await electron.launch({
    executablePath,
    args: [root, `--user-data-dir=${profile}`, `--server=${server}`, '--no-sandbox'],
  });
  try {
    await use(await app.firstWindow());
  } finally {
    await app.close();
    await rm(profile, { recursive: true, force: true });
  }
}

test.describe('desktop app', () => {
  test.skip(executablePath === null, 'the Electron binary is not here');

  test('desktop: set up an office with a server, take in a client, sync, lock and unlock', async ({
    server,
  }) => {
    await withDesktop(server.staff, async (page) => {
      await setUpOffice(page, { server: true });
      await takeIn(page, { family: 'Kovalenko', given: 'Olena' });
      await synced(page);
      await page.keyboard.press('Control+l');
      await page
        .getByLabel(/^Passphrase/)
        .first()
        .fill(PASSPHRASE);
      await page.getByRole('button', { name: 'Entsperren' }).click();
      await goTo(page, 'Klient:innen');
      await expect(page.getByText('Kovalenko, Olena')).toBeVisible();
    });
  });

  test('desktop: the page has the staff bridge and nothing of Node', async ({ server }) => {
    await withDesktop(server.staff, async (page) => {
      const seen = await page.evaluate(() => ({
        bridge: Object.keys((globalThis as { wegbuch?: object }).wegbuch ?? {}).sort(),
        node: 'require' in globalThis || 'process' in globalThis,
      }));
      expect(seen.node).toBe(false);
      expect(seen.bridge).toContain('print');
    });
  });
});
