import { codeFor, goTo, join, synced } from './support/flows';
import { expect, setUpOffice, test } from './support/wegbuch';

test('a weak passphrase is named; a lost device is locked out, told so, and admitted again', async ({
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
  await synced(laptop.page);
});
