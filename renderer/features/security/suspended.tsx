import { useTranslation } from 'react-i18next';
import { data } from '../../data/client';
import { formatDate } from '../../lib/dates';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { GateShell } from './gate-shell';
import styles from './gate.module.css';

/** Unlocked, but a lead or the administration suspended the person: nothing opens, and this waits for the end of it. */
export function Suspended(props: { officeName: string; name: string; since: string | null }) {
  const { officeName, name, since } = props;
  const { t } = useTranslation('security');
  return (
    <GateShell
      officeName={officeName}
      title={t('suspended.title')}
      subtitle={t('suspended.since', { name, date: since === null ? '' : formatDate(since) })}
    >
      <div className={`${styles.sheet} ${styles.single}`} role="status">
        <div className={styles.form}>
          <Notice meaning="neutral">{t('suspended.help')}</Notice>
          <Button wide onPress={() => void data.security.lock()}>
            {t('suspended.lock')}
          </Button>
        </div>
      </div>
    </GateShell>
  );
}
