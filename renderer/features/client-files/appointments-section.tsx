import { CalendarX2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appointment } from '#shared/domain/queue';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { toDataError } from '../../data/errors';
import { useErrorWords } from '../../i18n/errors';
import { formatDate, formatTime, todayIso } from '../../lib/dates';
import { Button } from '../../ui/button';
import { DateField } from '../../ui/date-field';
import { EmptyState } from '../../ui/empty-state';
import { IconButton } from '../../ui/icon-button';
import { Notice } from '../../ui/notice';
import { Row, RowList } from '../../ui/row-list';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { showToast } from '../../ui/toast';
import { appointmentCode, localMoment, typedTime } from './appointment-time';
import styles from './edit.module.css';
import { EditSection } from './edit-section';
import type { SectionProps } from './section-props';

/** Appointments of this person; the code is what they may type at the kiosk. */
export function AppointmentsSection({ file, people }: SectionProps) {
  const sorted = [...file.appointments].sort((a, b) => b.value.at.localeCompare(a.value.at));
  return (
    <EditSection
      id="appointments"
      people={people}
      records={[]}
      history={file.appointments.map(({ id }) => ({ collection: 'appointments', id }))}
      count={sorted.filter(({ value }) => !value.cancelled && value.day >= todayIso()).length}
      verb="add"
      read={<AppointmentRows appointments={sorted} people={people} />}
      edit={(done) => (
        <>
          <AppointmentForm fileId={file.file.id} people={people} onDone={done} />
          {sorted.length > 0 && <AppointmentRows appointments={sorted} people={people} />}
        </>
      )}
    />
  );
}

function AppointmentRows({
  appointments,
  people,
}: { appointments: View<'appointments'>[] } & Pick<SectionProps, 'people'>) {
  const { t } = useTranslation('client-files');
  const cancel = async ({ id }: View<'appointments'>) => {
    await data.documents.change('appointments', id, { cancelled: true });
    showToast({
      message: t('appointment.cancelledToast'),
      undo: async () => void (await data.documents.change('appointments', id, { cancelled: false })),
    });
  };
  if (appointments.length === 0)
    return <EmptyState title={t('appointment.empty')}>{t('appointment.emptyHelp')}</EmptyState>;
  return (
    <RowList label={t('section.appointments')}>
      {appointments.map((view) => {
        const { at, day, minutes, kind, room, withPerson, code, cancelled } = view.value;
        const past = cancelled === true || day < todayIso();
        const details = [
          t('appointment.minutes', { count: minutes }),
          room && (/^\d/.test(room) ? t('appointment.room', { room }) : room),
          people.nameOf(withPerson),
        ].filter(Boolean);
        return (
          <Row
            key={view.id}
            past={past}
            anchor={t('appointment.at', { date: formatDate(day), time: formatTime(at) })}
            title={kind}
            detail={cancelled ? t('appointment.cancelled') : details.join(' · ')}
            state={
              !past && (
                <span>
                  {t('appointment.code')} <bdi dir="ltr">{code}</bdi>
                </span>
              )
            }
            actions={
              !past && (
                <IconButton
                  icon={CalendarX2}
                  label={t('appointment.cancel')}
                  onPress={() => void cancel(view)}
                />
              )
            }
          />
        );
      })}
    </RowList>
  );
}

/** With a code of its own; an empty room is none. */
function createAppointment(fileId: string, value: Omit<Appointment, 'code' | 'room'>, room: string) {
  const code = appointmentCode(crypto.getRandomValues(new Uint8Array(4)));
  return data.documents.create('appointments', { ...value, code, ...(room && { room }) }, { fileId });
}

const MINUTES = ['30', '45', '60', '90'] as const;

function AppointmentForm({
  fileId,
  people,
  onDone,
}: { fileId: string; onDone: () => void } & Pick<SectionProps, 'people'>) {
  const { t } = useTranslation('client-files');
  const errorWords = useErrorWords();
  const [day, setDay] = useState<string | null>(null);
  const [time, setTime] = useState('');
  const [minutes, setMinutes] = useState<string>('45');
  const [kind, setKind] = useState(t('appointment.consultation'));
  const [room, setRoom] = useState('');
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const at = typedTime(time);
  const add = async () => {
    setTried(true);
    if (!day || !at || !people.me || !kind.trim()) return;
    try {
      const value = {
        day,
        at: localMoment(day, at),
        minutes: Number(minutes),
        kind: kind.trim(),
        withPerson: people.me.id,
      };
      await createAppointment(fileId, value, room.trim());
      onDone();
    } catch (reason) {
      setProblem(toDataError(reason));
    }
  };
  return (
    <div className={styles.fields}>
      <div className={styles.pair}>
        <DateField
          label={t('field.day')}
          value={day}
          onChange={setDay}
          min={todayIso()}
          minWords={t('problem.dayPast')}
          error={tried && !day ? t('problem.dayMissing') : undefined}
          autoFocus
        />
        <TextField
          label={t('field.time')}
          placeholder={t('field.timeHelp')}
          value={time}
          onChange={setTime}
          onBlur={() => at && setTime(at)}
          error={(tried || time.length > 4) && !at ? t('problem.time') : undefined}
          dir="ltr"
        />
      </div>
      <TextField label={t('field.kind')} value={kind} onChange={setKind} maxLength={100} />
      <div className={styles.pair}>
        <Select
          label={t('field.minutes')}
          value={minutes}
          onChange={setMinutes}
          options={MINUTES.map((value) => ({
            value,
            label: t('appointment.minutes', { count: Number(value) }),
          }))}
        />
        <TextField label={t('field.room')} value={room} onChange={setRoom} maxLength={60} />
      </div>
      {problem !== null && (
        <Notice meaning="danger" title={t('notSaved')} alert>
          {errorWords(problem)}
        </Notice>
      )}
      <div className={styles.foot}>
        <Button variant="primary" onPress={() => void add()}>
          {t('appointment.add')}
        </Button>
      </div>
    </div>
  );
}
