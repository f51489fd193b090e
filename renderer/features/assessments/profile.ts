import { BASIC_INSTRUMENT } from '#shared/domain/assessment-instrument';
import { type AssessmentAnswer, type OwnWords, type Rating, RATINGS } from '#shared/domain/assessments';
import { isSilent } from './own-words';

export interface Rated {
  question: string;
  self: Rating;
  counsellor: Rating | null;
}

type Answers = ReadonlyMap<string, { value: AssessmentAnswer }>;

/** Everyday abilities with their ratings, the strongest first; "not yet" is no ability and is left out. */
export function abilitiesOf(answers: Answers): Rated[] {
  return BASIC_INSTRUMENT.questions
    .flatMap((question): Rated[] => {
      const answer = answers.get(question.id)?.value;
      const self = RATINGS.find((code) => code === answer?.code);
      if (question.kind !== 'rating' || !self || self === 'not-yet' || answer?.skipped) return [];
      return [{ question: question.id, self, counsellor: answer?.counsellorRating?.rating ?? null }];
    })
    .sort((a, b) => RATINGS.indexOf(b.self) - RATINGS.indexOf(a.self));
}

export type Wish = { question: string } & (
  { kind: 'words'; words: OwnWords } | { kind: 'code'; code: string }
);

/** What was said to questions with choices or free words, in the order of the questions. */
export function wishesOf(answers: Answers): Wish[] {
  return BASIC_INSTRUMENT.questions.flatMap((question): Wish[] => {
    const answer = answers.get(question.id)?.value;
    if (!answer || answer.skipped) return [];
    if (question.kind === 'words' && answer.words && !isSilent(answer.words)) {
      return [{ question: question.id, kind: 'words', words: answer.words }];
    }
    return question.kind === 'choice' && answer.code
      ? [{ question: question.id, kind: 'code', code: answer.code }]
      : [];
  });
}

/** Steps of the rating that are filled: 1 (not yet) to 4 (can teach). */
export function ratingSteps(rating: Rating): number {
  return RATINGS.indexOf(rating) + 1;
}
