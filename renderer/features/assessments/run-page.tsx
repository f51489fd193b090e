import { ArrowLeft, ArrowRight, Check, MonitorUp, Pause, Presentation, SkipForward } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../lib/paths';
import { platform } from '../../platform/current';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { sayIfHeldBack } from '../../ui/held-back-window';
import { HistoryButton } from '../../ui/history-button';
import { LinkButton } from '../../ui/link-button';
import { Notice } from '../../ui/notice';
import { Answer } from './answer';
import { BilingualText } from './bilingual-text';
import { CompanionQuestion } from './companion-question';
import { personName } from './own-words';
import { ProblemNotice } from './problem-notice';
import { progressOf, stateOf } from './progress';
import { QuestionList } from './question-list';
import styles from './run-page.module.css';
import { recordsOf, type AssessmentData } from './use-assessment';
import { useSaid } from './use-client-texts';
import { useCompanion } from './use-companion';
import { useRun } from './use-run';

/** The conversation: one question after the other, each can be skipped; every answer is saved at once. */
export function RunPage({ run }: { run: AssessmentData }) {
  const { t } = useTranslation('assessments');
  const [showing, setShowing] = useState(false);
  const steps = useRun(run);
  const { questions, index, question, answers, answer } = steps;
  const [german, client] = [useSaid('de'), useSaid(run.assessment.value.language)];
  const onCode = (code: string) => answer({ code });
  const companion = useCompanion({ question, german, client, onCode });
  useScrollToTop(question?.id);
  if (!question) return null;
  const value = answers.get(question.id)?.value ?? null;

  return (
    <div className={styles.page}>
      <RunHead
        run={run}
        at={index + 1}
        of={questions.length}
        onShow={() => setShowing(true)}
        onPause={steps.pause}
      />
      <div className={styles.columns}>
        <QuestionList
          german={german}
          items={questions.map((one, at) => ({
            id: one.id,
            state: stateOf(one, answers.get(one.id)?.value, run),
            current: at === index,
          }))}
          onChoose={steps.moveTo}
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
              value={value}
              german={german}
              client={client}
              onAnswer={answer}
            />
            <ProblemNotice problem={steps.problem} />
          </section>
          <RunFoot fileId={run.file.id} steps={steps} />
        </div>
      </div>
      {showing && (
        <CompanionQuestion
          question={question}
          german={german}
          client={client}
          chosen={value?.code ?? null}
          onCode={onCode}
          onSkip={steps.skip}
          onPause={steps.pause}
          onClose={() => setShowing(false)}
        />
      )}
    </div>
  );
}

interface RunHeadProps {
  run: AssessmentData;
  at: number;
  of: number;
  onShow: () => void;
  onPause: () => void;
}

function RunHead({ run, at, of, onShow, onPause }: RunHeadProps) {
  const { t } = useTranslation('assessments');
  return (
    <header className={styles.head}>
      <div>
        <h1>{t('title')}</h1>
        <p>
          <Bidi>{personName(run.file.value.name)}</Bidi> · {t('run.progress', { at, of })}
        </p>
      </div>
      <div className={styles.tools}>
        <HistoryButton what={t('title')} records={recordsOf(run)} />
        <Button icon={Presentation} onPress={onShow}>
          {t('run.show')}
        </Button>
        <Button icon={MonitorUp} onPress={() => void platform.openCompanionWindow().then(sayIfHeldBack)}>
          {t('run.display')}
        </Button>
        <Button icon={Pause} onPress={onPause}>
          {t('run.pause')}
        </Button>
      </div>
    </header>
  );
}

function RunFoot({ fileId, steps }: { fileId: string; steps: ReturnType<typeof useRun> }) {
  const { t } = useTranslation('assessments');
  const { index, isLast, moveTo, skip, next } = steps;
  return (
    <footer className={styles.foot}>
      <Button icon={ArrowLeft} isDisabled={index === 0} onPress={() => moveTo(index - 1)}>
        {t('run.back')}
      </Button>
      <Button variant="quiet" icon={SkipForward} onPress={skip}>
        {t('run.skip')}
      </Button>
      <span className={styles.end}>
        <LinkButton variant="quiet" href={paths.clientFile(fileId)}>
          {t('toFile')}
        </LinkButton>
        <Button variant="primary" size="l" icon={isLast ? Check : ArrowRight} onPress={next}>
          {t(isLast ? 'run.finish' : 'run.next')}
        </Button>
      </span>
    </footer>
  );
}

/** A new question starts at the top of the page. */
function useScrollToTop(question: string | undefined): void {
  useEffect(() => {
    document.querySelector('main')?.scrollTo({ top: 0 });
  }, [question]);
}
