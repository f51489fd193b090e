import { Check, Pencil, Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnWords } from '#shared/domain/assessments';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { toDataError } from '../../data/errors';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { Row, RowList } from '../../ui/row-list';
import { showToast } from '../../ui/toast';
import { ProblemNotice } from './problem-notice';
import styles from './entry-list.module.css';
import { isSilent, mainWords } from './own-words';

type EntryName = 'educations' | 'work-experiences' | 'skills';
type EntryView<C extends EntryName> = View<C> & { value: { words: OwnWords } };

interface EntryListProps<C extends EntryName> {
  collection: C;
  label: string;
  addLabel: string;
  entries: ReadonlyArray<EntryView<C>>;
  /** Makes an empty entry; its fields then save themselves. */
  create: () => Promise<{ id: string }>;
  detail: (entry: EntryView<C>) => string;
  form: (entry: EntryView<C>) => ReactNode;
}

/** Entries in the person's own words: shown in one line each, opened in place, one at a time. */
export function EntryList<C extends EntryName>(props: EntryListProps<C>) {
  const { collection, entries, create, detail, form } = props;
  const { t } = useTranslation('assessments');
  const [open, setOpen] = useState<string | null>(null);
  const [problem, setProblem] = useState<unknown>(null);

  const add = async () => {
    try {
      await closeOpen();
      setOpen((await create()).id);
      setProblem(null);
    } catch (reason) {
      setProblem(toDataError(reason));
    }
  };
  // An entry without a word is none: it goes when it is closed.
  const closeOpen = async () => {
    const id = open;
    setOpen(null);
    if (!id) return;
    const now = await data.documents.get(collection, id);
    if (now && isSilent((now.value as { words: OwnWords }).words))
      await data.documents.remove(collection, id);
  };
  const remove = async (id: string) => {
    await data.documents.remove(collection, id);
    showToast({ message: t('entry.removed'), undo: () => data.documents.restore(collection, id) });
  };

  return (
    <div className={styles.entries}>
      {entries.length > 0 && (
        <RowList label={props.label}>
          {entries.map((entry) =>
            entry.id === open ? (
              <OpenEntry
                key={entry.id}
                onDone={() => window.setTimeout(() => void closeOpen())}
                onRemove={() => void remove(entry.id)}
              >
                {form(entry)}
              </OpenEntry>
            ) : (
              <Row
                key={entry.id}
                title={
                  isSilent(entry.value.words) ? (
                    t('entry.empty')
                  ) : (
                    <Bidi lang={entry.value.words.german.trim() ? 'de' : entry.value.words.language}>
                      {mainWords(entry.value.words)}
                    </Bidi>
                  )
                }
                detail={detail(entry)}
                actions={
                  <>
                    <IconButton icon={Pencil} label={t('entry.edit')} onPress={() => setOpen(entry.id)} />
                    <IconButton
                      icon={Trash2}
                      label={t('entry.remove')}
                      onPress={() => void remove(entry.id)}
                    />
                  </>
                }
              />
            ),
          )}
        </RowList>
      )}
      <ProblemNotice problem={problem} />
      <div>
        <Button icon={Plus} onPress={() => void add()}>
          {props.addLabel}
        </Button>
      </div>
    </div>
  );
}

function OpenEntry(props: { onDone: () => void; onRemove: () => void; children: ReactNode }) {
  const { t } = useTranslation('assessments');
  return (
    <li className={styles.form}>
      {props.children}
      <div className={styles.foot}>
        <Button icon={Check} onPress={props.onDone}>
          {t('entry.done')}
        </Button>
        <Button variant="quiet" icon={Trash2} onPress={props.onRemove}>
          {t('entry.remove')}
        </Button>
      </div>
    </li>
  );
}
