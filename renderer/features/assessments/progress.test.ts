import { describe, expect, it } from 'vitest';
import type { Question } from '#shared/domain/assessment-instrument';
import { progressOf, stateOf } from './progress';

const nothing = { educations: [], workExperiences: [], skills: [] };
const wish: Question = { id: 'wish', kind: 'words' };
const work: Question = { id: 'work', kind: 'entries', entries: 'work-experiences' };
const cook: Question = { id: 'cook', kind: 'rating' };

describe('progress', () => {
  it('knows answered, skipped and open', () => {
    expect(stateOf(wish, undefined, nothing)).toBe('open');
    expect(stateOf(wish, { assessmentId: 'a', question: 'wish', skipped: true }, nothing)).toBe('skipped');
    const words = { original: '', language: 'ti', german: 'Pflege' };
    expect(stateOf(wish, { assessmentId: 'a', question: 'wish', words }, nothing)).toBe('answered');
    expect(
      stateOf(wish, { assessmentId: 'a', question: 'wish', words: { ...words, german: ' ' } }, nothing),
    ).toBe('open');
    expect(
      stateOf(cook, { assessmentId: 'a', question: 'cook', code: 'alone', skipped: false }, nothing),
    ).toBe('answered');
  });

  it('counts entries, also of an earlier run, before a skip', () => {
    expect(
      stateOf(
        work,
        { assessmentId: 'a', question: 'work', skipped: true },
        { ...nothing, workExperiences: [1] },
      ),
    ).toBe('answered');
    expect(progressOf([wish, work, cook], new Map(), { ...nothing, workExperiences: [1] })).toBe(1);
  });
});
