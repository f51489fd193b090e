import type { Page } from '@playwright/test';
import { axe } from './support/axe';
import { goTo, takeIn } from './support/flows';
import { expect, PASSPHRASE, setUpOffice, test } from './support/wegbuch';

async function unlock(page: Page): Promise<void> {
  await page
    .getByLabel(/^Passphrase/)
    .first()
    .fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Entsperren' }).click();
  await expect(page.getByRole('navigation', { name: 'Bereiche' })).toBeVisible({ timeout: 20_000 });
}

/** Types into an open section of a client file, and no longer. */
async function typeConcern(page: Page, words: string): Promise<void> {
  await goTo(page, 'Klient:innen');
  await page.getByText('Kovalenko, Olena').click();
  await page.getByRole('button', { name: 'Bearbeiten' }).first().click();
  await page.getByRole('textbox', { name: 'Anliegen' }).fill(words);
}

async function concernIs(page: Page, words: string): Promise<boolean> {
  await goTo(page, 'Klient:innen');
  await page.getByText('Kovalenko, Olena').click();
  await expect(page.getByRole('heading', { level: 1, name: /Kovalenko/ })).toBeVisible();
  await expect(page.getByText(/Sucht Arbeit|Will lernen|Zu schnell/).first()).toBeVisible();
  return (await page.getByText(words).count()) > 0;
}

test('what was typed a moment before the lock is saved', async ({ device }) => {
  const { page } = await device();
  await setUpOffice(page);
  await takeIn(page, { family: 'Kovalenko', given: 'Olena' });
  await typeConcern(page, 'Will lernen');
  await page.keyboard.press('Control+l');
  await unlock(page);
  expect(await concernIs(page, 'Will lernen')).toBe(true);
  // Control: a window that just ends has not saved it yet.
  await typeConcern(page, 'Zu schnell');
  await page.reload();
  await unlock(page);
  expect(await concernIs(page, 'Zu schnell')).toBe(false);
});

test('a store lost under the running app is told, and rebuilt with everything', async ({ device }) => {
  const { page } = await device();
  await setUpOffice(page);
  await takeIn(page, { family: 'Kovalenko', given: 'Olena' });
  await page.evaluate(
    () =>
      new Promise((done) => {
        indexedDB.deleteDatabase('wegbuch').onsuccess = done;
      }),
  );
  await expect(page.getByRole('heading', { name: 'Der Speicher dieses Geräts ist verloren' })).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByText(/\d+ Einträge, die nur auf diesem Gerät liegen, kommen zurück/)).toBeVisible();
  expect((await axe(page).analyze()).violations).toEqual([]);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Datei sichern' }).click();
  expect((await download).suggestedFilename()).toMatch(/^wegbuch-.*\.journal$/);

  // By keyboard alone, and with a wrong passphrase first.
  const passphrase = page.getByLabel(/^Passphrase von/);
  await passphrase.focus();
  await page.keyboard.type('ganz falsch und lang');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').getByText('Das hat nicht geklappt')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('button', { name: 'Neu aufbauen' })).toBeEnabled({ timeout: 20_000 });
  await passphrase.focus();
  await page.keyboard.type(PASSPHRASE);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Wegbuch ist gesperrt' })).toBeVisible({ timeout: 30_000 });
  await unlock(page);
  await goTo(page, 'Klient:innen');
  await expect(page.getByText('Kovalenko, Olena')).toBeVisible();
});
