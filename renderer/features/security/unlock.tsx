import { ChevronRight, LockOpen, UserRoundPlus } from 'lucide-react';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppState } from '../../data/api';
import { formatTime } from '../../lib/dates';
import { lastLock } from '../../lib/lock-reason';
import { useMomentWords } from '../../lib/use-moment-words';
import { Avatar } from '../../ui/avatar';
import { Notice } from '../../ui/notice';
import { GateShell } from './gate-shell';
import styles from './gate.module.css';
import { PinForm } from './pin-form';
import { UnlockForm } from './unlock-form';

const Join = lazy(async () => ({ default: (await import('./join')).Join }));
const Recover = lazy(async () => ({ default: (await import('./recover')).Recover }));

type Locked = Extract<AppState, { state: 'locked' }>;

/** Why it is locked, in one sentence. */
function useReason(): string {
  const { t } = useTranslation('security');
  const [lock] = useState(lastLock);
  if (!lock) return t('unlock.saved');
  const time = formatTime(lock.at);
  return lock.idleMinutes === null
    ? t('unlock.since', { time })
    : t('unlock.sinceIdle', { time, count: lock.idleMinutes });
}

/** The people of this device and a passphrase; no client data. */
export function Unlock({ state }: { state: Locked }) {
  const { t } = useTranslation(['security', 'common']);
  const reason = useReason();
  const words = useMomentWords();
  const [chosen, setChosen] = useState(state.people[0]?.id);
  const [way, setWay] = useState<'unlock' | 'recover' | 'join'>('unlock');
  const person = state.people.find(({ id }) => id === chosen) ?? state.people[0];
  /** Whoever asks for their passphrase although a PIN would do. */
  const [byPassphrase, setByPassphrase] = useState<string | null>(null);
  const back = () => setWay('unlock');

  if (way === 'join') return <Join onBack={back} officeName={state.officeName} />;
  if (way === 'recover') return <Recover onBack={back} officeName={state.officeName} people={state.people} />;
  return (
    <GateShell
      officeName={state.officeName}
      unsynced={state.unsynced}
      title={t('security:unlock.title')}
      subtitle={reason}
    >
      <div className={styles.sheet}>
        <div className={styles.people} role="group" aria-label={t('security:unlock.people')}>
          {state.people.map(({ id, name, role, lastHere, ended }) => (
            <button
              key={id}
              type="button"
              className={styles.person}
              aria-pressed={id === person?.id}
              onClick={() => setChosen(id)}
            >
              <Avatar name={name} size="m" className={styles.face} />
              <span>
                {name}
                <small>
                  {ended ? t('security:ended.state') : t(`common:role.${role}`)}
                  {lastHere && ` · ${t('security:unlock.lastHere', { day: words.day(lastHere) })}`}
                </small>
              </span>
              {id === person?.id && <ChevronRight aria-hidden />}
            </button>
          ))}
          <button type="button" className={`${styles.person} ${styles.other}`} onClick={() => setWay('join')}>
            <UserRoundPlus aria-hidden />
            {t('security:unlock.other')}
          </button>
        </div>
        {person?.ended && (
          <div className={styles.form} role="status">
            <Notice meaning="info">{t(`security:ended.${person.ended}`, { name: person.name })}</Notice>
            {person.ended === 'left' && state.handedIn && (
              <Notice meaning={state.handedIn === 'refused' ? 'warn' : 'info'}>
                {t(`security:ended.handedIn.${state.handedIn}`)}
              </Notice>
            )}
            {state.unsynced > 0 && state.handedIn !== 'waiting' && (
              <Notice meaning="warn">{t('security:ended.unsynced', { count: state.unsynced })}</Notice>
            )}
          </div>
        )}
        {person && !person.ended && person.pinTries !== null && byPassphrase !== person.id && (
          <PinForm
            key={`${person.id} pin`}
            person={person}
            tries={person.pinTries}
            onPassphrase={() => setByPassphrase(person.id)}
          />
        )}
        {person && !person.ended && (person.pinTries === null || byPassphrase === person.id) && (
          <UnlockForm
            key={person.id}
            person={person}
            retryAfterSeconds={state.retryAfterSeconds}
            icon={LockOpen}
            onRecover={() => setWay('recover')}
          />
        )}
      </div>
    </GateShell>
  );
}
