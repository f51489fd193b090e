import { UserRoundPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person, View } from '../../data/api';
import { useErrorWords } from '../../i18n/errors';
import { useNow } from '../../lib/use-now';
import { paths } from '../../lib/paths';
import { ChipGroup } from '../../ui/chip-group';
import { LinkButton } from '../../ui/link-button';
import { Notice } from '../../ui/notice';
import { PageHead } from '../../ui/page';
import { Skeleton } from '../../ui/skeleton';
import { Appointments } from './appointments';
import { Arrivals } from './arrivals';
import { Answers, Drafts, Versions } from './open-work';
import styles from './today.module.css';
import { useToday } from './use-today';

export interface TodayScreenProps {
  person: Person;
  /** Calls an arrival: the app hands in what the waiting area does. */
  onCall: (arrival: View<'arrivals'>) => void;
}

type Whose = 'mine' | 'team';

/** What must I do now? Left what presses, right what is arranged. */
export function TodayScreen({ person, onCall }: TodayScreenProps) {
  const { t, i18n } = useTranslation('today');
  const words = useErrorWords();
  const now = useNow(15_000);
  const [whose, setWhose] = useState<Whose>('mine');
  const { value: today, error } = useToday();
  const locale = i18n.language === 'en' ? 'en-GB' : 'de-DE';
  const date = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const mine = (id: string | null | undefined) => whose === 'team' || !id || id === person.id;

  return (
    <>
      <PageHead
        title={t('title')}
        subtitle={t('date', { date: date.format(now), time: time.format(now) })}
        actions={
          <>
            <ChipGroup<Whose>
              look="segments"
              label={t('whose')}
              chips={[
                { value: 'mine', label: t('mine') },
                { value: 'team', label: t('team') },
              ]}
              value={whose}
              onChange={(chosen) => setWhose(chosen ?? 'mine')}
            />
            <LinkButton href={paths.newClientFile} variant="primary" icon={UserRoundPlus}>
              {t('newClient')}
            </LinkButton>
          </>
        }
      />
      {error && (
        <div className={styles.problem}>
          <Notice meaning="danger" alert>
            {words(error)}
          </Notice>
        </div>
      )}
      {!today && !error && (
        <div className={styles.problem}>
          <Skeleton rows={8} />
        </div>
      )}
      {today && (
        <div className={styles.columns}>
          <div className={styles.first}>
            <Arrivals today={today} now={now} onCall={onCall} />
            <Drafts today={today} />
          </div>
          <div className={styles.second}>
            <Appointments
              today={today}
              appointments={today.appointments.filter(({ value }) => mine(value.withPerson))}
              title={whose === 'mine' ? t('appointments.mine') : t('appointments.team')}
              now={now}
            />
            <Answers
              today={today}
              referrals={today.referrals.filter(({ view }) => mine(view.value.counsellor))}
            />
            <Versions today={today} />
          </div>
        </div>
      )}
    </>
  );
}
