import { Pencil, Printer } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localDay } from '#shared/domain/days';
import { data } from '../../data/client';
import { formatDate } from '../../lib/dates';
import { paths } from '../../lib/paths';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { HistoryButton } from '../../ui/history-button';
import { LinkButton } from '../../ui/link-button';
import { PageBody, PageHead } from '../../ui/page';
import { PrintSheet } from '../../ui/print-sheet';
import { personName } from './own-words';
import { Profile } from './profile-view';
import { recordsOf, type AssessmentData } from './use-assessment';

/** The result of a finished assessment: on screen, and on paper for the person and the file. */
export function ProfilePage({ run, onReopen }: { run: AssessmentData; onReopen: () => void }) {
  const { t } = useTranslation('assessments');
  const [printing, setPrinting] = useState(false);
  const { finishedAt, startedAt } = run.assessment.value;
  const print = async () => {
    await data.audit.note({ action: 'printed', kind: 'assessments', fileId: run.file.id });
    setPrinting(true);
  };
  return (
    <>
      <PageHead
        title={t('profile.title')}
        subtitle={
          <>
            <Bidi>{personName(run.file.value.name)}</Bidi> ·{' '}
            {t('profile.date', { date: formatDate(localDay(finishedAt ?? startedAt)) })}
          </>
        }
        actions={
          <>
            <LinkButton variant="quiet" href={paths.clientFile(run.file.id)}>
              {t('toFile')}
            </LinkButton>
            <HistoryButton what={t('title')} records={recordsOf(run)} />
            <Button icon={Pencil} onPress={onReopen}>
              {t('profile.reopen')}
            </Button>
            <Button variant="primary" icon={Printer} onPress={() => void print()}>
              {t('profile.print')}
            </Button>
          </>
        }
      />
      <PageBody>
        <Profile run={run} />
      </PageBody>
      {printing && (
        <PrintSheet onDone={() => setPrinting(false)}>
          <Profile run={run} onPaper />
        </PrintSheet>
      )}
    </>
  );
}
