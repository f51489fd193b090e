import { lazy, Suspense, useEffect, useRef } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { useTranslation } from 'react-i18next';
import { data, SECURITY_TOPIC } from '../data/client';
import { useLive } from '../data/use-live';
import { Gate } from '../features/security/gate';
import { useSettings } from '../lib/settings';
import { platform } from '../platform/current';
import { ErrorBoundary } from './error-boundary';
import styles from './app.module.css';

const Desk = lazy(async () => ({ default: (await import('./desk')).Desk }));

/** What React Aria takes direction, dates and its own spoken words from. */
const LOCALES = { de: 'de-DE', en: 'en-GB', mirrored: 'ar-u-ca-gregory-nu-latn' } as const;

/** Either the gate (set up, unlock, recover) or the desk; never both. */
export function App() {
  const settings = useSettings();
  const { i18n } = useTranslation('common');
  const { value: state, error } = useLive([SECURITY_TOPIC], () => data.security.state(), []);
  const wasUnlocked = useRef(false);
  const unlocked = state?.state === 'unlocked';

  useEffect(() => {
    void i18n.changeLanguage(settings.language);
  }, [i18n, settings.language]);

  useEffect(() => {
    if (unlocked) wasUnlocked.current = true;
    // Locked from here or another window: nothing decrypted may stay in this document.
    else if (state && wasUnlocked.current) platform.replaceAfterLock();
  }, [unlocked, state]);

  return (
    <I18nProvider locale={settings.mirrored ? LOCALES.mirrored : LOCALES[settings.language]}>
      <ErrorBoundary>
        <Suspense fallback={<div className={styles.waiting} />}>
          {unlocked ? <Desk state={state} /> : <Gate state={state} error={error} />}
        </Suspense>
      </ErrorBoundary>
    </I18nProvider>
  );
}
