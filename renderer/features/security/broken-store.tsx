import { RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { GateShell } from './gate-shell';
import styles from './gate.module.css';

/** The local store cannot be read: says so, deletes nothing, and never looks like an empty office. */
export function BrokenStore({ reason }: { reason: string }) {
  const { t } = useTranslation('security');
  return (
    <GateShell title={t('broken.title')} subtitle={t('broken.subtitle')}>
      <div className={`${styles.sheet} ${styles.single}`}>
        <div className={styles.form}>
          <Notice meaning="warn" alert>
            {t('broken.kept')}
          </Notice>
          <ul className={styles.help}>
            <li>{t('broken.closeOthers')}</li>
            <li>{t('broken.freeSpace')}</li>
            <li>{t('broken.askHelp')}</li>
          </ul>
          <Button variant="primary" wide icon={RotateCw} onPress={() => window.location.reload()}>
            {t('broken.retry')}
          </Button>
          <p className={styles.help}>{t('broken.reason', { reason })}</p>
        </div>
      </div>
    </GateShell>
  );
}
