import { DatabaseBackup } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { data, SYNC_TOPIC } from '../../data/client';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { paths } from '../../lib/paths';
import { useNow } from '../../lib/use-now';
import { Banner } from '../../ui/banner';
import { LinkButton } from '../../ui/link-button';
import { saveDailyBackup } from './save-backup';

const LOOK_EVERY_MS = 3_600_000;

/** Saves the backup of the day by itself, and warns an office without a server that has none. */
export function DailyBackup() {
  const { t } = useTranslation('backup');
  const words = useErrorWords();
  const [problem, setProblem] = useState<unknown>(null);
  const [closed, setClosed] = useState<{ name: string } | null>(null);
  const hour = Math.floor(useNow(60_000).getTime() / LOOK_EVERY_MS);
  const { value: state } = useLive([SYNC_TOPIC, 'client-files'], () => data.backup.state(), [hour]);
  useEffect(() => {
    saveDailyBackup().then((waitsFor) => {
      setProblem(null);
      setClosed(waitsFor);
    }, setProblem);
  }, [hour]);
  const told =
    problem !== null
      ? `${t('failed')} ${words(problem)}`
      : closed && state?.due
        ? t('closed', closed)
        : state?.overdue
          ? t(state.lastGood ? 'overdue' : 'never')
          : null;
  if (told === null) return null;
  return (
    <Banner
      icon={DatabaseBackup}
      meaning="warn"
      actions={<LinkButton href={paths.backup}>{t('open')}</LinkButton>}
    >
      {told}
    </Banner>
  );
}
