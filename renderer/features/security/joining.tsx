import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/notice';
import { GateShell } from './gate-shell';
import styles from './gate.module.css';

/** Everything is done on this device; a lead's device has yet to confirm. */
export function Joining({ officeName, name }: { officeName: string; name: string }) {
  const { t } = useTranslation('security');
  return (
    <GateShell officeName={officeName} title={t('joining.title')} subtitle={t('joining.subtitle', { name })}>
      <div className={`${styles.sheet} ${styles.single}`} role="status">
        <div className={styles.form}>
          <Notice meaning="neutral">{t('joining.help')}</Notice>
        </div>
      </div>
    </GateShell>
  );
}
