import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordDiff, type Span } from './word-diff';

const marked = (spans: readonly Span[]) =>
  spans.filter(({ differs }) => differs).map(({ text }) => text.trim());
const whole = (spans: readonly Span[]) => spans.map(({ text }) => text).join('');

describe('wordDiff', () => {
  it('marks nothing in equal texts', () => {
    const { left, right } = wordDiff('ab 13 Uhr', 'ab 13 Uhr');
    expect(marked(left)).toEqual([]);
    expect(marked(right)).toEqual([]);
  });

  it('marks only the words that differ, joined where they stand together', () => {
    const { left, right } = wordDiff(
      'Frau Möller sagt für Dienstag zu. Sicherheitsschuhe bringen wir mit.',
      'Frau Möller sagt für Montag zu. Schuhe und Helm bringen wir mit.',
    );
    expect(marked(left)).toEqual(['Dienstag', 'Sicherheitsschuhe']);
    expect(marked(right)).toEqual(['Montag', 'Schuhe und Helm']);
  });

  it('works with other scripts', () => {
    const { right } = wordDiff('سميرة الحسن', 'سميرة الحسين');
    expect(marked(right)).toEqual(['الحسين']);
  });

  it('marks all of one side when the other is empty', () => {
    expect(marked(wordDiff('', 'neu').right)).toEqual(['neu']);
  });

  it('always gives back the texts themselves', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const { left, right } = wordDiff(a, b);
        expect(whole(left)).toBe(a);
        expect(whole(right)).toBe(b);
      }),
    );
  });
});
