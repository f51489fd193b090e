import { CloudOff, HardDrive, Route } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../lib/use-now';
import { changeSettings, useSettings } from '../../lib/settings';
import { Button } from '../../ui/button';
import styles from './gate.module.css';

/** Whether the browser sees any network at all; only for words, never for decisions. */
function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const update = () => setOnline(navigator.onLine);
    window.addEventListener('online', update);
    window.addEventListener('offline', update);
    return () => {
      window.removeEventListener('online', update);
      window.removeEventListener('offline', update);
    };
  }, []);
  return online;
}

export interface GateShellProps {
  officeName?: string | undefined;
  /** Changes on this device that the server does not have yet. */
  unsynced?: number | undefined;
  title?: string | undefined;
  subtitle?: ReactNode | undefined;
  /** Something to do above the title ("Zurück"). */
  above?: ReactNode | undefined;
  children?: ReactNode;
}

/** Frame of every screen before the desk: name, one calm middle, the state of the connection in words. */
export function GateShell({ officeName, unsynced, title, subtitle, above, children }: GateShellProps) {
  const { t, i18n } = useTranslation('security');
  const { language } = useSettings();
  const now = useNow();
  const online = useOnline();
  const date = new Intl.DateTimeFormat(i18n.language === 'de' ? 'de-DE' : 'en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(now);
  const Icon = online ? HardDrive : CloudOff;
  return (
    <div className={styles.gate}>
      <header>
        <div className={styles.brand}>
          <Route aria-hidden />
          Wegbuch
        </div>
        {officeName ? (
          <p>{officeName}</p>
        ) : (
          <Button
            variant="quiet"
            onPress={() => changeSettings({ language: language === 'de' ? 'en' : 'de' })}
          >
            {t('shell.otherLanguage')}
          </Button>
        )}
      </header>
      <main>
        {title && (
          <div className={styles.middle}>
            {above}
            <div className={styles.title}>
              <h1>{title}</h1>
              {subtitle && <p>{subtitle}</p>}
            </div>
            {children}
          </div>
        )}
      </main>
      <footer>
        <p className={styles.connection}>
          {unsynced !== undefined && (
            <>
              <Icon aria-hidden />
              {!online && `${t('shell.offline')} `}
              {t('shell.unsynced', { count: unsynced })}
            </>
          )}
        </p>
        <p>{i18n.language === 'de' ? t('shell.clock', { date: date.replace(' um ', ', ') }) : date}</p>
      </footer>
    </div>
  );
}
