import { useTranslation } from 'react-i18next';
import { data } from '../../data/client';
import { paths } from '../../lib/paths';
import { LinkButton } from '../../ui/link-button';
import { LivePage } from '../../ui/live-page';
import { ProfilePage } from './profile-page';
import { RunPage } from './run-page';
import { StartPage } from './start-page';
import { useAssessment } from './use-assessment';

/** A competence assessment: begun, under way or finished. `assessmentId` "new" begins one. */
export function AssessmentScreen({ fileId, assessmentId }: { fileId: string; assessmentId: string }) {
  if (assessmentId === 'new') return <StartPage fileId={fileId} />;
  return <Known key={assessmentId} fileId={fileId} assessmentId={assessmentId} />;
}

function Known({ fileId, assessmentId }: { fileId: string; assessmentId: string }) {
  const { t } = useTranslation('assessments');
  const live = useAssessment(fileId, assessmentId);
  const reopen = () =>
    data.documents.change('assessments', assessmentId, { state: 'running', finishedAt: null });
  return (
    <LivePage
      live={live}
      empty={{
        title: t('gone'),
        children: t('goneHelp'),
        actions: <LinkButton href={paths.clientFile(fileId)}>{t('toFile')}</LinkButton>,
      }}
    >
      {(run) =>
        run.assessment.value.state === 'finished' ? (
          <ProfilePage run={run} onReopen={() => void reopen()} />
        ) : (
          <RunPage run={run} />
        )
      }
    </LivePage>
  );
}
