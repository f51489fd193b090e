import {
  CalendarDays,
  ClipboardList,
  FolderPlus,
  Globe,
  IdCard,
  type LucideIcon,
  Mail,
  Signpost,
  UserPen,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localDay } from '#shared/domain/days';
import type { People } from '../../data/use-people';
import { formatDate, formatTime, todayIso } from '../../lib/dates';
import { Bidi } from '../../ui/bidi';
import { ChipGroup } from '../../ui/chip-group';
import { eventsOf, type FileEvent, type FileEventKind, type Topic } from './file-events';
import styles from './timeline.module.css';
import type { ClientFileData } from './use-client-file';

const ICONS: Record<FileEventKind, LucideIcon> = {
  opened: FolderPlus,
  changed: UserPen,
  language: Globe,
  residence: IdCard,
  seen: IdCard,
  appointment: CalendarDays,
  'assessment-started': ClipboardList,
  'assessment-finished': ClipboardList,
  competence: ClipboardList,
  referral: Signpost,
  letter: Mail,
};
const SHOWN = 12;

/** What happened in this file, newest first. */
export function Timeline({ file, people }: { file: ClientFileData; people: People }) {
  const { t } = useTranslation('client-files');
  const [topic, setTopic] = useState<Topic | 'all'>('all');
  const [all, setAll] = useState(false);
  const events = eventsOf(file).filter((event) => topic === 'all' || event.topic === topic);
  return (
    <aside className={styles.timeline} aria-labelledby="timeline">
      <h2 id="timeline">{t('timeline.title')}</h2>
      <ChipGroup
        label={t('timeline.filter')}
        value={topic}
        onChange={(next) => setTopic(next ?? 'all')}
        chips={(['all', 'conversation', 'paper'] as const).map((value) => ({
          value,
          label: t(`timeline.${value}`),
        }))}
      />
      <ol>
        {(all ? events : events.slice(0, SHOWN)).map((event) => (
          <Event key={event.id} event={event} people={people} />
        ))}
      </ol>
      {!all && events.length > SHOWN && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {t('timeline.more', { count: events.length - SHOWN })}
        </button>
      )}
    </aside>
  );
}

function Event({ event, people }: { event: FileEvent; people: People }) {
  const { t } = useTranslation('client-files');
  const Icon = ICONS[event.kind];
  const day = event.at.length > 10 ? localDay(event.at) : event.at;
  const when =
    day === todayIso() && event.at.length > 10
      ? t('timeline.today', { time: formatTime(event.at) })
      : formatDate(day);
  const who = people.nameOf(event.by);
  return (
    <li>
      <Icon aria-hidden />
      <time dateTime={event.at}>{when}</time>
      <span>{t(`event.${event.kind}`)}</span>
      {(event.detail || who) && (
        <p>
          {event.detail && <Bidi>{event.detail}</Bidi>}
          {event.detail && who && ' · '}
          {who && <Bidi>{who}</Bidi>}
        </p>
      )}
    </li>
  );
}
