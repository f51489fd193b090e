import { codeFor, goTo, join, takeIn } from './support/flows';
import { expect, setUpOffice, test } from './support/wegbuch';

test('two leads read the audit together: asked, consented, read, saved', async ({ device }) => {
  const { page: anna } = await device();
  await setUpOffice(anna, { server: true });
  const code = await codeFor(anna, { name: 'Bela Baran', role: 'Leitung' });
  const { page: bela } = await device({ viewport: { width: 1024, height: 768 } });
  await join(bela, code);
  await takeIn(anna, { family: 'Kovalenko', given: 'Olena' });

  const protocol = async (page: typeof anna) => {
    await goTo(page, 'Verwaltung');
    await page.getByRole('link', { name: 'Protokoll' }).click();
    await expect(page.getByRole('heading', { name: 'Protokoll', level: 1 })).toBeVisible();
  };
  await protocol(anna);
  await anna.getByRole('button', { name: 'Lesen beantragen' }).click();
  const dialog = anna.getByRole('dialog');
  await dialog.getByRole('button', { name: /Grund$/ }).click();
  await anna.getByRole('option', { name: /^Stichprobe/ }).click();
  await dialog.getByRole('button', { name: 'Beantragen' }).click();
  await expect(anna.getByText('wartet auf eine zweite Person')).toBeVisible();
  // Control: whoever asked cannot consent.
  await expect(anna.getByRole('button', { name: 'Zustimmen' })).toBeHidden();

  await protocol(bela);
  await bela.getByRole('button', { name: 'Zustimmen' }).click({ timeout: 30_000 });
  await bela.getByRole('alertdialog').getByRole('button', { name: 'Zustimmen' }).click();

  await anna.getByRole('button', { name: 'Lesen', exact: true }).click({ timeout: 30_000 });
  await expect(anna.getByText(/^Angelegt/).first()).toBeVisible();
  await expect(anna.getByText(/unverändert/)).toBeVisible();
  await expect(bela.getByRole('button', { name: 'Lesen', exact: true })).toBeHidden();
  const saving = anna.waitForEvent('download');
  await anna.getByRole('button', { name: 'Als Datei sichern' }).click();
  expect((await saving).suggestedFilename()).toMatch(/^Wegbuch-Protokoll-/);
});
