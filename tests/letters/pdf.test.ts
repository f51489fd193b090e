import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPaper } from '../../build/letters/paper-files';
import { openPrinter, type Printer } from '../../build/letters/print';
import { sampleLetter, type SampleChoice } from '../../build/letters/sample-letters';
import { deviations, DIN } from './geometry';
import { readPdf } from './pdf';

let printer: Printer;
beforeAll(async () => {
  printer = await openPrinter(await buildPaper(resolve(import.meta.dirname, '../../.cache/paper-test')));
});
afterAll(() => printer.close());

const choice = (change: Partial<SampleChoice>): SampleChoice => ({
  language: 'de',
  template: 'referral',
  onStationery: false,
  long: false,
  ...change,
});
const print = async (change: Partial<SampleChoice>) => {
  const { pdf } = await printer.print([sampleLetter(choice(change), 0)]);
  return { pdf, read: await readPdf(pdf) };
};

const ORIGINAL = { address: 'Handwerkskammer', info: 'Unser Zeichen' };

describe('geometry of DIN 5008 form B, measured in the PDF', () => {
  it.each(['de', 'ar', 'ti'])('is kept within half a millimetre: %s', async (language) => {
    const { read } = await print({ language });
    const [original, copy] = read.pages;
    const name = sampleLetter(choice({ language }), 0).subject.slice(0, 10);
    expect(original && deviations(original, { ...ORIGINAL, subject: name })).toEqual([]);
    expect(read.pages).toHaveLength(language === 'de' ? 1 : 2);
    if (language === 'de') return;
    const copyAddress = language === 'ar' ? 'Herrn' : 'Frau';
    expect(
      copy && deviations(copy, { address: copyAddress, info: 'Unser Zeichen', subject: 'Kopie für Sie' }),
    ).toEqual([]);
  });

  it('is seen by this test: a shifted stylesheet fails', async () => {
    const style = await printer.page.addStyleTag({
      content: '.window, .text { translate: 1.2mm 1.2mm } .hole { translate: 0 1mm }',
    });
    const { read } = await print({});
    await style.evaluate((node) => (node as Element).remove());
    const found = read.pages[0] ? deviations(read.pages[0], { ...ORIGINAL, subject: 'Frau Amina' }) : [];
    expect(found.join('\n')).toMatch(/address, left[\s\S]*subject, top[\s\S]*mark, hole/);
  });

  it('stays where it is on printed stationery: head and foot are left out, nothing else moves', async () => {
    const plain = (await print({})).read.pages[0];
    const stationery = (await print({ onStationery: true })).read.pages[0];
    const place = ({ text, left, baseline }: { text: string; left: number; baseline: number }) =>
      `${text} ${left.toFixed(2)} ${baseline.toFixed(2)}`;
    const kept = new Set(stationery?.runs.map(place));
    const gone = plain?.runs.filter((run) => !kept.has(place(run))) ?? [];
    expect(kept.size).toBeGreaterThan(15);
    expect(gone.length).toBeGreaterThan(3);
    expect(gone.every((run) => run.baseline < 45 || run.baseline > 278)).toBe(true);
  });
});

describe('the PDF', () => {
  it('embeds every font as static TrueType, is tagged, and has language and a title without a name', async () => {
    for (const language of ['ar', 'ti', 'uk', 'tr']) {
      const { pdf, read } = await print({ language });
      const source = pdf.toString('latin1');
      expect(source).not.toContain('/Subtype /Type3');
      const fonts = source.match(/\/Subtype \/CIDFontType2/g) ?? [];
      expect(fonts.length).toBeGreaterThanOrEqual(2);
      expect(source.match(/\/FontFile2/g)?.length).toBe(fonts.length);
      expect(read).toMatchObject({ title: 'Schreiben', language: 'de', tagged: true });
    }
  });
});

describe('long things fit by rule', () => {
  it('a name of 90 characters, a six-line address, two pages of text and a long contact stay in their boxes', async () => {
    const { read } = await print({ language: 'ar', long: true });
    expect(read.pages.length).toBeGreaterThanOrEqual(4);
    const [first] = read.pages;
    expect(
      first &&
        deviations(first, { address: '—', info: 'Unser', subject: 'Frau Maximiliane' }).filter(
          (words) => !words.startsWith('address'),
        ),
    ).toEqual([]);
    const address =
      first?.runs.filter((run) => run.left < 30 && run.baseline > 51 && run.baseline < 95) ?? [];
    expect(address.length).toBeGreaterThanOrEqual(6);
    expect(Math.max(...address.map((run) => run.baseline))).toBeLessThan(DIN.window.bottom);
    expect(Math.min(...address.map((run) => run.size))).toBeGreaterThanOrEqual(7.9);
    expect(address[0]?.text).toMatch(/^Gemeinsames/);
    expect(address.at(-1)?.text).toMatch(/^12345/);
    for (const page of read.pages) {
      const text = page.runs.filter((run) => run.baseline > 98 && run.baseline < 272 && run.size > 9.4);
      expect(Math.max(...text.map((run) => run.baseline))).toBeLessThan(270);
    }
  });

  it('numbers the pages of each letter by itself', async () => {
    const { pdf } = await printer.print([
      sampleLetter(choice({ long: true }), 0),
      sampleLetter(choice({}), 1),
    ]);
    const words = (await readPdf(pdf)).pages.map((page) => page.runs.map((run) => run.text).join(' '));
    expect(words[0]).toContain('Seite 1 von 3');
    expect(words[1]).toContain('Seite 2 von 3');
    expect(words.at(-1)).toContain('Seite 1 von 1');
  });
});

it('prints the same model again to the same pages', async () => {
  const strip = (pdf: Buffer) =>
    pdf
      .toString('latin1')
      .replace(/\/(CreationDate|ModDate) \([^)]*\)/g, '')
      .replace(/\/ID \[[^\]]*\]/g, '');
  const model = sampleLetter(choice({ language: 'ar' }), 0);
  const first = await printer.print([model]);
  const again = await printer.print([JSON.parse(JSON.stringify(model)) as typeof model]);
  expect(strip(again.pdf)).toBe(strip(first.pdf));
});
