import { expect, it } from 'vitest';
import { stretchesOf } from './isolate';

const isolated = (text: string, rtl: boolean) =>
  stretchesOf(text, rtl)
    .filter((part) => part.isolated)
    .map((part) => part.text);

it('isolates values, and in right-to-left text every German word, number and §', () => {
  expect(isolated('اسمك: \u2068Mohammed Al-Ahmad\u2069، § 14 BQFG و 03.12.2026.', true)).toEqual([
    'Mohammed Al-Ahmad',
    '§ 14 BQFG',
    '03.12.2026',
  ]);
  expect(isolated('Ihr Name: \u2068Noor\u2069, 12', false)).toEqual(['Noor']);
});

it('loses no character', () => {
  const text = 'طلبنا جوابًا حتى \u206803.12.2026\u2069 (Handwerkskammer Musterstadt).';
  expect(
    stretchesOf(text, true)
      .map((part) => part.text)
      .join(''),
  ).toBe(text.replace(/[\u2068\u2069]/g, ''));
});
