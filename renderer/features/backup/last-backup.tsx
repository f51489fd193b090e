import { useTranslation } from 'react-i18next';
import { data, SYNC_TOPIC } from '../../data/client';
import { useLive } from '../../data/use-live';
import { paths } from '../../lib/paths';
import { useMomentWords } from '../../lib/use-moment-words';
import styles from './backup.module.css';

/** When the last good backup was made; on Heute, where this device makes any or is the only place. */
export function LastBackup() {
  const { t } = useTranslation('backup');
  const moments = useMomentWords();
  const { value: state } = useLive([SYNC_TOPIC], () => data.backup.state(), []);
  if (!state || (state.server && !state.lastGood)) return null;
  return (
    <p className={styles.last}>
      <a href={paths.backup}>
        {state.lastGood ? t('last', { at: moments.moment(state.lastGood) }) : t('none')}
      </a>
    </p>
  );
}
