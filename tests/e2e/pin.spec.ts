import type { Page } from '@playwright/test';
import { goTo } from './support/flows';
import { expect, PASSPHRASE, setUpOffice, test } from './support/wegbuch';

const PIN = '739251';

async function lock(page: Page): Promise<void> {
  await page.keyboard.press('Control+l');
  await expect(page.getByRole('button', { name: 'Entsperren' })).toBeVisible();
}

async function unlockByPin(page: Page, pin: string): Promise<void> {
  await page.getByLabel(/^PIN von/).fill(pin);
  await page.getByRole('button', { name: 'Entsperren' }).click();
}

test('A PIN brings a person back to where they were; five misses end it', async ({ device }) => {
  const { page } = await device();
  await setUpOffice(page);
  await lock(page);
  await page.getByLabel(/^Passphrase von/).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Entsperren' }).click();
  await page.getByRole('link', { name: 'PIN einrichten' }).click();
  await page.getByRole('button', { name: 'PIN einrichten' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Ihre Passphrase').fill(PASSPHRASE);
  await dialog.getByLabel('Neue PIN').fill('123456');
  await dialog.getByLabel('PIN wiederholen').fill('123456');
  await dialog.getByRole('button', { name: 'PIN speichern' }).click();
  await expect(dialog.getByText(/zu leicht zu erraten/)).toBeVisible();
  await dialog.getByLabel('Neue PIN').fill(PIN);
  await dialog.getByLabel('PIN wiederholen').fill(PIN);
  await dialog.getByRole('button', { name: 'PIN speichern' }).click();
  await expect(dialog).toBeHidden();

  await goTo(page, 'Klient:innen');
  await page.getByRole('button', { name: 'Klient:in aufnehmen' }).first().click();
  await page.getByRole('dialog').getByLabel(/^Familienname/).fill('Halbgetippt');
  const given = page.getByRole('dialog').getByLabel(/^Vorname/);
  await given.fill('Nur');
  await lock(page);
  await expect(page).toHaveURL(/#\/$/);
  const start = Date.now();
  await unlockByPin(page, PIN);
  await expect(page.getByRole('dialog').getByLabel(/^Familienname/)).toHaveValue('Halbgetippt');
  console.log('pin unlock ms', Date.now() - start);
  await expect(given).toBeFocused();
  await expect(given).toHaveValue('Nur');

  await lock(page);
  for (let miss = 1; miss <= 4; miss++) {
    await unlockByPin(page, '111119');
    await expect(page.getByText(new RegExp(`noch ${5 - miss} Versuch`)).first()).toBeVisible();
    if (miss === 2) await page.reload();
  }
  await unlockByPin(page, '111119');
  await expect(page.getByLabel(/^Passphrase von/)).toBeVisible();
});
