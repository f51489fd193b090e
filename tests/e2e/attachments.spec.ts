import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { axe } from './support/axe';
import { codeFor, goTo, join, synced, takeIn } from './support/flows';
import { lockedPdf, printed, scan } from './support/pdf';
import { expect, setUpOffice, test, type Device, type Fixtures } from './support/wegbuch';

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

/** Puts a file into the page as the mouse or the clipboard does. */
async function hand(page: Page, way: 'drop' | 'paste', name: string, text: string): Promise<void> {
  const carried = await page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], fileName, { type: 'text/plain' }));
      return transfer;
    },
    [name, text] as const,
  );
  if (way === 'drop') {
    await section(page).dispatchEvent('dragover', { dataTransfer: carried });
    await section(page).dispatchEvent('drop', { dataTransfer: carried });
  } else {
    await carried.evaluate((clipboardData) =>
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })),
    );
  }
}

/** A device with an open file, and a second one of the same person with the same file open. */
async function twoDevices(device: Fixtures['device']): Promise<{ page: Page; other: Device }> {
  const { page } = await device();
  await setUpOffice(page, { server: true });
  await takeIn(page, { family: 'Haile', given: 'Selam' });
  await synced(page);
  const code = await codeFor(page, 'device');
  const other = await device({ keeps: true });
  await join(other.page, code);
  for (const one of [page, other.page]) {
    await goTo(one, 'Klient:innen');
    await one.getByText('Haile').first().click();
  }
  return { page, other };
}

test('what is dropped and pasted arrives, and opens without a network where it was to be kept', async ({
  device,
}) => {
  const { page, other } = await twoDevices(device);
  await hand(page, 'drop', 'Gezogen.txt', 'mit der Maus');
  await hand(page, 'paste', 'Kopiert.txt', 'mit der Tastatur');
  await expect(section(page).getByText('auf dem Server')).toHaveCount(2);
  await expect(section(other.page).getByText('noch nicht geladen')).toHaveCount(2);
  await section(other.page).getByRole('button', { name: 'Mehr zu Gezogen' }).click();
  await other.page.getByRole('menuitem', { name: 'Auf diesem Gerät behalten' }).click();
  await expect(section(other.page).getByText('auf dem Server')).toHaveCount(1);
  await other.context.setOffline(true);
  await section(other.page).getByRole('button', { name: 'Gezogen ansehen' }).click();
  await expect(other.page.getByRole('dialog').getByText('mit der Maus')).toBeVisible();
  await other.page.keyboard.press('Escape');
  // Control: the one that was not to be kept does not open without a network.
  await section(other.page).getByRole('button', { name: 'Kopiert ansehen' }).click();
  await expect(other.page.getByRole('dialog').getByText('Der Server ist nicht erreichbar')).toBeVisible();
});

/** How many pixels of the page shown are darker than paper. */
const ink = (dialog: ReturnType<Page['getByRole']>) =>
  dialog.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    let dark = 0;
    for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 128) dark++;
    return dark;
  });

test('a PDF is shown page by page, read aloud and enlarged; what cannot be shown is said in words', async ({
  device,
  browser,
}) => {
  const { page } = await device();
  await setUpOffice(page);
  await takeIn(page, { family: 'Haile', given: 'Selam' });
  const pages = ['<h1>Bescheid über Leistungen</h1><p dir="rtl">شهادة المدرسة</p>', '', '<p>Seite drei</p>'];
  await page.setInputFiles('input[type=file]', [
    { name: 'Bescheid.pdf', mimeType: 'application/pdf', buffer: await printed(browser, pages) },
    { name: 'Scan.pdf', mimeType: 'application/pdf', buffer: await scan(page) },
    { name: 'Verschlossen.pdf', mimeType: 'application/pdf', buffer: lockedPdf() },
    { name: 'Kaputt.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 Bescheid') },
  ]);
  const open = async (name: string) => {
    await section(page)
      .getByRole('button', { name: `${name} ansehen` })
      .click();
    return page.getByRole('dialog', { name });
  };
  const bescheid = await open('Bescheid');
  await expect(bescheid.getByText('Seite 1 von 3')).toBeVisible();
  // The text layer: what a screen reader says and a person may copy.
  await expect(bescheid.getByText('Bescheid über Leistungen')).toBeAttached();
  await expect.poll(() => ink(bescheid)).toBeGreaterThan(500);
  expect((await axe(page).analyze()).violations).toEqual([]);
  await bescheid.getByRole('region', { name: 'Bescheid' }).focus();
  await page.keyboard.press('PageDown');
  await expect(bescheid.getByText('Seite 2 von 3')).toBeVisible();
  // Control: an empty page has no ink, and says that it has no text.
  await expect(bescheid.getByRole('img', { name: 'Diese Seite ist ein Bild ohne Text.' })).toBeVisible();
  expect(await ink(bescheid)).toBe(0);
  await page.keyboard.press('End');
  await expect(bescheid.getByText('Seite drei')).toBeAttached();
  const width = () => bescheid.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.width);
  const before = await width();
  await page.keyboard.press('+');
  await expect(bescheid.getByText('150 %')).toBeVisible();
  await expect.poll(width).toBeGreaterThan(before * 1.4);
  await page.keyboard.press('Escape');

  const picture = await open('Scan');
  await expect.poll(() => ink(picture)).toBeGreaterThan(500);
  await page.keyboard.press('Escape');
  const locked = await open('Verschlossen');
  await expect(locked.getByText('mit einem Passwort geschützt')).toBeVisible();
  await expect(locked.getByRole('button', { name: 'Kopie speichern' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect((await open('Kaputt')).getByText('lässt sich nicht lesen')).toBeVisible();
});

test('what the server does not take or erase is told where one looks, with what can be done', async ({
  device,
}) => {
  const { page, context } = await device();
  await setUpOffice(page, { server: true });
  await takeIn(page, { family: 'Haile', given: 'Selam' });
  await synced(page);
  // Control: as long as nothing is refused the top bar says that all is well.
  await expect(page.getByText('Nicht alles wurde angenommen')).toHaveCount(0);
  const refuse = (path: string, status: number, code: string) =>
    context.route(path, (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({ status, json: { code, message: '' } })
        : route.fallback(),
    );
  await refuse('**/api/v1/blobs', 413, 'blob-too-large');
  await refuse('**/api/v1/erasures', 403, 'no-right');
  const file = { name: 'Zeugnis.txt', mimeType: 'text/plain', buffer: Buffer.from('zu groß') };
  await page.setInputFiles('input[type=file]', file);
  await expect(section(page).getByText('nur hier, für den Server zu groß')).toBeVisible();

  await page.getByRole('link', { name: 'Einträge berichtigen oder Akte löschen' }).click();
  const help = await page.getByText(/^Geben Sie .* ein\.$/).innerText();
  await page.getByRole('button', { name: /Grund/ }).click();
  await page.getByRole('option', { name: 'Doppelt angelegt' }).click();
  await page.getByLabel('Aktennummer zur Bestätigung').fill(help.replace(/^Geben Sie (.*) ein\.$/, '$1'));
  await page.getByRole('button', { name: 'Akte endgültig löschen' }).click();
  await expect(page.getByText('Diese Akte wurde nicht gelöscht')).toBeVisible();
  await page.getByText('Nicht alles wurde angenommen').click();
  await expect(page.getByRole('article')).toHaveCount(2);
  expect((await axe(page).include('main').analyze()).violations).toEqual([]);

  await context.unrouteAll();
  const erasure = page.getByRole('article').filter({ hasText: 'Löschung: Ganze Akte' });
  await erasure.getByRole('button', { name: 'Mehr' }).click();
  await page.getByRole('menuitem', { name: 'Löschung aufgeben …' }).click();
  await page.getByRole('button', { name: 'Löschung aufgeben' }).click();
  await expect(page.getByRole('article')).toHaveCount(1);
  await page.getByRole('button', { name: 'Noch einmal senden' }).click();
  await expect(page.getByText('Alles wurde angenommen.')).toBeVisible();
  await synced(page);
  await goTo(page, 'Klient:innen');
  await page.getByText('Haile').first().click();
  await expect(section(page).getByText('auf dem Server')).toBeVisible();
});
