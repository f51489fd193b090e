import { useTranslation } from 'react-i18next';
import { data } from '../../data/client';
import { useErrorWords } from '../../i18n/errors';
import { paths } from '../../lib/paths';
import { EmptyState } from '../../ui/empty-state';
import { LinkButton } from '../../ui/link-button';
import { Notice } from '../../ui/notice';
import { Skeleton } from '../../ui/skeleton';
import { ProfilePage } from './profile-page';
import { RunPage } from './run-page';
import styles from './screen.module.css';
import { StartPage } from './start-page';
import { useAssessment } from './use-assessment';

/** A competence assessment: begun, under way or finished. `assessmentId` "new" begins one. */
export function AssessmentScreen({ fileId, assessmentId }: { fileId: string; assessmentId: string }) {
  if (assessmentId === 'new') return <StartPage fileId={fileId} />;
  return <Known key={assessmentId} fileId={fileId} assessmentId={assessmentId} />;
}

function Known({ fileId, assessmentId }: { fileId: string; assessmentId: string }) {
  const { t } = useTranslation('assessments');
  const errorWords = useErrorWords();
  const live = useAssessment(fileId, assessmentId);
  if (live.status === 'error' && !live.value) {
    return (
      <div className={styles.alone}>
        <Notice meaning="danger" title={t('error')} alert>
          {errorWords(live.error)}
        </Notice>
      </div>
    );
  }
  if (live.status === 'loading') {
    return (
      <div className={styles.alone}>
        <Skeleton rows={6} />
      </div>
    );
  }
  if (!live.value) {
    return (
      <EmptyState
        look="page"
        title={t('gone')}
        actions={<LinkButton href={paths.clientFile(fileId)}>{t('toFile')}</LinkButton>}
      >
        {t('goneHelp')}
      </EmptyState>
    );
  }
  if (live.value.assessment.value.state === 'finished') {
    const reopen = () =>
      data.documents.change('assessments', assessmentId, { state: 'running', finishedAt: null });
    return <ProfilePage run={live.value} onReopen={() => void reopen()} />;
  }
  return <RunPage run={live.value} />;
}
