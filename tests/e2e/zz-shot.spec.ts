import { expect, setUpOffice, test } from './support/wegbuch';
import { codeFor, goTo, join, synced, takeIn } from './support/flows';

const NAME = 'Leyla Demir';

test('SHOT a colleague gets another role, then leaves: locked out at once, new files under new keys', async ({
  device,
}) => {
  test.setTimeout(180_000);
  const one = await device();
  await setUpOffice(one.page, { server: true });
  const two = await device();
  await join(two.page, await codeFor(one.page, { name: NAME }), 'noch vier andere Wörter');
  const three = await device();
  await join(three.page, await codeFor(one.page, 'device'));
  const choose = async (entry: string) => {
    await goTo(one.page, 'Verwaltung');
    await one.page.getByRole('button', { name: `Zugang von ${NAME}` }).click();
    await one.page.getByRole('menuitem', { name: entry }).click();
  };

  // Another role: said at the colleague's desk, which opens anew.
  await choose('Aufgabe ändern');
  await one.page.getByRole('radio', { name: /^Verwaltung/ }).check({ force: true });
  await one.page.getByRole('button', { name: 'Aufgabe ändern' }).click();
  const told = two.page.getByRole('alertdialog');
  await expect(told.getByText('Sie ist jetzt: Verwaltung.')).toBeVisible({ timeout: 30_000 });
  await told.getByRole('button', { name: 'Sperren und neu öffnen' }).click();
  await two.page.getByLabel(`Passphrase von ${NAME}`).fill('noch vier andere Wörter');
  await two.page.getByRole('button', { name: 'Entsperren' }).click();
  await expect(two.page.getByRole('heading', { name: 'Heute', level: 1 })).toBeVisible({ timeout: 30_000 });

  // The end: the other device hands in what it had not sent, says so and has nothing of the office any more.
  await two.context.setOffline(true);
  await takeIn(two.page, { family: 'Bondar', given: 'Mila' });
  await choose('Mitgliedschaft beenden');
  await one.page.getByRole('alertdialog').getByRole('button', { name: 'Mitgliedschaft beenden' }).click();
  await expect(one.page.getByText('Ausgeschieden (1)')).toBeVisible({ timeout: 20_000 });
  await two.context.setOffline(false);
  await expect(two.page.getByText('Ihre Mitgliedschaft im Büro wurde beendet.')).toBeVisible({
    timeout: 60_000,
  });
  await expect(two.page.getByLabel(`Passphrase von ${NAME}`)).toHaveCount(0);

  // The lead takes it over.
  await goTo(one.page, 'Heute');
  await goTo(one.page, 'Verwaltung');
  await expect(one.page.getByText('Nachgereichte Änderungen').first()).toBeVisible();
  await two.page.screenshot({ path: '/tmp/w/s7/door-tmp/wiped-de.png' });
  await one.page.screenshot({ path: '/tmp/w/s7/door-tmp/admin-de.png' });
  await one.page.setViewportSize({ width: 1024, height: 768 });
  await one.page.screenshot({ path: '/tmp/w/s7/door-tmp/admin-de-1024.png' });
  await one.page.getByRole('button', { name: 'Verwerfen' }).click();
  await one.page.waitForTimeout(400);
  await one.page.screenshot({ path: '/tmp/w/s7/door-tmp/discard-de.png' });
  await one.page.getByRole('button', { name: 'Abbrechen' }).click();
  await one.page.setViewportSize({ width: 1440, height: 900 });
  await one.page.getByRole('button', { name: 'Übernehmen' }).click();
  await one.page.waitForTimeout(400);
  await one.page.screenshot({ path: '/tmp/w/s7/door-tmp/accept-de.png' });
  await one.page.getByRole('alertdialog').getByRole('button', { name: 'Übernehmen' }).click();
  await expect(one.page.getByText(`Einträge von ${NAME} sind übernommen.`)).toBeVisible({ timeout: 30_000 });
  await one.page.screenshot({ path: '/tmp/w/s7/door-tmp/outcome-de.png' });
  await goTo(one.page, 'Klient:innen');
  await expect(one.page.getByText('Bondar, Mila')).toBeVisible({ timeout: 30_000 });

  // What is saved from now on is read by those who stay.
  await takeIn(one.page, { family: 'Kovalenko', given: 'Olena' });
  await synced(one.page);
  await goTo(three.page, 'Klient:innen');
  await expect(three.page.getByText('Kovalenko, Olena')).toBeVisible({ timeout: 30_000 });
});
