import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { codeFor, goTo, join, synced, takeIn } from './support/flows';
import { expect, setUpOffice, test } from './support/wegbuch';

/** What a camera notes beside a picture: turned by a quarter (orientation 6), and where it was taken. */
const NOTES = Buffer.concat([
  Buffer.from('ffe1', 'hex'),
  Buffer.from([0, 8 + 26 + 20]),
  Buffer.from('Exif\0\0'),
  Buffer.from('4d4d002a00000008' + '0001' + '0112' + '0003' + '00000001' + '00060000' + '00000000', 'hex'),
  Buffer.from('GPS 50.1109 8.6821 xxx'.slice(0, 20)),
]);

/** A photo of 600 × 400 pixels that lies on its side, as a telephone writes it. */
async function photo(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [600, 400];
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas');
    context.fillStyle = 'seagreen';
    context.fillRect(0, 0, 600, 400);
    context.fillStyle = 'white';
    context.font = '60px sans-serif';
    context.fillText('Zeugnis', 180, 220);
    return canvas.toDataURL('image/jpeg').split(',')[1] ?? '';
  });
  const plain = Buffer.from(base64, 'base64');
  return Buffer.concat([plain.subarray(0, 2), NOTES, plain.subarray(2)]);
}

const section = (page: Page) => page.getByRole('region', { name: 'Anhänge' });

test('a photo becomes upright and forgets where it was taken; another device opens it', async ({
  device,
}) => {
  const { page } = await device();
  await setUpOffice(page, { server: true });
  await takeIn(page, { family: 'Haile', given: 'Selam' });
  const taken = await photo(page);
  // Control: the notes are in what the telephone wrote.
  expect(taken.includes('GPS 50.1109')).toBe(true);
  await page.setInputFiles('input[type=file]', [
    { name: 'Abschlusszeugnis.jpg', mimeType: 'image/jpeg', buffer: taken },
    { name: 'Bescheid.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 Bescheid') },
    { name: 'Programm.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ\0\0\0') },
  ]);
  await expect(section(page).getByText('„Programm.pdf“ wurde nicht hinzugefügt')).toBeVisible();
  await expect(section(page).getByRole('listitem')).toHaveCount(2);
  await expect(section(page).getByText('auf dem Server')).toHaveCount(2);
  await synced(page);

  const code = await codeFor(page, 'device');
  const other = await device();
  await join(other.page, code);
  await goTo(other.page, 'Klient:innen');
  await other.page.getByText('Haile').first().click();
  await expect(section(other.page).getByText('noch nicht geladen')).toHaveCount(2);
  await section(other.page).getByRole('button', { name: 'Abschlusszeugnis ansehen' }).click();
  const preview = other.page.getByRole('dialog', { name: 'Abschlusszeugnis' });
  const picture = preview.getByRole('img', { name: 'Abschlusszeugnis' });
  const shape = () => picture.evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.height]);
  await expect.poll(shape).toEqual([400, 600]);
  await preview.getByRole('button', { name: 'Nach rechts drehen' }).click();
  await expect.poll(shape).toEqual([600, 400]);
  await preview.getByRole('button', { name: 'Größer' }).click();
  await expect(preview.getByText('150 %')).toBeVisible();
  const [download] = await Promise.all([
    other.page.waitForEvent('download'),
    preview.getByRole('button', { name: 'Kopie speichern' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('Abschlusszeugnis.jpg');
  const copy = await readFile(await download.path());
  expect([copy.includes('Exif'), copy.includes('GPS')]).toEqual([false, false]);
  await other.page.keyboard.press('Escape');
  await expect(section(other.page).getByText('auf dem Server')).toHaveCount(1);
});

test('an attachment gets another name, is deleted, and comes back', async ({ device }) => {
  const { page } = await device();
  await setUpOffice(page);
  await takeIn(page, { family: 'Haile', given: 'Selam' });
  await page.setInputFiles('input[type=file]', {
    name: 'Notizen.txt', mimeType: 'text/plain', buffer: Buffer.from('Grüße aus Talstadt'),
  }); // prettier-ignore
  await expect(section(page).getByText('nur hier')).toBeVisible();
  await section(page).getByRole('button', { name: 'Mehr zu Notizen' }).click();
  await page.getByRole('menuitem', { name: 'Name und Notiz' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Lebenslauf');
  await page.getByRole('dialog').getByRole('button', { name: 'Speichern' }).click();
  await section(page).getByRole('button', { name: 'Lebenslauf ansehen' }).click();
  await expect(page.getByRole('dialog').getByText('Grüße aus Talstadt')).toBeVisible();
  await page.keyboard.press('Escape');
  await section(page).getByRole('button', { name: 'Mehr zu Lebenslauf' }).click();
  await page.getByRole('menuitem', { name: 'Löschen' }).click();
  await expect(section(page).getByText('Noch keine Anhänge')).toBeVisible();
  await page.getByRole('button', { name: 'Rückgängig' }).click();
  await expect(section(page).getByRole('button', { name: 'Lebenslauf ansehen' })).toBeVisible();
});
