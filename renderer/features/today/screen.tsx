import { UserRoundPlus, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person, View } from '../../data/api';
import { deputiesOn, representedBy } from '../../lib/deputies';
import { usePeople } from '../../data/use-people';
import { useErrorWords } from '../../i18n/errors';
import { formatDate } from '../../lib/dates';
import { useNow } from '../../lib/use-now';
import { paths } from '../../lib/paths';
import { officeDay } from '#shared/domain/days';
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

/** Day and time as they are said. */
function momentWords(now: Date, language: string): { date: string; time: string } {
  const locale = language === 'en' ? 'en-GB' : 'de-DE';
  const date = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  return { date: date.format(now), time: time.format(now) };
}

/** For whom this person stands in, and who stands in for them: one quiet line, none on most days. */
function StandingIn({ person, all, day }: { person: Person; all: readonly Person[]; day: string }) {
  const { t } = useTranslation('today');
  const me = all.find(({ id }) => id === person.id);
  const nameOf = (id: string) => all.find((one) => one.id === id)?.name ?? '';
  const words = [
    ...representedBy(all, person.id, day).map(({ person: { name }, until }) =>
      t('deputy.youFor', { name, date: formatDate(until) }),
    ),
    ...(me ? deputiesOn(me, day) : []).map(({ deputyId, until }) =>
      t('deputy.forYou', { name: nameOf(deputyId), date: formatDate(until) }),
    ),
  ];
  if (words.length === 0) return null;
  return (
    <p className={styles.standingIn}>
      <UsersRound aria-hidden />
      <span>{words.join(' ')}</span>
      <a href={`${paths.admin}?part=people`}>{t('deputy.arrange')}</a>
    </p>
  );
}

/** What must I do now? Left what presses, right what is arranged. */
export function TodayScreen({ person, onCall }: TodayScreenProps) {
  const { t, i18n } = useTranslation('today');
  const words = useErrorWords();
  const now = useNow(15_000);
  const [whose, setWhose] = useState<Whose>('mine');
  const { value: today, error } = useToday();
  const { all } = usePeople();
  const represented = representedBy(all, person.id, officeDay(now.getTime()));
  const inPlaceOf = (id: string | null | undefined) =>
    represented.find((one) => one.person.id === id)?.person.name ?? null;
  const mine = (id: string | null | undefined) =>
    whose === 'team' || !id || id === person.id || inPlaceOf(id) !== null;

  return (
    <>
      <PageHead
        title={t('title')}
        subtitle={t('date', momentWords(now, i18n.language))}
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
      <StandingIn person={person} all={all} day={officeDay(now.getTime())} />
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
              inPlaceOf={inPlaceOf}
            />
            <Answers
              today={today}
              inPlaceOf={inPlaceOf}
              referrals={today.referrals.filter(({ view }) => mine(view.value.counsellor))}
            />
            <Versions today={today} />
          </div>
        </div>
      )}
    </>
  );
}
