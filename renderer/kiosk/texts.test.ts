import { describe, expect, it } from 'vitest';
import { CLIENT_LANGUAGES } from '#shared/domain/common';
import german from '../i18n/client/de/kiosk.json';

const files = import.meta.glob<Record<string, string>>('../i18n/client/*/kiosk.json', {
  eager: true,
  import: 'default',
});
const wanted: Record<string, string> = german;
const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort().join(' ');

/** What is wrong with the texts of a language, by key. */
function faults(texts: Record<string, string>): string[] {
  const missing = Object.keys(wanted).filter((key) => !texts[key]?.trim());
  const surplus = Object.keys(texts).filter((key) => !(key in wanted));
  const misplaced = Object.keys(wanted).filter(
    (key) => places(wanted[key] ?? '') !== places(texts[key] ?? ''),
  );
  return [...new Set([...missing, ...surplus, ...misplaced])];
}

describe('kiosk texts', () => {
  it.each([...CLIENT_LANGUAGES])('are complete in %s', (language) => {
    const texts = files[`../i18n/client/${language}/kiosk.json`];
    expect(faults(texts ?? {})).toEqual([]);
    expect(texts?.['_status']).toBe(language === 'de' || language === 'en' ? 'reviewed' : 'draft');
  });

  it('would be found incomplete (control)', () => {
    const { back: _, ...rest } = wanted;
    expect(faults({ ...rest, step: 'Schritt {step}', other: 'x' }).sort()).toEqual(['back', 'other', 'step']);
  });

  it('say nothing about health or violence', () => {
    const reasons = Object.keys(wanted).filter((key) => key.startsWith('reason'));
    expect(reasons.map((key) => wanted[key]).join(' ')).not.toMatch(/gesund|krank|gewalt|arzt/i);
  });
});
