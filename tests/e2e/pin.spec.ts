import type { Page } from '@playwright/test';
import { DEMO_PEOPLE } from '#shared/demo/people';
import { goTo, keptOffline } from './support/flows';
import { foundInMemory } from './support/heap';
import { expect, PASSPHRASE, setUpOffice, test } from './support/wegbuch';

const PIN = '739251';

async function lock(page: Page): Promise<void> {
  await page.keyboard.press('Control+l');
  await expect(page.getByRole('button', { name: 'Entsperren', exact: true })).toBeVisible();
}

async function unlockByPin(page: Page, pin: string): Promise<void> {
  await page.getByLabel(/^PIN von/).fill(pin);
  await page.getByRole('button', { name: 'Entsperren', exact: true }).click();
}

/** Canaries in the first client file that a person opens, and the ways that they were typed. */
const CANARIES = ['Kanarienvogel7391', 'Zeisigruf4480'];

test('A PIN brings a person back to where they were; five misses end it', async ({ device }) => {
  const { page } = await device({ keeps: true });
  await setUpOffice(page);
  await keptOffline(page);
  await lock(page);
  await page.getByLabel(/^Passphrase von/).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Entsperren', exact: true }).click();
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
  await page
    .getByRole('dialog')
    .getByLabel(/^Familienname/)
    .fill('Halbgetippt');
  const given = page.getByRole('dialog').getByLabel(/^Vorname/);
  await given.fill('Nur');
  await lock(page);
  await expect(page).toHaveURL(/#\/$/);
  const start = Date.now();
  await unlockByPin(page, PIN);
  await expect(page.getByRole('dialog').getByLabel(/^Familienname/)).toHaveValue('Halbgetippt');
  test.info().annotations.push({ type: 'PIN', description: `${Date.now() - start} ms` });
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

test('several people share one PC: each comes back to their own, and nothing of the other is left', async ({
  device,
}) => {
  const { page } = await device();
  await page.getByRole('button', { name: /^Ausprobieren/ }).click();
  await expect(page.getByRole('heading', { name: 'Heute', level: 1 })).toBeVisible({ timeout: 60_000 });
  await goTo(page, 'Klient:innen');
  await page.getByRole('button', { name: 'Klient:in aufnehmen' }).first().click();
  await page
    .getByRole('dialog')
    .getByLabel(/^Familienname/)
    .fill(CANARIES[0] ?? '');
  await page
    .getByRole('dialog')
    .getByLabel(/^Vorname/)
    .fill(CANARIES[1] ?? '');
  // Control: before the lock the page holds what was typed.
  const before = await foundInMemory(page, CANARIES);
  expect(before['heap']).toBeGreaterThan(0);
  const workers = page.workers();
  const ended = Promise.all(workers.map((worker) => worker.waitForEvent('close')));

  await lock(page);
  await ended;
  expect(workers).toHaveLength(1);
  expect(await foundInMemory(page, CANARIES)).toEqual({ heap: 0, text: 0 });

  const [first, second] = DEMO_PEOPLE;
  if (!first || !second) throw new Error('no people');
  const start = Date.now();
  await page.getByRole('button', { name: new RegExp(`^${second.name}`) }).click();
  await page.getByLabel(/^Passphrase von/).fill(second.passphrase);
  await page.getByRole('button', { name: 'Entsperren', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Heute', level: 1 })).toBeVisible();
  test.info().annotations.push({ type: 'switching', description: `${Date.now() - start} ms` });
  // The other's half-typed intake is sealed to them.
  await goTo(page, 'Klient:innen');
  await page.getByRole('button', { name: 'Klient:in aufnehmen' }).first().click();
  await expect(page.getByRole('dialog').getByLabel(/^Familienname/)).toHaveValue('');
  expect((await foundInMemory(page, CANARIES))['heap']).toBe(0);
  await page.keyboard.press('Escape');

  await lock(page);
  await page.getByRole('button', { name: new RegExp(`^${first.name}`) }).click();
  await page.getByLabel(/^Passphrase von/).fill(first.passphrase);
  await page.getByRole('button', { name: 'Entsperren', exact: true }).click();
  await expect(page.getByRole('dialog').getByLabel(/^Familienname/)).toHaveValue(CANARIES[0] ?? '');
});
