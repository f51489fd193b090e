import { describe, expect, it } from 'vitest';
import type { AssessmentAnswer } from '#shared/domain/assessments';
import { abilitiesOf, wishesOf } from './profile';

const answers = (list: Array<Partial<AssessmentAnswer> & { question: string }>) =>
  new Map(list.map((one) => [one.question, { value: { assessmentId: 'a', ...one } }]));

describe('result profile', () => {
  it('lists abilities from the strongest on, without "not yet" and what was skipped', () => {
    const rated = abilitiesOf(
      answers([
        { question: 'cook', code: 'with-help' },
        { question: 'sew', code: 'can-teach' },
        { question: 'drive', code: 'not-yet' },
        { question: 'sell', code: 'alone', skipped: true },
      ]),
    );
    expect(rated.map(({ question }) => question)).toEqual(['sew', 'cook']);
  });

  it('keeps the counsellor’s rating beside the own one', () => {
    const rating = { rating: 'alone' as const, on: '2026-11-22', by: 'p1' };
    expect(
      abilitiesOf(answers([{ question: 'cook', code: 'with-help', counsellorRating: rating }]))[0]
        ?.counsellor,
    ).toBe('alone');
  });

  it('shows what was said and chosen, not silence', () => {
    const words = { original: 'ክንክን', language: 'ti', german: 'Pflege' };
    const wishes = wishesOf(
      answers([
        { question: 'wish', words },
        { question: 'enjoy', words: { ...words, original: '', german: ' ' } },
        { question: 'hours', code: 'part' },
      ]),
    );
    expect(wishes.map(({ question }) => question)).toEqual(['wish', 'hours']);
  });
});
