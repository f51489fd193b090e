import type { Browser, Page } from '@playwright/test';

/** A PDF with one page per piece of HTML, as a browser prints it: embedded fonts, real text. */
export async function printed(browser: Browser, pages: readonly string[]): Promise<Buffer> {
  const page = await browser.newPage();
  const sheets = pages.map((html) => `<div style="break-after: page">${html || '&nbsp;'}</div>`);
  await page.setContent(`<html lang="de"><body>${sheets.join('')}</body></html>`);
  const pdf = await page.pdf({ format: 'A4' });
  await page.close();
  return pdf;
}

/** A PDF made of objects by number, with the table of where each stands. */
function pdfOf(objects: readonly (string | Buffer)[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const offsets = objects.map((object, at) => {
    const offset = parts.reduce((sum, { length }) => sum + length, 0);
    parts.push(Buffer.from(`${at + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n'));
    return offset;
  });
  const start = parts.reduce((sum, { length }) => sum + length, 0);
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const end = `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\n`;
  return Buffer.concat([...parts, Buffer.from(`${end}startxref\n${start}\n%%EOF\n`)]);
}

const stream = (head: string, body: Buffer | string) =>
  Buffer.concat([
    Buffer.from(`<< ${head} /Length ${Buffer.byteLength(body)} >>\nstream\n`),
    Buffer.from(body),
    Buffer.from('\nendstream'),
  ]);

const onePage = (resources: string) => [
  '<< /Type /Catalog /Pages 2 0 R >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << ${resources} >> >>`,
];

/** A page that is nothing but a picture, as a scanner writes it. */
export async function scan(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [300, 420];
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas');
    context.fillStyle = 'white';
    context.fillRect(0, 0, 300, 420);
    context.fillStyle = 'black';
    context.font = '40px sans-serif';
    context.fillText('Zeugnis', 60, 100);
    return canvas.toDataURL('image/jpeg').split(',')[1] ?? '';
  });
  const head =
    '/Type /XObject /Subtype /Image /Width 300 /Height 420 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode';
  return pdfOf([
    ...onePage('/XObject << /Im 5 0 R >>'),
    stream('', 'q 595 0 0 842 0 0 cm /Im Do Q'),
    stream(head, Buffer.from(base64, 'base64')),
  ]);
}

/** A PDF that asks for a password before it shows anything. */
export function lockedPdf(): Buffer {
  const secret = `<${'5a'.repeat(32)}>`;
  const encrypt = `/Encrypt << /Filter /Standard /V 1 /R 2 /O ${secret} /U ${secret} /P -4 >> /ID [<00> <00>]`;
  return pdfOf([...onePage(''), stream('', ' ')], encrypt);
}
