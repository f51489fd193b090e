import { expect, setUpOffice, test } from './support/wegbuch';
import { goTo, keptOffline, shownCode } from './support/flows';

test('a check-in in Arabic arrives sealed in the waiting area and is called by number', async ({
  device,
  server,
}) => {
  test.setTimeout(180_000);
  const staff = await device();
  await setUpOffice(staff.page, { server: true });
  await goTo(staff.page, 'Verwaltung');
  await staff.page.getByRole('button', { name: 'Kiosk hinzufügen' }).click();
  const dialog = staff.page.getByRole('dialog');
  await dialog.getByLabel('Wo steht er?').fill('Eingang');
  await dialog.getByRole('button', { name: 'Code erstellen' }).click();
  const code = await shownCode(staff.page);

  const kiosk = await device({ origin: server.kiosk, viewport: { width: 1080, height: 1920 } });
  await kiosk.page.getByLabel(/^Code/).fill(code);
  await kiosk.page.getByRole('button', { name: 'Kiosk einrichten' }).click();
  await kiosk.page.getByRole('button', { name: 'العربية', exact: true }).click({ timeout: 30_000 });
  await expect(kiosk.page.locator('html')).toHaveAttribute('dir', 'rtl');
  await kiosk.page.getByRole('button', { name: 'لا', exact: false }).first().click();
  await kiosk.page.getByRole('button', { name: 'العمل', exact: true }).click();
  await kiosk.page.getByRole('button', { name: /بدون/ }).first().click();
  await expect(kiosk.page.getByText('A-01', { exact: true })).toBeVisible();
  await expect(kiosk.page.getByText('٠١')).toBeVisible();

  await goTo(staff.page, 'Wartebereich');
  await expect(staff.page.getByText('A-01').first()).toBeVisible({ timeout: 10_000 });
  await expect(staff.page.getByText('Arabisch').first()).toBeVisible();
  await staff.page.getByRole('button', { name: 'Aufrufen' }).first().click();
  await expect(staff.page.getByText('A-01 wurde aufgerufen.')).toBeVisible();

  // A display that the browser holds back is told, and opens all the same.
  await staff.page.evaluate(() => (window.open = () => null));
  await staff.page.getByRole('button', { name: 'Anzeige öffnen' }).click();
  const [display] = await Promise.all([
    staff.context.waitForEvent('page'),
    staff.page.getByRole('link', { name: 'Fenster öffnen' }).click(),
  ]);
  await expect(display.getByText('A-01', { exact: true })).toBeVisible();
});

test('the kiosk keeps a check-in while the server is away, and delivers it once', async ({
  device,
  server,
}) => {
  test.setTimeout(180_000);
  const staff = await device();
  await setUpOffice(staff.page, { server: true });
  await goTo(staff.page, 'Verwaltung');
  await staff.page.getByRole('button', { name: 'Kiosk hinzufügen' }).click();
  const dialog = staff.page.getByRole('dialog');
  await dialog.getByLabel('Wo steht er?').fill('Flur');
  await dialog.getByRole('button', { name: 'Code erstellen' }).click();
  const code = await shownCode(staff.page);
  const kiosk = await device({ origin: server.kiosk, viewport: { width: 1280, height: 800 }, keeps: true });
  await kiosk.page.getByLabel(/^Code/).fill(code);
  await kiosk.page.getByRole('button', { name: 'Kiosk einrichten' }).click();
  await expect(kiosk.page.getByRole('button', { name: 'Deutsch', exact: true })).toBeVisible({
    timeout: 30_000,
  });
  await keptOffline(kiosk.page);
  await server.stop();
  await kiosk.page.getByRole('button', { name: 'Deutsch', exact: true }).click();
  await kiosk.page.getByRole('button', { name: /^Nein/ }).click();
  await kiosk.page.getByRole('button', { name: 'Diese Frage überspringen' }).click();
  await kiosk.page.getByRole('button', { name: 'Ohne Namen weiter' }).click();
  await expect(kiosk.page.getByText('A-01', { exact: true })).toBeVisible();
  await server.start();
  await goTo(staff.page, 'Wartebereich');
  await expect(staff.page.getByText('A-01')).toHaveCount(1, { timeout: 90_000 });
});
