import type { Page } from '@playwright/test';
import { goTo, keptOffline, takeIn } from './support/flows';
import { expect, setUpOffice, test } from './support/wegbuch';

declare global {
  interface Window {
    /** Sheets of each job that the print dialogue was asked for, as their markup. */
    printed?: string[];
  }
}

/** Puts a recorder in place of the browser's print dialogue, which no test can answer. */
async function recordPrints(page: Page): Promise<void> {
  page.setDefaultTimeout(15_000);
  await page.context().addInitScript(() => {
    window.print = () => {
      const sheets = [...document.querySelectorAll('.sheet')].map((sheet) => sheet.outerHTML);
      (window.parent.printed ??= []).push(sheets.join('\n'));
      window.dispatchEvent(new Event('afterprint'));
    };
  });
}

/** The sheets of print job `number` (from 1), once it has come. */
async function printJob(page: Page, number: number): Promise<string> {
  await expect.poll(() => page.evaluate(() => window.printed?.length ?? 0)).toBe(number);
  return page.evaluate((at) => window.printed?.[at] ?? '', number - 1);
}

const asText = (markup: string) => markup.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

/** "Unser Zeichen" of the first sheet. */
const numberOn = (markup: string) => /Unser Zeichen (\S+)/.exec(asText(markup))?.[1];

/** A day that lies behind every clock of today, as typed. */
function yesterday(): string {
  const day = new Date(Date.now() - 86_400_000);
  return `${String(day.getDate())}.${String(day.getMonth() + 1)}.${String(day.getFullYear())}`;
}

/** Phone and a protected address in the open file. */
async function addContact(page: Page): Promise<void> {
  const contact = page.locator('#contact');
  await contact.getByRole('button', { name: 'Bearbeiten' }).click();
  await contact.getByLabel('Telefon', { exact: true }).fill('0151 5550199');
  await contact.getByLabel('Straße und Hausnummer').fill('Verborgene Gasse 17');
  await contact.getByLabel('Postleitzahl').fill('42103');
  await contact.getByLabel('Ort', { exact: true }).fill('Wuppertal');
  await contact.getByRole('checkbox', { name: /^Anschrift geschützt/ }).press('Space');
  await contact
    .getByRole('button', { name: /Speichern|Fertig/ })
    .first()
    .click();
  await expect(contact.getByText('0151 5550199')).toBeVisible();
}

/** Answers the three questions of the page: work, a Jobcenter from the directory, consent of yesterday. */
async function fillReferral(page: Page): Promise<void> {
  await page.getByRole('radio', { name: 'Arbeit', exact: true }).click();
  await page.getByRole('combobox', { name: 'Andere Stelle suchen' }).fill('Jobcenter Wuppertal');
  await page.getByRole('option', { name: /Jobcenter Wuppertal/ }).click();
  await page.getByLabel('Straße und Hausnummer oder Postfach').fill('Bachstraße 2');
  await page.getByLabel('Postleitzahl').fill('42275');
  await page.getByRole('textbox', { name: /^Ort/ }).fill('Wuppertal');
  await page.getByRole('button', { name: 'Adresse übernehmen' }).click();
  await expect(page.getByRole('radio', { name: /^Jobcenter Wuppertal/ })).toBeChecked();
  await page.getByRole('radio', { name: /^Einwilligung von/ }).check({ force: true });
  await page.getByLabel('Erteilt am').fill(yesterday());
  await page.getByLabel('Erteilt am').press('Tab');
}

test('a referral becomes a letter, without a network: edited, printed, confirmed, printed again alike', async ({
  device,
  server,
}) => {
  test.setTimeout(240_000);
  const { page } = await device({ keeps: true });
  await recordPrints(page);
  await setUpOffice(page);
  await keptOffline(page);
  await server.stop();
  try {
    await takeIn(page, { family: 'Kovalenko', given: 'Olena' });
    await addContact(page);
    await page
      .getByRole('link', { name: /^Weitervermitteln/ })
      .first()
      .click();
    await fillReferral(page);
    await expect(page.getByText('geschützt, bleibt hier')).toBeVisible();

    // An address that is protected does not pass, even typed by hand.
    await page.getByLabel('Anlass in Ihren Worten').fill('Sie wohnt Verborgene Gasse 17.');
    await page.getByRole('button', { name: 'Drucken', exact: true }).click();
    await expect(page.getByText('Der Text nennt die geschützte Anschrift.').first()).toBeVisible();
    await page.getByLabel('Anlass in Ihren Worten').fill('Sie sucht eine Stelle in Teilzeit.');

    await page.getByRole('button', { name: 'Text ändern' }).click();
    const text = page.getByRole('dialog');
    await text.getByLabel('Betreff').fill('Olena Kovalenko: Bitte um einen Termin');
    await text.getByRole('button', { name: 'Übernehmen' }).click();

    await page.getByRole('button', { name: 'Drucken', exact: true }).click();
    const first = await printJob(page, 1);
    expect(asText(first)).toContain('Olena Kovalenko: Bitte um einen Termin');
    expect(asText(first)).toContain('Sie sucht eine Stelle in Teilzeit.');
    expect(asText(first)).toContain('Jobcenter Wuppertal');
    expect(asText(first)).toContain('Bachstraße 2');
    expect(asText(first)).toContain('0151 5550199');
    expect(asText(first)).toMatch(/Grundlage dieses Schreibens ist die Einwilligung von .*Kovalenko vom/);
    expect(first).toContain('lang="uk"');
    expect(first).not.toMatch(/Verborgene|42103/);

    // Once more: the very same sheets. Void: nothing is sent, the draft stays.
    const question = page.getByRole('alertdialog', { name: 'Alles richtig gedruckt?' });
    await question.getByRole('button', { name: 'Noch einmal drucken' }).click();
    expect(await printJob(page, 2)).toBe(first);
    await question.getByRole('button', { name: 'Ungültig machen' }).click();
    await expect(question).toHaveCount(0);
    await goTo(page, 'Weitervermittlungen');
    const row = page.getByRole('listitem').filter({ hasText: 'Kovalenko' });
    await expect(row.getByText('Entwurf', { exact: true })).toBeVisible();
    await row.getByRole('link', { name: 'Weiter bearbeiten' }).click();
    await expect(page.getByRole('radio', { name: /^Jobcenter Wuppertal/ })).toBeChecked();

    await page.getByRole('button', { name: 'Drucken', exact: true }).click();
    const second = await printJob(page, 3);
    expect(asText(second)).toContain('Olena Kovalenko: Bitte um einen Termin');
    expect(numberOn(second)).not.toBe(numberOn(first));
    await question.getByRole('button', { name: 'Schließen' }).click();
    await goTo(page, 'Weitervermittlungen');
    await expect(row.getByText('Entwurf', { exact: true })).toBeVisible();

    // Only a yes makes it sent; it may be said later, from the list of letters.
    await goTo(page, 'Schreiben');
    await expect(page.getByText('ungültig', { exact: true })).toHaveCount(1);
    await page.getByRole('button', { name: 'Druck bestätigen' }).click();
    await question.getByRole('button', { name: 'Ja, alles richtig' }).click();
    await expect(page.getByText('versandt', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Nachdrucken' }).click();
    expect(await printJob(page, 4)).toBe(second);
    await goTo(page, 'Weitervermittlungen');
    await expect(row.getByText('versandt', { exact: true })).toBeVisible();
    await goTo(page, 'Partner');
    await expect(page.getByText('Jobcenter Wuppertal').first()).toBeVisible();
    await expect(page.getByText(/Bachstraße 2/).first()).toBeVisible();
  } finally {
    await server.start();
  }
});

test('a free letter and one that the client takes along need no address', async ({ device }) => {
  test.setTimeout(180_000);
  const { page } = await device();
  await recordPrints(page);
  await setUpOffice(page);

  await goTo(page, 'Schreiben');
  await page.getByRole('link', { name: 'Freies Schreiben' }).first().click();
  await page.getByLabel('Betreff').fill('Bestätigung über ein Gespräch');
  await page.getByRole('textbox', { name: /^Text/ }).fill('Guten Tag,\n\nwir haben heute gesprochen.');
  await page.getByRole('radio', { name: 'Gesetzliche Aufgabe' }).check({ force: true });
  await page.getByLabel('Vorschrift').fill('§ 16a SGB II');
  await page.getByRole('button', { name: 'Drucken', exact: true }).click();
  const free = asText(await printJob(page, 1));
  expect(free).toContain('Bestätigung über ein Gespräch');
  expect(free).toContain('wir haben heute gesprochen.');
  expect(free).toContain('nach § 16a SGB II');
  await page.getByRole('button', { name: 'Ja, alles richtig' }).click();
  await expect(page.getByText('versandt', { exact: true })).toBeVisible();

  await takeIn(page, { family: 'Haidari', given: 'Yusuf', language: 'Dari' });
  await page
    .getByRole('link', { name: /^Weitervermitteln/ })
    .first()
    .click();
  await page.getByRole('radio', { name: 'Beratung', exact: true }).click();
  await page.getByRole('radio', { name: /^Zur Aushändigung an Klient:in/ }).check({ force: true });
  await expect(page.getByRole('radio', { name: /^Yusuf Haidari nimmt/ })).toBeChecked();
  await page.getByRole('button', { name: 'Drucken', exact: true }).click();
  const carried = await printJob(page, 2);
  expect(asText(carried)).toContain('Zur Aushändigung an Klient:in');
  expect(asText(carried)).toContain('nimmt dieses Schreiben selbst mit');
  expect(carried).toContain('lang="prs"');
  expect(asText(carried)).not.toMatch(/undefined|\{\w+\}/);
  await page.getByRole('button', { name: 'Ja, alles richtig' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /Haidari/ })).toBeVisible();
});
