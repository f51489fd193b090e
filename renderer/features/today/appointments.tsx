import { UserRoundCheck } from 'lucide-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { View } from '../../data/api';
import { formatTime } from '../../lib/dates';
import { paths } from '../../lib/paths';
import { Bidi } from '../../ui/bidi';
import { classNames } from '../../ui/class-names';
import { EmptyState } from '../../ui/empty-state';
import { Mark } from '../../ui/mark';
import { Section } from '../../ui/section';
import { nameOf } from './names';
import { nowPosition } from './now-position';
import styles from './today.module.css';
import type { Today } from './use-today';

type Appointment = View<'appointments'>;

const endOf = ({ value }: Appointment) => Date.parse(value.at) + value.minutes * 60_000;

/** The number of the person's arrival, when they are here. */
function arrivalOf(appointment: Appointment, today: Today): string | null {
  const here = today.arrivals.find(
    ({ value }) =>
      (value.clientFileId && value.clientFileId === appointment.fileId) ||
      (value.code !== null && value.code === appointment.value.code),
  );
  return here?.value.number ?? null;
}

function NowLine({ now }: { now: Date }) {
  const { t } = useTranslation('today');
  return <li className={styles.now}>{t('appointments.now', { time: formatTime(now.toISOString()) })}</li>;
}

function AppointmentRow({
  appointment,
  today,
  past,
  inPlaceOf,
}: Pick<AppointmentsProps, 'today' | 'inPlaceOf'> & { appointment: Appointment; past: boolean }) {
  const { t } = useTranslation('today');
  const { at, kind, room, withPerson } = appointment.value;
  const colleague = inPlaceOf(withPerson);
  const file = appointment.fileId ? today.files.get(appointment.fileId) : undefined;
  const number = arrivalOf(appointment, today);
  const name = nameOf(file) ?? kind;
  const detail = [
    file ? kind : null,
    room && (/^\d/.test(room) ? t('appointments.room', { room }) : room),
    colleague !== null && t('deputy.inPlaceOf', { name: colleague }),
  ]
    .filter(Boolean)
    .join(' · ');
  return (
    <li className={classNames(styles.appointment, past && styles.past)}>
      <time dateTime={at}>{formatTime(at)}</time>
      <span className={styles.line}>
        {appointment.fileId ? (
          <a href={paths.clientFile(appointment.fileId)} className={styles.rowLink}>
            <Bidi>{name}</Bidi>
          </a>
        ) : (
          name
        )}
      </span>
      {number && (
        <span className={styles.here}>
          <Mark meaning="ok" icon={UserRoundCheck}>
            {t('appointments.here', { number })}
          </Mark>
        </span>
      )}
      <span className={styles.why}>{detail}</span>
    </li>
  );
}

export interface AppointmentsProps {
  today: Today;
  appointments: readonly Appointment[];
  title: string;
  now: Date;
  /** The colleague for whom this person stands in, if it is one; else null. */
  inPlaceOf: (id: string | null | undefined) => string | null;
}

/** Today's appointments with a line for now. */
export function Appointments({ today, appointments, title, now, inPlaceOf }: AppointmentsProps) {
  const { t } = useTranslation('today');
  const sorted = appointments
    .filter(({ value }) => !value.cancelled)
    .sort((left, right) => left.value.at.localeCompare(right.value.at));
  const line = nowPosition(sorted.map(endOf), now.getTime());
  return (
    <Section title={title} count={sorted.length}>
      {sorted.length === 0 ? (
        <EmptyState title={t('appointments.empty')} />
      ) : (
        <ul className={styles.rows}>
          {sorted.map((appointment, at) => (
            <Fragment key={appointment.id}>
              {at === line && <NowLine now={now} />}
              <AppointmentRow {...{ appointment, today, inPlaceOf }} past={at < line} />
            </Fragment>
          ))}
          {line === sorted.length && <NowLine now={now} />}
        </ul>
      )}
    </Section>
  );
}
