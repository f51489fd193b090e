import { expect, type Page } from '@playwright/test';
import { PASSPHRASE } from './wegbuch';

/** Goes to a part of the desk by its entry in the navigation; what is still loading would move under the mouse. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page
    .getByRole('navigation')
    .getByRole('link', { name: new RegExp(`^${name}`) })
    .first()
    .click();
  await expect(page.getByRole('main').getByText('Wird geladen')).toHaveCount(0);
}

/** Quick intake: name, language, concern; ends in the open file. */
export async function takeIn(
  page: Page,
  person: { family: string; given: string; language?: string; concern?: string },
): Promise<void> {
  await goTo(page, 'Klient:innen');
  await page.getByRole('button', { name: 'Klient:in aufnehmen' }).first().click();
  const panel = page.getByRole('dialog');
  await panel.getByLabel(/^Familienname/).fill(person.family);
  await panel.getByLabel(/^Vorname/).fill(person.given);
  await panel.getByRole('combobox', { name: /^Sprache/ }).fill(person.language ?? 'Ukrainisch');
  await page
    .getByRole('option', { name: new RegExp(`^${person.language ?? 'Ukrainisch'}`) })
    .first()
    .click();
  await panel.getByLabel('Anliegen').fill(person.concern ?? 'Sucht Arbeit');
  await panel.getByRole('button', { name: 'Akte öffnen' }).click();
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(person.family) })).toBeVisible();
}

/** The state of synchronisation in the top bar says that everything is on the server. */
export async function synced(page: Page): Promise<void> {
  await expect(page.getByText('Alles gespeichert und synchronisiert')).toBeVisible({ timeout: 40_000 });
}

/** Makes a code in Verwaltung and returns it as shown. */
export async function codeFor(
  page: Page,
  person: { name: string; role?: string } | 'device',
): Promise<string> {
  await goTo(page, 'Verwaltung');
  await page
    .getByRole('button', { name: person === 'device' ? 'Weiteres Gerät' : 'Person einladen' })
    .click();
  const dialog = page.getByRole('dialog');
  if (person !== 'device') {
    await dialog.getByLabel('Name').fill(person.name);
    if (person.role)
      await dialog.getByRole('radio', { name: new RegExp(`^${person.role}`) }).check({ force: true });
    await dialog.getByRole('button', { name: 'Code erstellen' }).click();
  }
  return shownCode(page);
}

/** The enrolment code that a dialogue shows. */
export async function shownCode(page: Page): Promise<string> {
  const shown = page.getByText(/^([0-9A-Z]{4,6}[- ]){3,5}[0-9A-Z]{4,6}$/).first();
  await expect(shown).toBeVisible({ timeout: 20_000 });
  const code = (await shown.innerText()).trim();
  await page.keyboard.press('Escape');
  return code;
}

/** Joins on a fresh device with a code and waits for the first page. */
export async function join(
  page: Page,
  code: string,
  passphrase = PASSPHRASE,
  first = 'Heute',
): Promise<void> {
  await page.getByText('Beitreten', { exact: true }).click();
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Code prüfen' }).click();
  const own = page.getByLabel(/^(Passphrase|Ihre Passphrase)$/).first();
  await expect(own).toBeVisible({ timeout: 20_000 });
  await own.fill(passphrase);
  const again = page.getByLabel('Passphrase wiederholen');
  if (await again.isVisible()) await again.fill(passphrase);
  await page.getByRole('button', { name: 'Beitreten' }).last().click();
  await expect(page.getByRole('heading', { name: first, level: 1 })).toBeVisible({ timeout: 60_000 });
}

/** Waits until the browser keeps the program itself, so that the server may go away. */
export async function keptOffline(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
}
