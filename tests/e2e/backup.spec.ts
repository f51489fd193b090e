import type { Page } from '@playwright/test';
import { goTo, takeIn } from './support/flows';
import { expect, PASSPHRASE, setUpOffice, test } from './support/wegbuch';

test('an office is backed up, the file is checked, and the office stands again on an empty device', async ({
  device,
}) => {
  const { page } = await device();
  await setUpOffice(page);
  await takeIn(page, { family: 'Haile', given: 'Selam' });
  await goTo(page, 'Verwaltung');
  await page.getByRole('link', { name: 'Sicherung' }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Sicherung jetzt speichern' }).click();
  const path = await (await saved).path();
  await expect(page.getByText(/^Gesichert und geprüft: 1 Akte, \d+ Einträge/)).toBeVisible();
  await page.locator('input[type=file]').setInputFiles(path);
  await expect(page.getByText(/ist unbeschädigt: 1 Akte, \d+ Einträge/)).toBeVisible();
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'x.wegbuch', mimeType: 'text/plain', buffer: Buffer.from('keine Sicherung') });
  await expect(page.getByRole('alert').getByText('Diese Datei ist beschädigt')).toBeVisible();
  await goTo(page, 'Heute');
  await expect(page.getByRole('link', { name: /^Letzte gute Sicherung/ })).toBeVisible();

  const { page: fresh } = await device();
  await fresh.getByRole('button', { name: /^Aus einer Sicherung/ }).click();
  await fresh.locator('input[type=file]').setInputFiles(path);
  await fresh.getByRole('textbox', { name: /^Passphrase/ }).fill(PASSPHRASE);
  await fresh.getByRole('button', { name: 'Wiederherstellen' }).click();
  await expect(fresh.getByRole('heading', { name: 'Heute', level: 1 })).toBeVisible({ timeout: 30_000 });
  await goTo(fresh, 'Klient:innen');
  await expect(fresh.getByText(/Haile/).first()).toBeVisible();
});

test('a wrong entry moves to the right file, and a file is erased by its number', async ({ device }) => {
  const { page } = await device();
  await setUpOffice(page);
  await takeIn(page, { family: 'Haidari', given: 'Yusuf' });
  await takeIn(page, { family: 'Haile', given: 'Selam' });
  await page.getByRole('link', { name: 'Einträge berichtigen oder Akte löschen' }).click();
  await page.getByRole('button', { name: /^Mehr zu „Sprache/ }).click();
  await page.getByRole('menuitem', { name: 'In eine andere Akte verschieben …' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('haidari');
  await page.getByRole('dialog').getByRole('button', { name: 'Hierher' }).click();
  await expect(page.getByText('In dieser Akte gibt es keine einzelnen Einträge.')).toBeVisible();

  const help = await page.getByText(/^Geben Sie .* ein\.$/).innerText();
  const number = help.replace(/^Geben Sie (.*) ein\.$/, '$1');
  await page.getByRole('button', { name: /Grund/ }).click();
  await page.getByRole('option', { name: 'Doppelt angelegt' }).click();
  const typed = page.getByLabel('Aktennummer zur Bestätigung');
  await typed.fill('0000-0000');
  await page.getByRole('button', { name: 'Akte endgültig löschen' }).click();
  await expect(page.getByText('Das ist nicht die Nummer dieser Akte.')).toBeVisible();
  await typed.fill(number);
  await page.getByRole('button', { name: 'Akte endgültig löschen' }).click();
  await goTo(page, 'Klient:innen');
  await expect(page.getByText(/Haidari/).first()).toBeVisible();
  await expect(page.getByText(/Haile/)).toHaveCount(0);
  await goTo(page, 'Verwaltung');
  await page.getByRole('link', { name: 'Löschungen' }).click();
  await expect(page.getByText('Ganze Akte: Doppelt angelegt')).toBeVisible();
  await expect(page.getByText('Einzelner Eintrag: In die richtige Akte verschoben')).toBeVisible();
});

/** A folder of the origin's private file system in the place of a drive: the same handles, without a dialogue. */
async function withDrive(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.assign(window, {
      showDirectoryPicker: async () =>
        (await navigator.storage.getDirectory()).getDirectoryHandle('Laufwerk', { create: true }),
    });
  });
  await page.reload();
}

/** What lies in the folder. */
const onDrive = (page: Page) =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('Laufwerk', { create: true });
    const names: string[] = [];
    for await (const name of (folder as unknown as { keys(): AsyncIterable<string> }).keys())
      names.push(name);
    return names;
  });

async function unlock(page: Page): Promise<void> {
  await page.getByLabel(/^Passphrase/).first().fill(PASSPHRASE); // prettier-ignore
  await page.getByRole('button', { name: 'Entsperren' }).click();
  await expect(page.getByRole('navigation', { name: 'Bereiche' })).toBeVisible({ timeout: 30_000 });
  await goTo(page, 'Heute');
}

const lastGood = (page: Page) => page.getByRole('link', { name: /^Letzte gute Sicherung/ });

test('the backup of the day goes into the chosen folder by itself, and a folder that is away is told', async ({
  device,
}) => {
  const { page } = await device();
  await withDrive(page);
  await setUpOffice(page);
  await takeIn(page, { family: 'Haile', given: 'Selam' });
  // Control: without a folder nothing is saved by itself.
  await page.reload();
  await unlock(page);
  await expect(page.getByText('Auf diesem Gerät wurde noch keine Sicherung gespeichert.')).toBeVisible();
  await goTo(page, 'Verwaltung');
  await page.getByRole('link', { name: 'Sicherung' }).click();
  await page.getByRole('button', { name: 'Ordner wählen' }).click();
  await expect(page.getByText('Wegbuch sichert einmal am Tag in den Ordner „Laufwerk“')).toBeVisible();
  expect(await onDrive(page)).toEqual([]);
  await page.reload();
  await unlock(page);
  await expect(lastGood(page)).toBeVisible({ timeout: 30_000 });
  expect(await onDrive(page)).toEqual([expect.stringMatching(/^Wegbuch-Sicherung-\d{8}-\d{4}\.wegbuch$/)]);

  await page.evaluate(async () => {
    await (await navigator.storage.getDirectory()).removeEntry('Laufwerk', { recursive: true });
  });
  await goTo(page, 'Verwaltung');
  await page.getByRole('link', { name: 'Sicherung' }).click();
  await page.getByRole('button', { name: 'Sicherung jetzt speichern' }).click();
  await expect(page.getByRole('alert').getByText('Ist das Laufwerk angeschlossen?')).toBeVisible();
});

test('a device that lost its store is filled from a backup', async ({ device }) => {
  const { page } = await device();
  await setUpOffice(page);
  await takeIn(page, { family: 'Haile', given: 'Selam' });
  await goTo(page, 'Verwaltung');
  await page.getByRole('link', { name: 'Sicherung' }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Sicherung jetzt speichern' }).click();
  const path = await (await saved).path();
  await page.evaluate(
    () =>
      new Promise((done) => {
        indexedDB.deleteDatabase('wegbuch').onsuccess = done;
      }),
  );
  await expect(page.getByRole('heading', { name: 'Der Speicher dieses Geräts ist verloren' })).toBeVisible({
    timeout: 30_000,
  });
  await page.getByRole('button', { name: 'Aus einer Sicherung' }).click();
  await page.locator('input[type=file]').setInputFiles(path);
  await page.getByRole('textbox', { name: /^Passphrase/ }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Wiederherstellen' }).click();
  await expect(page.getByRole('heading', { name: 'Sicherung', level: 1 }).or(page.getByRole('heading', { name: 'Heute', level: 1 }))).toBeVisible({ timeout: 30_000 }); // prettier-ignore
  await goTo(page, 'Klient:innen');
  await expect(page.getByText(/Haile/).first()).toBeVisible();
});
