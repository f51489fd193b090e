import { useTranslation } from 'react-i18next';
import { data, SECURITY_TOPIC } from '../../data/client';
import { useLive } from '../../data/use-live';
import { FactorCodeForm } from '../../ui/factor-code-form';
import { Notice } from '../../ui/notice';
import { GateShell } from './gate-shell';
import styles from './gate.module.css';

/** Everything is done on this device; a lead's device has yet to confirm, or the server wants a code first. */
export function Joining({ officeName, name }: { officeName: string; name: string }) {
  const { t } = useTranslation('security');
  const { value: news } = useLive([SECURITY_TOPIC], () => data.security.factorNews(), []);
  return (
    <GateShell
      officeName={officeName}
      title={t('joining.title')}
      subtitle={news?.needed ? t('factor.join') : t('joining.subtitle', { name })}
    >
      <div className={`${styles.sheet} ${styles.single}`} role={news?.needed ? undefined : 'status'}>
        <div className={styles.form}>
          {news?.needed ? (
            <>
              <FactorCodeForm
                onCode={(code) => data.security.giveFactorCode({ code })}
                submit={t('factor.give')}
                recovery
              />
              <p className={styles.help}>{t('factor.lost')}</p>
            </>
          ) : (
            <Notice meaning="neutral">{t('joining.help')}</Notice>
          )}
        </div>
      </div>
    </GateShell>
  );
}
