import { useCallback, useEffect, useRef } from 'react';
import type { AssessmentAnswer } from '#shared/domain/assessments';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { type Live, useLive } from '../../data/use-live';

/** One run with everything the person said in it; entries are those of the whole client file. */
export interface AssessmentData {
  file: View<'client-files'>;
  assessment: View<'assessments'>;
  answers: View<'assessment-answers'>[];
  educations: View<'educations'>[];
  workExperiences: View<'work-experiences'>[];
  skills: View<'skills'>[];
}

const TOPICS = [
  'client-files',
  'assessments',
  'assessment-answers',
  'educations',
  'work-experiences',
  'skills',
];

/** The live run; `null` when it or its client file does not exist (any more). */
export function useAssessment(fileId: string, assessmentId: string): Live<AssessmentData | null> {
  return useLive(TOPICS, () => loadAssessment(fileId, assessmentId), [fileId, assessmentId]);
}

async function loadAssessment(fileId: string, assessmentId: string): Promise<AssessmentData | null> {
  const [file, assessment, answers, educations, workExperiences, skills] = await Promise.all([
    data.documents.get('client-files', fileId),
    data.documents.get('assessments', assessmentId),
    data.documents.list('assessment-answers', { fileId }),
    data.documents.list('educations', { fileId }),
    data.documents.list('work-experiences', { fileId }),
    data.documents.list('skills', { fileId }),
  ]);
  if (!file || !assessment) return null;
  return {
    file,
    assessment,
    answers: answers.filter(({ value }) => value.assessmentId === assessmentId),
    educations: oldestFirst(educations),
    workExperiences: oldestFirst(workExperiences),
    skills: oldestFirst(skills),
  };
}

/** The run itself and its answers, for their history. */
export function recordsOf({ assessment, answers }: AssessmentData) {
  return [
    { collection: 'assessments' as const, id: assessment.id },
    ...answers.map(({ id }) => ({ collection: 'assessment-answers' as const, id })),
  ];
}

const oldestFirst = <T>(newestFirst: readonly T[]): T[] => [...newestFirst].reverse();

/** The newest answer to each question. */
export function answersByQuestion(
  answers: ReadonlyArray<View<'assessment-answers'>>,
): Map<string, View<'assessment-answers'>> {
  const byQuestion = new Map<string, View<'assessment-answers'>>();
  for (const answer of answers) {
    const known = byQuestion.get(answer.value.question);
    if (!known || known.changedAt < answer.changedAt) byQuestion.set(answer.value.question, answer);
  }
  return byQuestion;
}

export type AnswerPatch = Partial<Pick<AssessmentAnswer, 'code' | 'words' | 'skipped' | 'counsellorRating'>>;

/** Saves answers one after the other: the first of a question makes the record, the next change it. */
export function useSaveAnswer(run: AssessmentData): (question: string, patch: AnswerPatch) => Promise<void> {
  const ids = useRef(new Map<string, string>());
  const saving = useRef<Promise<void>>(Promise.resolve());
  const fileId = run.file.id;
  const assessmentId = run.assessment.id;
  useEffect(() => {
    for (const [question, { id }] of answersByQuestion(run.answers)) ids.current.set(question, id);
  }, [run.answers]);
  return useCallback(
    (question, patch) => {
      const save = async () => {
        const id = ids.current.get(question);
        if (id) {
          await data.documents.change('assessment-answers', id, patch);
          return;
        }
        const made = await data.documents.create(
          'assessment-answers',
          { assessmentId, question, ...patch },
          { fileId },
        );
        ids.current.set(question, made.id);
      };
      const done = saving.current.then(save);
      // One answer that could not be saved must not hold up the next.
      saving.current = done.catch(() => undefined);
      return done;
    },
    [assessmentId, fileId],
  );
}
