import { expect, PASSPHRASE, setUpOffice, test } from './support/wegbuch';

test('an office is set up, locked, unlocked, and slows down wrong passphrases', async ({ device }) => {
  const { page } = await device();
  await setUpOffice(page);
  await expect(page).toHaveTitle('Wegbuch');
  await page.keyboard.press('Control+l');
  const passphrase = page.getByLabel(/Passphrase/).first();
  await expect(passphrase).toBeVisible();
  await passphrase.fill('ganz falsch und lang');
  await page.getByRole('button', { name: 'Entsperren' }).click();
  await expect(page.getByRole('alert').getByText('Das hat nicht geklappt')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('button', { name: 'Entsperren' })).toBeEnabled({ timeout: 20_000 });
  await passphrase.fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Entsperren' }).click();
  await expect(page.getByRole('heading', { name: 'Heute', level: 1 })).toBeVisible({ timeout: 20_000 });
});
