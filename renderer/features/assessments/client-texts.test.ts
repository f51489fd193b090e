import { describe, expect, it } from 'vitest';
import { BASIC_INSTRUMENT, textKeys } from '#shared/domain/assessment-instrument';
import { RATINGS } from '#shared/domain/assessments';
import { CLIENT_LANGUAGES } from '#shared/domain/common';
import { clientTexts, type ClientTexts } from '../../i18n/client-texts';

const needed = [...BASIC_INSTRUMENT.questions.flatMap(textKeys), ...RATINGS.map((code) => `rating.${code}`)];

/** Keys that `texts` lacks or leaves empty. */
const missing = (texts: Record<string, string>, keys: string[]) => keys.filter((key) => !texts[key]?.trim());

describe('client texts of the assessment', async () => {
  const german: ClientTexts = await clientTexts('de', 'assessments');

  it.each(CLIENT_LANGUAGES)('%s has every text, and says whether it is a draft', async (language) => {
    const texts = await clientTexts(language, 'assessments');
    expect(missing(texts, needed)).toEqual([]);
    expect(Object.keys(texts)).toEqual(Object.keys(german));
    expect(texts._status).toBe(language === 'de' || language === 'en' ? 'reviewed' : 'draft');
  });

  it('would notice a missing text', () => {
    const { 'q.cook': _cook, ...rest } = german;
    expect(missing({ ...rest, 'q.work': ' ' }, needed)).toEqual(['q.work', 'q.cook']);
  });
});
