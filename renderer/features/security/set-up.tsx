import { ChevronRight, FileUp, FlaskConical, House, UserRoundPlus, type LucideIcon } from 'lucide-react';
import { lazy, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { data } from '../../data/client';
import { useErrorWords } from '../../i18n/errors';
import { Notice } from '../../ui/notice';
import { GateShell } from './gate-shell';
import styles from './gate.module.css';

const NewOffice = lazy(async () => ({ default: (await import('./new-office')).NewOffice }));
const Restore = lazy(async () => ({ default: (await import('./restore')).Restore }));
const Join = lazy(async () => ({ default: (await import('./join')).Join }));

/** `?demo` in the address starts the demo office at once (`npm start -- --demo`). */
const demoAsked = () => new URLSearchParams(window.location.search).has('demo');

/**
 * The first screen of a new device: try it out, a new office, or join one. `handedIn`: it was wiped after so many
 * changes had been handed in.
 */
export function SetUp({ handedIn }: { handedIn: number | null }) {
  const { t } = useTranslation('security');
  const words = useErrorWords();
  const [way, setWay] = useState<'choose' | 'office' | 'join' | 'restore' | 'demo'>(
    demoAsked() ? 'demo' : 'choose',
  );
  const [problem, setProblem] = useState<unknown>(null);
  const started = useRef(false);

  const startDemo = useCallback(async () => {
    if (started.current) return;
    started.current = true;
    setWay('demo');
    setProblem(null);
    try {
      await data.security.setUpDemo();
    } catch (reason) {
      setProblem(reason);
      setWay('choose');
      started.current = false;
    }
  }, []);
  useEffect(() => {
    if (demoAsked()) void startDemo();
  }, [startDemo]);

  const back = () => setWay('choose');
  if (way === 'office') return <NewOffice onBack={back} />;
  if (way === 'join') return <Join onBack={back} />;
  if (way === 'restore') return <Restore onBack={back} />;
  if (way === 'demo') {
    return (
      <GateShell title={t('demo.title')} subtitle={t('demo.pending')}>
        <div className={`${styles.sheet} ${styles.single}`} role="status">
          <div className={styles.form}>
            <p>{t('demo.help')}</p>
          </div>
        </div>
      </GateShell>
    );
  }

  const choice = (id: 'demo' | 'office' | 'join' | 'restore', Icon: LucideIcon, run: () => void) => (
    <button type="button" className={styles.choice} onClick={run}>
      <span className={styles.symbol}>
        <Icon aria-hidden />
      </span>
      <span>
        <strong>{t(`choose.${id}`)}</strong>
        <small>{t(`choose.${id}Help`)}</small>
      </span>
      <ChevronRight aria-hidden />
    </button>
  );
  return (
    <GateShell title={t('choose.title')} subtitle={t('choose.subtitle')}>
      <div className={`${styles.sheet} ${styles.single}`}>
        <div className={styles.choices}>
          {problem !== null && (
            <Notice meaning="danger" alert>
              {words(problem)}
            </Notice>
          )}
          {handedIn !== null && (
            <Notice meaning="ok" title={t('wiped.title')}>
              {t('wiped.help', { count: handedIn })}
            </Notice>
          )}
          {choice('demo', FlaskConical, () => void startDemo())}
          {choice('office', House, () => setWay('office'))}
          {choice('join', UserRoundPlus, () => setWay('join'))}
          {choice('restore', FileUp, () => setWay('restore'))}
        </div>
      </div>
    </GateShell>
  );
}
