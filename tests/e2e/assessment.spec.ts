import type { Page } from '@playwright/test';
import { takeIn } from './support/flows';
import { expect, PASSPHRASE, setUpOffice, test } from './support/wegbuch';

const next = (page: Page) => page.getByRole('button', { name: 'Weiter', exact: true }).click();
const question = (page: Page, words: string) =>
  expect(page.getByRole('heading', { level: 2, name: words })).toBeVisible();

/** Work in the person's own words: the years come out of them, the ESCO occupation follows. */
async function addWork(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Arbeit hinzufügen' }).click();
  await page.getByLabel(/^(Welche Arbeit es war|Auf Deutsch)$/).fill('Bäcker im Laden des Onkels, 5 Jahre');
  await page.getByLabel('Eigene Worte (Arabisch)').fill('خبّاز في دكان عمّي');
  await expect(page.getByLabel('Jahre', { exact: true })).toHaveValue('5');
  await page.getByText('in der Familie', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Beruf nach ESCO' }).fill('Bäcker');
  await page
    .getByRole('option', { name: /^Bäcker/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Fertig' }).click();
  await expect(page.getByText(/5 Jahre · in der Familie · ESCO: Bäcker/)).toBeVisible();
}

test('an assessment in Arabic and German: paused, locked, gone on with, finished and printed', async ({
  device,
}) => {
  const { page } = await device();
  await page.context().addInitScript(() => {
    window.print = () => {
      window.printed = [document.querySelector('[data-print-sheet]')?.textContent ?? ''];
    };
  });
  await page.reload();
  await setUpOffice(page);
  // The names of the languages come late: whoever typed before is answered all the same.
  await page.route(/languages-[^/]*\.js/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await route.continue();
  });
  await takeIn(page, { family: 'Al-Hassan', given: 'Samira', language: 'Arabisch' });
  const file = page.url();
  await page.getByRole('link', { name: 'Kompetenzen erfassen' }).click();
  await expect(page.getByText('لا توجد إجابات خاطئة.', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Beginnen' }).click();

  await question(page, 'Wie lange sind Sie zur Schule gegangen?');
  await page.getByRole('radio', { name: /^10 Jahre oder länger/ }).click();
  await next(page);
  await question(page, 'Was haben Sie gelernt?');
  await page.getByRole('button', { name: 'Überspringen' }).click();
  await addWork(page);
  await next(page);
  await question(page, 'Was können Sie gut?');
  await expect(page.getByText('Gehört oft dazu. Was davon kann die Person?')).toBeVisible();
  await next(page);
  await question(page, 'Können Sie für viele Menschen kochen?');
  await page
    .getByRole('radiogroup', { name: 'So sieht es die Person selbst' })
    .getByRole('radio', { name: /^Ja, allein/ })
    .click();
  await page
    .getByRole('radiogroup', { name: 'Ihre Einschätzung' })
    .getByRole('radio', { name: 'mit Hilfe' })
    .click();

  // A pause, and a lock in it: everything said is there afterwards.
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page).toHaveURL(file);
  await expect(page.getByText(/in Pause, begonnen am/)).toBeVisible();
  await page.keyboard.press('Control+l');
  await page.getByLabel(/^Passphrase von/).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Entsperren', exact: true }).click();
  await page.goto(file);
  await page.getByRole('link', { name: 'Weitermachen' }).click();
  await question(page, 'Können Sie für viele Menschen kochen?');
  await expect(page.getByRole('button', { name: 'Kochen beantwortet' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Bildung übersprungen' })).toBeVisible();

  await page.getByRole('button', { name: /^Wunscharbeit/ }).click();
  await page.getByLabel('Auf Deutsch').fill('In einer Backstube, gern nachts');
  await page.getByRole('button', { name: /^Bedarf/ }).click();
  await page.getByLabel('Auf Deutsch').fill('Einen Deutschkurs am Nachmittag');
  await page.getByRole('button', { name: 'Abschließen' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'Kompetenzprofil' })).toBeVisible();
  const main = page.getByRole('main');
  await expect(main.getByText('Bäcker im Laden des Onkels, 5 Jahre').first()).toBeVisible();
  await expect(main.getByText('خبّاز في دكان عمّي').first()).toBeVisible();
  await page.getByRole('button', { name: 'Profil drucken' }).click();
  await expect
    .poll(() => page.evaluate(() => window.printed?.[0] ?? ''))
    .toContain('In einer Backstube, gern nachts');
  const paper = await page.evaluate(() => window.printed?.[0] ?? '');
  expect(paper).toContain('Einen Deutschkurs am Nachmittag');
  expect(paper).toContain('خبّاز في دكان عمّي');
});
