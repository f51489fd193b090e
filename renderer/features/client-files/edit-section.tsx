import { Check, Pencil, Plus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localDay } from '#shared/domain/days';
import type { DataError } from '../../data/api';
import type { People } from '../../data/use-people';
import { useErrorWords } from '../../i18n/errors';
import { paths } from '../../lib/paths';
import { formatDate } from '../../lib/dates';
import type { HistoryRequest } from '../../lib/history-request';
import { Button } from '../../ui/button';
import { HistoryButton } from '../../ui/history-button';
import { LinkButton } from '../../ui/link-button';
import { Notice } from '../../ui/notice';
import { Section } from '../../ui/section';
import styles from './edit.module.css';
import type { SectionId } from './section-list';

interface Changed {
  changedAt: string;
  changedBy: string | null;
  conflicts: readonly string[];
}

interface EditSectionProps {
  id: SectionId;
  people: People;
  /** Records shown here: the newest change is named, open conflicts are marked. */
  records: readonly Changed[];
  /** The records and fields whose earlier values can be seen from here. */
  history: HistoryRequest['records'];
  count?: number;
  read: ReactNode;
  /** The form; `done` closes it. */
  edit: (done: () => void) => ReactNode;
  /** Records can be added to the list ("Hinzufügen") instead of one thing being edited. */
  verb?: 'edit' | 'add';
  /** Runs before a list opens for adding. */
  onOpen?: () => void;
  actions?: ReactNode;
}

/** A section that shows its newest facts and opens in place for editing. */
export function EditSection({
  id,
  people,
  records,
  history,
  count,
  read,
  edit,
  verb = 'edit',
  onOpen,
  actions,
}: EditSectionProps) {
  const { t } = useTranslation('client-files');
  const [editing, setEditing] = useState(false);
  const newest = records.reduce<Changed | null>(
    (last, one) => (!last || one.changedAt > last.changedAt ? one : last),
    null,
  );
  const conflicts = [...new Set(records.flatMap((record) => record.conflicts))];
  const button = `${id}-edit`;
  const done = () => {
    setEditing(false);
    document.getElementById(button)?.focus();
  };
  const open = () => {
    onOpen?.();
    setEditing(true);
  };
  return (
    <Section
      look="file"
      id={id}
      title={t(`section.${id}`)}
      {...(count !== undefined && count > 0 && { count })}
      note={newest && <ChangedNote newest={newest} people={people} />}
      actions={
        <>
          {actions}
          <HistoryButton what={t(`section.${id}`)} records={history} />
          <Button
            id={button}
            variant="quiet"
            icon={editing ? Check : verb === 'add' ? Plus : Pencil}
            aria-expanded={editing}
            onPress={editing ? done : open}
          >
            {t(editing ? 'action.done' : verb === 'add' ? 'action.add' : 'action.edit')}
          </Button>
        </>
      }
    >
      {conflicts.length > 0 && (
        <Notice
          meaning="info"
          title={t('conflict.title')}
          actions={<LinkButton href={paths.conflicts}>{t('conflict.open')}</LinkButton>}
        >
          {t('conflict.text', { count: conflicts.length })}
        </Notice>
      )}
      {editing ? edit(done) : read}
    </Section>
  );
}

function ChangedNote({ newest, people }: { newest: Changed; people: People }) {
  const { t } = useTranslation('client-files');
  const name = people.nameOf(newest.changedBy);
  const date = formatDate(localDay(newest.changedAt));
  return <span>{name ? t('changedBy', { date, name }) : t('changed', { date })}</span>;
}

/** Foot of a form that saves itself: how it stands, and the way out. */
export function EditFoot({
  state,
  error,
  onDone,
}: {
  state: 'saved' | 'waiting' | 'error';
  error: DataError | null;
  onDone: () => void;
}) {
  const { t } = useTranslation('client-files');
  const errorWords = useErrorWords();
  return (
    <>
      {error && (
        <Notice meaning="danger" title={t('notSaved')} alert>
          {errorWords(error)}
        </Notice>
      )}
      <div className={styles.foot}>
        <Button icon={Check} onPress={onDone}>
          {t('action.done')}
        </Button>
        <span className={styles.saved} role="status">
          {t(`autosave.${state}`)}
        </span>
      </div>
    </>
  );
}
