import type { Page } from '@playwright/test';
import { codeOf } from '../support/authenticator';
import { codeFor, goTo, join, synced } from './support/flows';
import { expect, PASSPHRASE, setUpOffice, test } from './support/wegbuch';

/** Sets the second factor up and gives one of the recovery codes. */
async function switchFactorOn(page: Page): Promise<string> {
  const section = page.getByRole('region', { name: 'Zweiter Faktor' });
  await section.getByRole('button', { name: 'Einrichten' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Ihre Passphrase').fill(PASSPHRASE);
  await dialog.getByRole('button', { name: 'Weiter' }).click();
  const secret = (await dialog.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}/).innerText()).replace(/\s/g, '');
  const code = codeOf(secret);
  await dialog.getByLabel('Code aus der App').fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await dialog.getByRole('button', { name: 'Einschalten' }).click();
  const paper = dialog.getByRole('list', { name: 'Wiederherstellungscodes' }).getByRole('listitem').first();
  const recovery = await paper.innerText();
  await dialog.getByRole('checkbox').check({ force: true });
  await dialog.getByRole('button', { name: 'Fertig' }).click();
  await expect(section.getByText('Noch 10 Wiederherstellungscodes sind da.')).toBeVisible();
  return recovery;
}

test('a weak passphrase is named; a lost device is locked out, told so, and admitted again with a code', async ({
  device,
}) => {
  const { page } = await device();
  await page
    .getByRole('link', { name: /^Neues Büro/ })
    .or(page.getByRole('button', { name: /^Neues Büro/ }))
    .click();
  await page.getByLabel('Name des Büros').fill('Servicestelle Talstadt');
  await page.getByLabel('Passphrase', { exact: true }).fill('Talstadt-2026');
  await expect(page.getByText('Namen von Büro und Person probiert man zuerst.')).toBeVisible();
  await page.getByRole('button', { name: 'Zurück' }).click();
  await setUpOffice(page, { server: true });
  const code = await codeFor(page, 'device');
  const laptop = await device();
  await join(laptop.page, code);
  await synced(laptop.page);

  await goTo(page, 'Heute');
  await goTo(page, 'Verwaltung');
  const recovery = await switchFactorOn(page);
  const devices = page.getByRole('region', { name: /Angemeldete Geräte/ });
  await expect(devices.getByText('dieses Gerät')).toBeVisible();
  await devices.scrollIntoViewIfNeeded();
  const other = devices.getByRole('listitem').filter({ hasNotText: 'dieses Gerät' });
  await other.getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Gerät sperren' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Gerät sperren' }).click();
  await expect(other.getByText(/gesperrt/)).toBeVisible();
  await page.setViewportSize({ width: 1024, height: 768 });
  await devices.scrollIntoViewIfNeeded();

  await expect(laptop.page.getByText('Dieses Gerät ist gesperrt')).toBeVisible({ timeout: 60_000 });
  await laptop.page.getByText('Dieses Gerät ist gesperrt').click();
  await other.getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Wieder zulassen' }).click();
  await laptop.page.getByRole('button', { name: 'Jetzt abgleichen' }).click();
  // As on a new device, the server wants a code; nobody is kept from working meanwhile.
  await laptop.page.getByRole('button', { name: /^Code nötig/ }).click();
  const dialog = laptop.page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Wiederherstellungscode verwenden' }).click();
  await dialog.getByLabel('Wiederherstellungscode', { exact: true }).fill(recovery.toLowerCase());
  await dialog.getByRole('button', { name: 'Code prüfen' }).click();
  await synced(laptop.page);
});
