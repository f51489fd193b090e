import { expect, setUpOffice, test } from './support/wegbuch';
import { codeFor, goTo, join, synced, takeIn } from './support/flows';

const NAME = 'Leyla Demir';

test('a colleague gets another role, then leaves: locked out at once, new files under new keys', async ({
  device,
}) => {
  test.setTimeout(180_000);
  const one = await device();
  await setUpOffice(one.page, { server: true });
  const two = await device({ keeps: true });
  await join(two.page, await codeFor(one.page, { name: NAME }), 'noch vier andere Wörter');
  const three = await device();
  await join(three.page, await codeFor(one.page, 'device'));
  const choose = async (entry: string) => {
    await goTo(one.page, 'Verwaltung');
    await one.page.getByRole('button', { name: `Zugang von ${NAME}` }).click();
    await one.page.getByRole('menuitem', { name: entry }).click();
  };

  // Standing in: arranged by the lead for herself, seen at the deputy's desk, ended by the deputy.
  await goTo(one.page, 'Verwaltung');
  await one.page.getByRole('button', { name: 'Zugang von Jonas Brandt' }).click();
  await one.page.getByRole('menuitem', { name: 'Vertretung regeln' }).click();
  const arranging = one.page.getByRole('dialog');
  await arranging.getByRole('button', { name: /Vertretung$/ }).press('ArrowDown');
  await one.page.getByRole('option', { name: NAME }).click();
  await arranging.getByLabel('Bis einschließlich').fill('31.12.2099');
  await arranging.getByRole('button', { name: 'Vertretung eintragen' }).click();
  await expect(arranging.getByText('Eine Vertretung dauert höchstens ein Jahr.')).toBeVisible();
  const until = new Date(Date.now() + 14 * 86_400_000).toLocaleDateString('de-DE');
  await arranging.getByLabel('Bis einschließlich').fill(until);
  await one.page.keyboard.press('Tab');
  await arranging.getByRole('button', { name: 'Vertretung eintragen' }).click();
  await expect(one.page.getByText(`vertreten durch ${NAME} bis`)).toBeVisible({ timeout: 20_000 });
  await expect(two.page.getByText('Sie vertreten Jonas Brandt bis')).toBeVisible({ timeout: 30_000 });
  await two.page.getByRole('link', { name: 'Vertretung ansehen' }).click();
  await two.page.getByRole('button', { name: 'Zugang von Jonas Brandt' }).click();
  await two.page.getByRole('menuitem', { name: 'Vertretung regeln' }).click();
  await two.page.getByRole('button', { name: `Vertretung durch ${NAME} beenden` }).click();
  await two.page.keyboard.press('Escape');
  await goTo(two.page, 'Heute');
  await expect(one.page.getByText(`vertreten durch ${NAME} bis`)).toHaveCount(0, { timeout: 30_000 });

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
  await one.page.getByRole('button', { name: 'Übernehmen' }).click();
  await one.page.getByRole('alertdialog').getByRole('button', { name: 'Übernehmen' }).click();
  await expect(one.page.getByText(`Einträge von ${NAME} sind übernommen.`)).toBeVisible({ timeout: 30_000 });
  await goTo(one.page, 'Klient:innen');
  await expect(one.page.getByText('Bondar, Mila')).toBeVisible({ timeout: 30_000 });

  // What is saved from now on is read by those who stay.
  await takeIn(one.page, { family: 'Kovalenko', given: 'Olena' });
  await synced(one.page);
  await goTo(three.page, 'Klient:innen');
  await expect(three.page.getByText('Kovalenko, Olena')).toBeVisible({ timeout: 30_000 });
});
