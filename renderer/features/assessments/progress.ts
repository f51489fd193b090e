import type { Question } from '#shared/domain/assessment-instrument';
import type { AssessmentAnswer } from '#shared/domain/assessments';
import { isSilent } from './own-words';

export type QuestionState = 'answered' | 'skipped' | 'open';

/** Entries the questions are filled with, as far as they count for progress. */
export interface Entries {
  educations: readonly unknown[];
  workExperiences: readonly unknown[];
  skills: readonly unknown[];
}

function entriesOf(question: Question & { kind: 'entries' }, run: Entries): readonly unknown[] {
  if (question.entries === 'educations') return run.educations;
  return question.entries === 'skills' ? run.skills : run.workExperiences;
}

/** How a question stands: something was said counts more than that it was once skipped. */
export function stateOf(
  question: Question,
  answer: AssessmentAnswer | undefined,
  run: Entries,
): QuestionState {
  if (question.kind === 'entries' && entriesOf(question, run).length > 0) return 'answered';
  if (answer?.skipped) return 'skipped';
  if (answer && (answer.code || !isSilent(answer.words))) return 'answered';
  return 'open';
}

/** Number of questions that are answered or skipped. */
export function progressOf(
  questions: readonly Question[],
  answers: ReadonlyMap<string, { value: AssessmentAnswer }>,
  run: Entries,
): number {
  return questions.filter((question) => stateOf(question, answers.get(question.id)?.value, run) !== 'open')
    .length;
}
