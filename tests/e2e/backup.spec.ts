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
  await expect(page.getByText(/^Gesichert und geprüft: \d+ Akte/)).toBeVisible();
  await page.getByLabel('Sicherungsdatei wählen').setInputFiles(path);
  await expect(page.getByText(/ist unbeschädigt: \d+ Akte/)).toBeVisible();
  await page
    .getByLabel('Sicherungsdatei wählen')
    .setInputFiles({ name: 'x.wegbuch', mimeType: 'text/plain', buffer: Buffer.from('keine Sicherung') });
  await expect(page.getByRole('alert').getByText('Diese Datei ist beschädigt')).toBeVisible();
  await goTo(page, 'Heute');
  await expect(page.getByRole('link', { name: /^Letzte gute Sicherung/ })).toBeVisible();

  const { page: fresh } = await device();
  await fresh.getByRole('button', { name: /^Aus einer Sicherung/ }).click();
  await fresh.getByLabel('Sicherungsdatei wählen').setInputFiles(path);
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
