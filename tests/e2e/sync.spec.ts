import { expect, setUpOffice, test } from './support/wegbuch';
import { codeFor, goTo, join, keptOffline, synced, takeIn } from './support/flows';

test('two people on two computers: offline work arrives, differing versions stay visible to both', async ({
  device,
  server,
}) => {
  test.setTimeout(240_000);
  const one = await device({ keeps: true });
  await setUpOffice(one.page, { server: true });
  await takeIn(one.page, { family: 'Kovalenko', given: 'Olena' });
  await synced(one.page);
  const code = await codeFor(one.page, { name: 'Leyla Demir' });
  const two = await device({ keeps: true });
  await join(two.page, code, 'noch vier andere Wörter');
  await goTo(two.page, 'Klient:innen');
  await expect(two.page.getByText('Kovalenko, Olena')).toBeVisible({ timeout: 30_000 });

  // Both write without a server.
  await keptOffline(one.page);
  await keptOffline(two.page);
  await server.stop();
  await takeIn(one.page, { family: 'Haidari', given: 'Yusuf', language: 'Dari' });
  await expect(one.page.getByText(/^Ohne Verbindung: \d+ Änderung/)).toBeVisible({ timeout: 30_000 });
  for (const [{ page }, words] of [
    [one, 'Will zuerst Deutsch lernen'],
    [two, 'Will sofort arbeiten'],
  ] as const) {
    await goTo(page, 'Klient:innen');
    await page.getByText('Kovalenko, Olena').click();
    await page.getByRole('button', { name: 'Bearbeiten' }).first().click();
    await page.getByRole('textbox', { name: 'Anliegen' }).fill(words);
    await page.getByRole('button', { name: 'Fertig' }).first().click();
    await expect(page.getByText(words).first()).toBeVisible();
  }

  // Back on the network: what one did is on the other, and the same field asks both.
  await server.start();
  await goTo(two.page, 'Klient:innen');
  await expect(two.page.getByText('Haidari, Yusuf')).toBeVisible({ timeout: 90_000 });
  for (const { page } of [one, two]) {
    await expect(page.getByText(/1 Fassung prüfen/).first()).toBeVisible({ timeout: 90_000 });
  }
  await two.page
    .getByText(/1 Fassung prüfen/)
    .first()
    .click();
  const room = two.page.getByRole('main');
  await expect(room.getByText('Will zuerst Deutsch lernen', { exact: true })).toBeVisible();
  await expect(room.getByText('Will sofort arbeiten', { exact: true })).toBeVisible();
  await room.getByRole('button', { name: 'Beide behalten' }).click();

  // Decided once, decided everywhere.
  await expect(one.page.getByText(/1 Fassung prüfen/)).toHaveCount(0, { timeout: 60_000 });
  await goTo(one.page, 'Klient:innen');
  await one.page.getByText('Kovalenko, Olena').click();
  await expect(one.page.getByText(/Will zuerst Deutsch lernen/).first()).toBeVisible();
  await expect(one.page.getByText(/Will sofort arbeiten/).first()).toBeVisible();
});

test('a second computer of the same person opens with the same passphrase', async ({ device }) => {
  const one = await device();
  await setUpOffice(one.page, { server: true });
  await takeIn(one.page, { family: 'Tewelde', given: 'Rahel', language: 'Tigrinya' });
  await synced(one.page);
  const code = await codeFor(one.page, 'device');
  const two = await device();
  await join(two.page, code);
  await goTo(two.page, 'Klient:innen');
  await expect(two.page.getByText('Tewelde, Rahel')).toBeVisible({ timeout: 30_000 });
});
