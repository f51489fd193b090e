import { goTo, takeIn } from './support/flows';
import { expect, setUpOffice, test } from './support/wegbuch';

test('opening a section leaves nothing behind; what is typed has its history; the end of the file is marked', async ({
  device,
}) => {
  const { page } = await device();
  await setUpOffice(page);
  await takeIn(page, { family: 'Kovalenko', given: 'Olena' });

  const residence = page.locator('#residence');
  const toggle = residence.getByRole('button', { name: /^(Bearbeiten|Fertig)$/ }).first();
  await toggle.click();
  await expect(residence.getByLabel(/^Grundlage/)).toBeVisible();
  await toggle.click();
  await expect(residence.getByText('Nichts eingetragen')).toBeVisible();
  await expect(residence.getByRole('button', { name: /^Verlauf/ })).toHaveCount(0);

  await toggle.click();
  await residence.getByLabel(/^Grundlage/).fill('§ 24 AufenthG');
  await residence.getByLabel(/^Behörde/).fill('Stadt Talstadt');
  await toggle.click();
  await expect(residence.getByText('§ 24 AufenthG')).toBeVisible();
  // One document, made by the first words and changed by the next.
  await expect(residence.getByText('Im Original gesehen')).toHaveCount(1);
  await residence.getByRole('button', { name: /^Verlauf/ }).click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByRole('heading', { name: 'Verlauf: Aufenthalt' })).toBeVisible();
  await expect(sheet.getByText('Stadt Talstadt')).toBeVisible();
  await page.keyboard.press('Escape');

  const sections = page.getByRole('navigation', { name: 'Abschnitte der Akte' });
  await page.locator('#main').evaluate((main) => main.scrollTo(0, main.scrollHeight));
  await expect(sections.locator('[aria-current]')).toHaveText('Kontakt, Anschrift');
  await page.locator('#main').evaluate((main) => main.scrollTo(0, 0));
  await expect(sections.locator('[aria-current]')).toHaveText('Anliegen');
});

test('partners and the settings of the office have their history', async ({ device }) => {
  const { page } = await device();
  await setUpOffice(page, { office: 'Servicestelle Talstadt' });
  const sheet = page.getByRole('dialog');
  await goTo(page, 'Partner');
  await page.getByRole('button', { name: 'Partner anlegen' }).click();
  await sheet.getByLabel(/^Name/).fill('Sprachschule Brücke');
  await sheet.getByRole('button', { name: 'Speichern' }).click();
  await page.getByRole('button', { name: 'Verlauf: Sprachschule Brücke' }).click();
  await expect(sheet.getByText('Sprachschule Brücke', { exact: true })).toBeVisible();
  await expect(sheet.getByText('Jonas Brandt').first()).toBeVisible();
  await page.keyboard.press('Escape');

  await goTo(page, 'Verwaltung');
  await page.getByRole('button', { name: 'Verlauf: Büro und Briefkopf' }).click();
  await expect(sheet.getByText('Servicestelle Talstadt', { exact: true })).toBeVisible();
});
