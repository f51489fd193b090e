import { expect, PASSPHRASE, setUpOffice, test } from './support/wegbuch';

const MINUTE = 60_000;

test('Wegbuch locks for want of input, but not during a conversation, and an hour is the most', async ({
  device,
}) => {
  const { page } = await device();
  await page.clock.install();
  await page.reload();
  await setUpOffice(page);
  const today = page.getByRole('heading', { name: 'Heute', level: 1 });
  const locked = page.getByRole('button', { name: 'Entsperren' });
  const unlock = async () => {
    await page
      .getByLabel(/Passphrase/)
      .first()
      .fill(PASSPHRASE);
    await locked.click();
    await expect(today).toBeVisible({ timeout: 20_000 });
  };
  const talk = async () => {
    await page.getByRole('button', { name: /Einstellungen$/ }).click();
    await page.getByRole('menuitem', { name: /^Gespräch läuft/ }).click();
  };
  const status = page.getByRole('button', { name: /^Gespräch bis \d\d:\d\d/ });

  await talk();
  await expect(status).toBeVisible();
  for (let passed = 0; passed < 50; passed += 5) await page.clock.runFor(5 * MINUTE);
  await expect(today).toBeVisible();
  for (let passed = 0; passed < 15; passed += 5) await page.clock.runFor(5 * MINUTE);
  await expect(locked).toBeVisible({ timeout: 20_000 });

  // Control: without a conversation it does not wait so long; and one that was ended is none.
  await unlock();
  await expect(status).toBeHidden();
  await talk();
  await status.click();
  await expect(status).toBeHidden();
  for (let passed = 0; passed < 15; passed += 5) await page.clock.runFor(5 * MINUTE);
  await expect(locked).toBeVisible({ timeout: 20_000 });
});
