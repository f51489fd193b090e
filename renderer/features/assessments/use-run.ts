import { useState } from 'react';
import { BASIC_INSTRUMENT, positionIndex } from '#shared/domain/assessment-instrument';
import type { Assessment } from '#shared/domain/assessments';
import { data } from '../../data/client';
import { go, paths } from '../../lib/paths';
import { answersByQuestion, type AnswerPatch, type AssessmentData, useSaveAnswer } from './use-assessment';

/** Where the conversation stands and what can be done: answer, move, skip, pause, finish. Each step is saved. */
export function useRun(run: AssessmentData) {
  const { questions } = BASIC_INSTRUMENT;
  const [index, setIndex] = useState(() => positionIndex(BASIC_INSTRUMENT, run.assessment.value.position));
  const [problem, setProblem] = useState<unknown>(null);
  const save = useSaveAnswer(run);
  const answers = answersByQuestion(run.answers);
  const question = questions[index] ?? null;
  const isLast = index === questions.length - 1;

  const guarded = (work: Promise<unknown>) => void work.then(() => setProblem(null), setProblem);
  const keep = (patch: Partial<Assessment>) => data.documents.change('assessments', run.assessment.id, patch);
  const answer = (patch: AnswerPatch) => {
    if (question) guarded(save(question.id, { skipped: false, ...patch }));
  };
  const moveTo = (next: number) => {
    setIndex(next);
    guarded(keep({ position: questions[next]?.id ?? '', state: 'running' }));
  };
  const next = () => {
    if (isLast) guarded(keep({ state: 'finished', finishedAt: new Date().toISOString() }));
    else moveTo(index + 1);
  };
  const skip = () => {
    if (question) guarded(save(question.id, { skipped: true }));
    next();
  };
  const pause = () =>
    guarded(
      keep({ position: question?.id ?? '', state: 'paused' }).then(() => go(paths.clientFile(run.file.id))),
    );
  return { questions, index, question, answers, isLast, problem, answer, moveTo, next, skip, pause };
}
