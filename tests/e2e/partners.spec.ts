import { goTo } from './support/flows';
import { expect, setUpOffice, test } from './support/wegbuch';

test('a deleted partner is found again, with its history, and comes back', async ({ device }) => {
  const { page } = await device();
  await setUpOffice(page);
  await goTo(page, 'Partner');
  await page.getByRole('button', { name: 'Partner anlegen' }).first().click();
  const form = page.getByRole('dialog');
  await form.getByLabel(/^Name/).fill('Jobcenter Talstadt');
  await form.getByRole('button', { name: 'Speichern' }).click();
  const own = page.getByRole('list', { name: 'Eigene Partner' });
  await expect(own.getByText('Jobcenter Talstadt')).toBeVisible();
  // Control: nothing is deleted, so nothing deleted is offered.
  await expect(page.getByRole('radio', { name: /^Gelöschte/ })).toHaveCount(0);

  await own.getByRole('button', { name: 'Bearbeiten' }).click();
  await form.getByRole('button', { name: 'Löschen' }).click();
  await expect(own).toHaveCount(0);
  await page.getByRole('radio', { name: 'Gelöschte 1' }).click();
  const deleted = page.getByRole('list', { name: 'Gelöschte Partner' });
  await deleted.getByRole('button', { name: 'Verlauf: Jobcenter Talstadt' }).click();
  const history = page.getByRole('dialog', { name: 'Verlauf: Jobcenter Talstadt' });
  await expect(history.getByText('gelöscht', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await deleted.getByRole('button', { name: 'Wiederherstellen' }).click();
  await expect(own.getByText('Jobcenter Talstadt')).toBeVisible();
  await expect(page.getByRole('radio', { name: /^Gelöschte/ })).toHaveCount(0);
});

test('the state of synchronisation leads to what is said about the server', async ({ device }) => {
  const { page } = await device({ viewport: { width: 1280, height: 700 } });
  await setUpOffice(page);
  const status = page.getByRole('link', { name: 'Kein Server eingerichtet' });
  const server = page.getByRole('heading', { name: 'Server', exact: true });
  // Control: the page by itself begins elsewhere.
  await goTo(page, 'Verwaltung');
  await expect(page.getByLabel('Fußzeile')).toBeVisible();
  await expect(server).not.toBeInViewport();
  await status.click();
  await expect(server).toBeInViewport();
  await goTo(page, 'Heute');
  await status.click();
  await expect(page.getByLabel('Fußzeile')).toBeAttached();
  await expect(server).toBeInViewport();
});
