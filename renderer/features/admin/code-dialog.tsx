import { useTranslation } from 'react-i18next';
import { localDay } from '#shared/domain/days';
import { formatDate, formatTime } from '../../lib/dates';
import { platform } from '../../platform/current';
import { Button } from '../../ui/button';
import { CopyButton } from '../../ui/copy-button';
import { Dialog } from '../../ui/dialog';
import { Qr } from '../../ui/qr';
import styles from './admin.module.css';

export interface IssuedCode {
  title: string;
  code: string;
  expiresAt: string;
  /** Address of the kiosk's own page; without it the code is for a staff device. */
  address?: string;
}

/** An enrolment code to read out, copy or scan. Shown once. */
export function CodeDialog({ issued, onClose }: { issued: IssuedCode | null; onClose: () => void }) {
  const { t } = useTranslation(['admin', 'common']);
  const server = platform.defaultServer();
  return (
    <Dialog
      title={issued?.title ?? ''}
      isOpen={issued !== null}
      onClose={onClose}
      dismissable={false}
      actions={
        <Button variant="primary" onPress={onClose}>
          {t('common:action.done')}
        </Button>
      }
    >
      {issued && (
        <>
          <p>
            {issued.address === undefined
              ? t('admin:code.help')
              : t('admin:code.helpKiosk', { address: issued.address })}
          </p>
          <div className={styles.code}>
            <div>
              <p className={styles.groups}>{issued.code}</p>
              <CopyButton text={issued.code} what={t('admin:code.code')} />
            </div>
            <Qr text={issued.code} label={t('admin:code.qr')} className={styles.qr} />
          </div>
          {server && issued.address === undefined && <p>{t('admin:code.server', { server })}</p>}
          <p className={styles.saved}>
            {t('admin:code.expires', {
              date: formatDate(localDay(issued.expiresAt)),
              time: formatTime(issued.expiresAt),
            })}
          </p>
        </>
      )}
    </Dialog>
  );
}
