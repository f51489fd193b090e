import { ArrowLeft, ArrowRight, Check, Pause, Presentation, SkipForward } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BASIC_INSTRUMENT, positionIndex } from '#shared/domain/assessment-instrument';
import { data } from '../../data/client';
import { useErrorWords } from '../../i18n/errors';
import { go, paths } from '../../lib/paths';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { LinkButton } from '../../ui/link-button';
import { Notice } from '../../ui/notice';
import { Answer } from './answer';
import { BilingualText } from './bilingual-text';
import { CompanionQuestion } from './companion-question';
import { personName } from './own-words';
import { progressOf, stateOf } from './progress';
import { QuestionList } from './question-list';
import styles from './run-page.module.css';
import { answersByQuestion, type AnswerPatch, type AssessmentData, useSaveAnswer } from './use-assessment';
import { useSaid } from './use-client-texts';
import { useCompanion } from './use-companion';

/** The conversation: one question after the other, each can be skipped; every answer is saved at once. */
export function RunPage({ run }: { run: AssessmentData }) {
  const { t } = useTranslation('assessments');
  const errorWords = useErrorWords();
  const [index, setIndex] = useState(() => positionIndex(BASIC_INSTRUMENT, run.assessment.value.position));
  const [showing, setShowing] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const save = useSaveAnswer(run);
  const { language } = run.assessment.value;
  const [german, client] = [useSaid('de'), useSaid(language)];
  const { questions } = BASIC_INSTRUMENT;
  const question = questions[index];
  const answers = answersByQuestion(run.answers);

  const guarded = (work: Promise<unknown>) => void work.then(() => setProblem(null), setProblem);
  const keep = (patch: Parameters<typeof data.documents.change<'assessments'>>[2]) =>
    data.documents.change('assessments', run.assessment.id, patch);
  const answer = (patch: AnswerPatch) => question && guarded(save(question.id, { skipped: false, ...patch }));
  const moveTo = (next: number) => {
    setIndex(next);
    guarded(keep({ position: questions[next]?.id ?? '', state: 'running' }));
  };
  const pause = async () => {
    await keep({ position: question?.id ?? '', state: 'paused' });
    go(paths.clientFile(run.file.id));
  };
  const finish = () => guarded(keep({ state: 'finished', finishedAt: new Date().toISOString() }));
  const last = index === questions.length - 1;
  const next = () => (last ? finish() : moveTo(index + 1));
  const skip = () => {
    if (question) guarded(save(question.id, { skipped: true }));
    next();
  };

  const current = question && answers.get(question.id);
  const companion = useCompanion({
    question: question ?? null,
    german,
    client,
    onCode: (code) => answer({ code }),
  });
  useScrollToTop(question?.id);
  if (!question) return null;

  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div>
          <h1>{t('title')}</h1>
          <p>
            <Bidi>{personName(run.file.value.name)}</Bidi> ·{' '}
            {t('run.progress', { at: index + 1, of: questions.length })}
          </p>
        </div>
        <div className={styles.tools}>
          <Button icon={Presentation} onPress={() => setShowing(true)}>
            {t('run.show')}
          </Button>
          <Button icon={Pause} onPress={() => guarded(pause())}>
            {t('run.pause')}
          </Button>
        </div>
      </header>
      <div className={styles.columns}>
        <QuestionList
          german={german}
          items={questions.map((one, at) => ({
            id: one.id,
            state: stateOf(one, answers.get(one.id)?.value, run),
            current: at === index,
          }))}
          onChoose={moveTo}
        />
        <div className={styles.main}>
          <progress
            className={styles.progress}
            max={questions.length}
            value={progressOf(questions, answers, run)}
            aria-label={t('run.answered')}
          />
          <section key={question.id} className={styles.question} aria-live="polite">
            <BilingualText heading german={german} client={client} textKey={`q.${question.id}`} />
            {client.draft && <p className={styles.draft}>{t('draft')}</p>}
            {companion.wish && <Notice meaning="info">{t(`wish.${companion.wish}`)}</Notice>}
            <Answer
              run={run}
              question={question}
              value={current?.value ?? null}
              german={german}
              client={client}
              onAnswer={answer}
            />
            {problem !== null && (
              <Notice meaning="danger" title={t('notSaved')} alert>
                {errorWords(problem)}
              </Notice>
            )}
          </section>
          <footer className={styles.foot}>
            <Button icon={ArrowLeft} isDisabled={index === 0} onPress={() => moveTo(index - 1)}>
              {t('run.back')}
            </Button>
            <Button variant="quiet" icon={SkipForward} onPress={skip}>
              {t('run.skip')}
            </Button>
            <span className={styles.end}>
              <LinkButton variant="quiet" href={paths.clientFile(run.file.id)}>
                {t('toFile')}
              </LinkButton>
              <Button variant="primary" size="l" icon={last ? Check : ArrowRight} onPress={next}>
                {t(last ? 'run.finish' : 'run.next')}
              </Button>
            </span>
          </footer>
        </div>
      </div>
      {showing && (
        <CompanionQuestion
          question={question}
          german={german}
          client={client}
          chosen={current?.value.code ?? null}
          onCode={(code) => answer({ code })}
          onSkip={skip}
          onPause={() => guarded(pause())}
          onClose={() => setShowing(false)}
        />
      )}
    </div>
  );
}

/** A new question starts at the top of the page. */
function useScrollToTop(question: string | undefined): void {
  useEffect(() => {
    document.querySelector('main')?.scrollTo({ top: 0 });
  }, [question]);
}
