import { describe, expect, it } from 'vitest';
import { answerCodes, BASIC_INSTRUMENT, positionIndex } from './assessment-instrument';

describe('basic instrument', () => {
  it('names each question once', () => {
    const ids = BASIC_INSTRUMENT.questions.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('goes on at the saved question, and from the start where it is unknown', () => {
    expect(BASIC_INSTRUMENT.questions[positionIndex(BASIC_INSTRUMENT, 'work')]?.id).toBe('work');
    expect(positionIndex(BASIC_INSTRUMENT, 'removed-question')).toBe(0);
    expect(positionIndex(BASIC_INSTRUMENT, undefined)).toBe(0);
  });

  it('offers the four ratings for pictures and no code for words', () => {
    const codes = (id: string) => {
      const question = BASIC_INSTRUMENT.questions.find((one) => one.id === id);
      return question && answerCodes(question);
    };
    expect(codes('cook')).toHaveLength(4);
    expect(codes('wish')).toEqual([]);
    expect(codes('hours')).toEqual(['full', 'part', 'later']);
  });
});
